import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Node } from 'oxc-parser';
import { visitorKeys } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { parserLayout } from '../../../scripts/parser-layout.ts';
import { type Dialect, dialectOf } from '../../../src/read/dialect.ts';
import { readFile } from '../../../src/read/read-file.ts';
import { type ParseAs, parseInMemory, parseToObjects, withTree } from '../../../src/read/tree/parse.ts';
import { properties } from '../../../src/read/tree/properties.ts';
import { keptInParts } from '../../../src/read/tree/walk-memory.ts';
import { type HandlerTable, makeWalk } from '../../../src/read/walk.ts';
import { allSyntax } from './all-syntax.ts';

const analysis = join(import.meta.dirname, '..', '..', '..');
const inMemory = parseInMemory as ParseAs;

it('the layout is what the installed parser says', () => {
  expect(readFileSync(join(analysis, 'src/read/tree/layout.ts'), 'utf8')).toBe(parserLayout());
});

it('the memory of the installed parser can be read', () => {
  expect(parseInMemory).not.toBeNull();
});

describe.each(allSyntax)('$name', ({ name, text, dialect }) => {
  it('is read without a fault where none is meant', () => {
    const fault = withTree(text, dialect, (tree) => tree.fault?.message, parseToObjects);
    expect(fault === undefined ? '' : fault).toEqual(
      name.includes('error') ? expect.stringMatching(/./) : '',
    );
  });

  it('has the facts that a tree of objects gives', () => {
    expect(readFile(text, dialect, inMemory)).toEqual(readFile(text, dialect, parseToObjects));
  });

  it('is walked in the order of the objects', () => {
    const found = stepsOf(text, dialect, inMemory);
    const expected = stepsOf(text, dialect, parseToObjects);
    expect(found.types).toEqual(expected.types);
    // A parameter's name comes before its decorators in objects and after them in memory.
    expect(found.names.toSorted()).toEqual(expected.names.toSorted());
  });

  it('has the properties of the objects in every node', () => {
    const objects = withTree(text, dialect, ({ program }) => program, parseToObjects);
    const found = withTree(
      text,
      dialect,
      ({ program }) => differences(program, objects, 'program'),
      inMemory,
    );
    expect(found).toEqual([]);
  });
});

it('every kind of node occurs in these texts', () => {
  const seen = new Set<string>();
  for (const { text, dialect } of allSyntax) {
    const objects = withTree(text, dialect, ({ program }) => program, parseToObjects);
    JSON.stringify(objects, (_key, value: unknown) => {
      if (typeof value === 'bigint') return String(value);
      if (value !== null && typeof value === 'object' && 'type' in value) seen.add(String(value.type));
      return value;
    });
  }
  expect(Object.keys(visitorKeys).filter((type) => !seen.has(type))).toEqual([
    // No syntax of a user's leads to this.
    'TSIntrinsicKeyword',
    // Errors outside of comments.
    'TSJSDocUnknownType',
    // Kept with `preserveParens` alone.
    'ParenthesizedExpression',
    // An error without a switch that nobody sets.
    'V8IntrinsicExpression',
    'TSJSDocNullableType',
    'TSParenthesizedType',
  ]);
});

it('facts of the fixtures and of these sources are those of a tree of objects', () => {
  const paths = globSync('{src,test,scripts}/**/*.{ts,tsx,js,jsx,mjs,cjs}', { cwd: analysis });
  expect(paths.length).toBeGreaterThan(500);
  for (const path of paths) {
    const dialect = dialectOf(path);
    if (dialect === null) continue;
    const text = readFileSync(join(analysis, path), 'utf8');
    const found = JSON.stringify(readFile(text, dialect, inMemory));
    expect(found === JSON.stringify(readFile(text, dialect, parseToObjects)), path).toBe(true);
  }
});

it('a text that fails halfway leaves the next one as it is', () => {
  const fail = (): never => {
    throw new Error('a handler failed');
  };
  expect(() => withTree('f(1)', 'ts', fail, inMemory)).toThrow('a handler failed');
  expect(readFile('g(2)', 'ts', inMemory).calls).toMatchObject([{ name: 'g' }]);
});

interface Steps {
  /** On entering and, with a `/`, on leaving. */
  readonly types: readonly string[];
  readonly names: readonly string[];
}

function stepsOf(text: string, dialect: Dialect, parseAs: ParseAs): Steps {
  const types: string[] = [];
  const names: string[] = [];
  const table = (prefix: string): HandlerTable =>
    Object.fromEntries(
      Object.keys(visitorKeys)
        .filter((type) => !keptInParts.some((kept) => kept === type))
        .map((type) => [type, (node: Node) => types.push(`${prefix}${node.type}`)]),
    );
  const walk = makeWalk([{ enter: table(''), leave: table('/'), name: (name) => names.push(name) }]);
  withTree(text, dialect, ({ program }) => walk(program), parseAs);
  return { types, names };
}

/** Whose places decide facts. */
const placed =
  /^(?:CallExpression|NewExpression|.*Function.*|Class.*|Import.*|Export.*|Identifier|Property|Decorator)$/;

/** Where a node differs from the object, with both values. */
function differences(found: unknown, expected: unknown, path: string): string[] {
  if (expected === null || typeof expected !== 'object') {
    return found === expected ? [] : [`${path}: ${String(found)} instead of ${String(expected)}`];
  }
  if (found === null || typeof found !== 'object') return [`${path}: ${String(found)}`];
  if (Array.isArray(expected)) {
    const items = found as readonly unknown[];
    if (items.length !== expected.length) return [`${path}: ${items.length} of ${expected.length} items`];
    return expected.flatMap((item, index) => differences(items[index], item, `${path}[${index}]`));
  }
  if (!('type' in expected)) return [];
  const node = expected as Node & Record<string, unknown>;
  const same = found as typeof node;
  const at = `${path}: ${node.type}`;
  if (node.type === 'MetaProperty') return differences(namesOf(same), namesOf(node), at);
  const asked = ['type', ...properties.filter((property) => isAsked(node, property))];
  if (placed.test(node.type)) asked.push('start');
  return asked.flatMap((property) => differences(same[property], node[property], `${at}.${property}`));
}

function namesOf(node: Node): string {
  return node.type === 'MetaProperty' ? `${node.meta.name}.${node.property.name}` : '';
}

/** What no extractor asks these for. */
const neverAsked: Readonly<Record<string, readonly string[]>> = {
  ArrowFunctionExpression: ['expression'],
  FunctionDeclaration: ['expression'],
  FunctionExpression: ['expression'],
  TSDeclareFunction: ['expression'],
  TSEmptyBodyFunctionExpression: ['expression'],
  ImportExpression: ['phase'],
  JSXText: ['raw', 'value'],
  RestElement: ['value'],
  TSEnumMember: ['computed'],
  TSIndexSignature: ['static', 'parameters'],
  TSMethodSignature: ['kind', 'static'],
  TSParameterProperty: ['static'],
};

function isAsked(node: Node & Record<string, unknown>, property: string): boolean {
  if (!Object.hasOwn(node, property) || neverAsked[node.type]?.includes(property)) return false;
  // Of regular expressions the source is asked for, of others the value.
  if (node.type === 'Literal') return property === ('regex' in node ? 'raw' : 'value');
  // A namespace within a namespace is one node with a name of two parts, which nobody looks into.
  if (node.type === 'TSModuleDeclaration') return property === 'id' && node.id?.type === 'Identifier';
  return true;
}
