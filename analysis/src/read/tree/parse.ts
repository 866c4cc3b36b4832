/**
 * A text's syntax tree. The parser fills a piece of memory; its own way of handing it over is to make an object of each
 * node, which takes eight times as long as parsing. Where the memory's layout is known the tree is read from it in place.
 */
import { createRequire } from 'node:module';
import { type Node, type ParserOptions, parseSync, rawTransferSupported } from 'oxc-parser';
import type { Dialect } from '../dialect.ts';
import { layoutVersion } from './layout.ts';
import { integers, openMemory, type ParserBuffer } from './memory.ts';
import { MemoryNode } from './memory-node.ts';
import { kindOf } from './tables.ts';

export interface Tree {
  readonly program: Node;
  /** The first error, if any. */
  readonly fault: Fault | undefined;
}

interface Fault {
  readonly message: string;
  readonly labels: readonly { readonly start: number }[];
}

/** How a text becomes a tree. */
export type ParseAs = <Result>(text: string, options: ParserOptions, use: (tree: Tree) => Result) => Result;

/** Most files are modules; what is none (a `return` at the top level, `with`) is read as a script of CommonJS. */
export function withTree<Result>(
  text: string,
  dialect: Dialect,
  use: (tree: Tree) => Result,
  parseAs: ParseAs = parseInMemory ?? parseToObjects,
): Result {
  if (dialect !== 'jsx') return parseAs(text, moduleOptions(dialect), use);
  const failed = Symbol();
  const whenRight = (tree: Tree): Result | typeof failed => (tree.fault === undefined ? use(tree) : failed);
  const asModule = parseAs(text, moduleOptions(dialect), whenRight);
  if (asModule !== failed) return asModule;
  const asScript = parseAs(text, { ...moduleOptions(dialect), sourceType: 'commonjs' }, whenRight);
  return asScript === failed ? parseAs(text, moduleOptions(dialect), use) : asScript;
}

function moduleOptions(dialect: Dialect): ParserOptions {
  return { lang: dialect, preserveParens: false, astType: 'ts' };
}

/** Where the memory can be had but its layout is another the parser's own objects are faster than JSON. */
const objectOptions = rawTransferSupported() ? { experimentalRawTransfer: true } : {};

export const parseToObjects: ParseAs = (text, options, use) => {
  const { program, errors } = parseSync('file', text, { ...options, ...objectOptions });
  return use({ program, fault: errors.find(({ severity }) => severity === 'Error') });
};

/** The part of the parser's package that its own readers of the memory are built on. */
interface RawParser {
  parseSyncRawImpl<Result>(
    name: string,
    text: string,
    options: ParserOptions,
    convert: (buffer: ParserBuffer, text: string, start: number, byteLength: number) => Result,
  ): Result;
  returnBufferToCache(buffer: ParserBuffer): void;
}

const rawData = kindOf('RawTransferData');

function memoryParser(): ParseAs | null {
  const require = createRequire(import.meta.url);
  const { version } = require('oxc-parser/package.json') as { version: string };
  if (version !== layoutVersion || !rawTransferSupported()) return null;
  const raw = require('oxc-parser/src-js/raw-transfer/common.js') as RawParser;
  const { DATA_POINTER_POS_32: dataPlace } = require('oxc-parser/src-js/generated/constants.js') as {
    DATA_POINTER_POS_32: number;
  };
  return (text, options, use) =>
    raw.parseSyncRawImpl('file', text, options, (buffer, source, start, byteLength) => {
      try {
        openMemory(buffer, source, start, byteLength);
        const data = new MemoryNode(rawData, integers[dataPlace] as number, 0, 0) as unknown as MemoryTree;
        return use({
          program: data.program,
          fault: data.errors.find(({ severity }) => severity === 'Error'),
        });
      } finally {
        raw.returnBufferToCache(buffer);
      }
    });
}

interface MemoryTree {
  readonly program: Node;
  readonly errors: readonly (Fault & { readonly severity: string })[];
}

/** Null where the memory can't be had, or is laid out as no one here knows. */
export const parseInMemory: ParseAs | null = memoryParser();
