/**
 * Renames a fixture: own identifiers, members, files and folders get other names, the same everywhere, in code, in strings
 * and in what is expected. Facts must not depend on how things are called.
 *
 * Left alone is what has a meaning outside of the tree: names of packages and their members, of the language, of
 * files that tools look for.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dialectOf } from '../src/read/dialect.ts';
import { readSource } from '../src/read/read-source.ts';
import type { Value } from '../src/read/value.ts';
import { ownMembers } from './own-members.ts';

/** Names by which frameworks, package managers and our own rules find things: an own bus is told by `publish` and `subscribe`. */
const conventional = new Set(
  `index src app apps pages api packages libs lib node_modules models model entities migrations prisma schema test tests
  spec vendor public dist package tsconfig jsconfig base config route routes main default constructor exports module
  require process console Promise Array Object String Number Boolean Date Error Symbol Map Set JSON undefined path
  file name id key value data type commands kind ref to of on in as is use get set has add all run next done args options
  trx tx import from export const let var class function return if else for while new delete typeof void await async yield
  type interface enum extends implements static public private protected readonly abstract declare namespace GET POST PUT PATCH DELETE HEAD OPTIONS up down Database ctx req res request response reply c t z db query body params
  publish subscribe everyMinutes loader action server middleware hooks handle load actions`.split(/\s+/),
);

export interface RenamedFixture {
  readonly expected: unknown;
  /** Old to new, for messages. */
  readonly names: ReadonlyMap<string, string>;
}

/** Writes the renamed tree to `target`; equal seeds give equal names. */
export function renameFixture(
  tree: string,
  expectedText: string,
  target: string,
  seed: number,
): RenamedFixture {
  const files = readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(tree.length + 1))
    .sort();
  const texts = new Map(files.map((path) => [path, readFileSync(join(tree, path), 'utf8')]));
  const expected: { readonly keep?: readonly string[] } = JSON.parse(expectedText);
  const kept = new Set([...vocabulary(expected), ...(expected.keep ?? [])]);
  const names = newNames(ownNames(texts, kept), seed);
  const pattern = new RegExp(`(?<![\\w$@-])(?:${[...names.keys()].map(escaped).join('|')})(?![\\w$-])`, 'g');
  const rename = (text: string): string =>
    names.size === 0 ? text : text.replaceAll(pattern, (name) => names.get(name) ?? name);
  for (const [path, text] of texts) {
    const renamed = join(target, rename(path));
    mkdirSync(dirname(renamed), { recursive: true });
    writeFileSync(renamed, rename(text));
  }
  return { expected: JSON.parse(rename(expectedText)), names };
}

/** What the tree itself gives a name: its variables, functions, classes, types, files and folders. */
function ownNames(texts: ReadonlyMap<string, string>, vocabulary: ReadonlySet<string>): string[] {
  const own = new Set<string>();
  const foreign = new Set<string>();
  for (const [path, text] of texts) {
    for (const part of path.split('/').slice(0, -1)) own.add(part);
    const dialect = dialectOf(path);
    if (dialect === null) continue;
    own.add((path.split('/').at(-1) ?? '').replace(/\..*$/, ''));
    const facts = readSource(text, dialect);
    for (const binding of facts.bindings) {
      const specifier = binding.kind === 'import' ? binding.specifier : requiredFrom(binding.value);
      const isOutside = /^(?:node:|@?[a-z])/.test(specifier);
      (isOutside ? foreign : own).add(binding.name);
    }
    for (const match of text.matchAll(/\.\s*([A-Za-z_$][\w$]*)/g)) foreign.add(match[1] ?? '');
    for (const match of text.matchAll(/(?:from|require\(|import\()\s*'(@?[a-z][^'./]*)(?:\/([^']*))?'/g)) {
      for (const part of [match[1], ...(match[2] ?? '').split('/')])
        for (const word of (part ?? '').split(/[^\w-]/)) foreign.add(word);
    }
    for (const { imported } of facts.bindings) foreign.delete(imported);
    for (const match of text.matchAll(/@(\w+)/g)) foreign.add(match[1] ?? '');
  }
  for (const name of ownMembers(texts)) {
    own.add(name);
    foreign.delete(name);
  }
  const isOwn = (name: string): boolean =>
    name.length > 2 &&
    /^[A-Za-z][\w-]*$/.test(name) &&
    !foreign.has(name) &&
    !conventional.has(name) &&
    // Told by its ending to be a protobuf compiler's.
    !name.endsWith('_pb') &&
    !vocabulary.has(name) &&
    // Tables are named after classes (`FlowerBed`, `flower_bed`, `flowerbeds`): such a class keeps its name.
    ![...vocabulary].some((word) => isDerived(name, word));
  return [...own].filter(isOwn).sort();
}

/** The package that a destructured `require` takes something from; '' for other values. */
function requiredFrom(value: Value | null): string {
  for (let at = value; at !== null; ) {
    if (at.kind === 'module') return at.specifier;
    if (at.kind !== 'member') return '';
    at = at.of;
  }
  return '';
}

function isDerived(name: string, word: string): boolean {
  if (!/^[A-Z]/.test(name)) return false;
  const snake = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return [snake, `${snake}s`, name.toLowerCase(), `${name.toLowerCase()}s`].includes(word);
}

/** Words of ours in what is expected: the keys, and values that are one of a few. */
function vocabulary(expected: unknown): Set<string> {
  const words = new Set<string>();
  const visit = (value: unknown, key: string, isTable = false): void => {
    const isTableName = isTable && key === 'name';
    if (
      typeof value === 'string' &&
      (/^(?:kind|role|effect|framework|because|what|onDelete|table|references)$/.test(key) || isTableName)
    ) {
      for (const word of value.split(/\W+/)) words.add(word);
    }
    if (Array.isArray(value)) for (const item of value) visit(item, key, key === 'tables');
    else if (typeof value === 'object' && value !== null) {
      for (const [inner, item] of Object.entries(value)) {
        words.add(inner);
        visit(item, inner, isTable);
      }
    }
  };
  visit(expected, '');
  return words;
}

/** Words without a meaning, in the same style of writing (`camelCase`, `PascalCase`, `UPPER_CASE`, `with-hyphens`). */
function newNames(names: readonly string[], seed: number): Map<string, string> {
  const syllables = ['ba', 'do', 'ke', 'lu', 'mi', 'no', 'ra', 'su', 'ti', 'vo', 'xe', 'zu'];
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
  return new Map(
    names.map((name, at) => {
      const word =
        Array.from({ length: 3 }, () => syllables[next() % syllables.length]).join('') + at.toString(36);
      if (/^[A-Z0-9_]+$/.test(name)) return [name, word.toUpperCase()];
      if (/^[A-Z]/.test(name)) return [name, word[0]?.toUpperCase() + word.slice(1)];
      return [name, name.includes('-') ? `${word.slice(0, 3)}-${word.slice(3)}` : word];
    }),
  );
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|-]/g, '\\$&');
}
