/** Names for the services of one code base, at any granularity: after what their files, tables and routes are called. */
import type { Facts } from '../graph/facts.ts';
import type { Evidence } from './evidence/evidence.ts';
import { wordWeights } from './evidence/name-layer.ts';
import { namesSomething, spelledWords } from './evidence/words.ts';
import { createNamer, EMPHASIS, type Namer, type NamingInput, type Saying } from './naming.ts';
import { tableOwners } from './ownership.ts';

/**
 * Words that say what is done or to which one, never what with: handlers are called `get-order` and `add-order`, and the service
 * is no `get`. They hold modules together all the same, so only names leave them out.
 */
const NEVER_NAMES: ReadonlySet<string> = new Set(
  [
    'get set add remove delete create update upsert find fetch load save make build do run is are has have can should be',
    'to from with without by of in on at for and or not no if when as via',
    'new old still all any each other current previous latest same',
    'created updated removed deleted added changed requested src db method function fn foo foos bar',
  ].flatMap((line) => line.split(' ')),
);

/** Say little by themselves, though `api-key`, `product-type` and `event-data` name things. */
const VAGUE: ReadonlySet<string> = new Set(
  [
    'data id key type value name item list field status state code info number string content',
    'check process handle validate verify generate parse format send show omit exit',
    'view html path url client app api many one engine builder server',
  ].flatMap((line) => line.split(' ')),
);

/** Names of layers that say more than nothing where no other word does. */
const LAST_RESORT: ReadonlySet<string> = new Set([
  'seed',
  'config',
  'bootstrap',
  'command',
  'middleware',
  'graphql',
]);

/** Names of layers that can also be what something is about. */
const KINDS: ReadonlySet<string> = new Set(['provider', 'query', 'param', 'gateway', 'mock']);

/** What a table is called by one word is a thing of this code base. */
function vagueIn(tables: readonly string[], wordsOf: WordsOf): { has(word: string): boolean } {
  const things = new Set(tables.map((table) => wordsOf(table).join('-')));
  return { has: (word) => (VAGUE.has(word) || LAST_RESORT.has(word)) && !things.has(word) };
}

/**
 * A table speaks for the service that owns it, as a member of its own beside the modules. Modules outside every service say nothing.
 *
 * @example namerOfFacts(evidence, facts, outside)(partition.labels)(0) // 'orders'
 */
export function namerOfFacts(
  evidence: Evidence,
  facts: Facts,
  outside: { has(module: string): boolean },
): Namer {
  const tables = facts.tables.map(({ name }) => name);
  const weights = wordWeights(evidence, 1);
  const wordsOf = wordReader(facts);
  const name = createNamer({
    sayings: [
      ...sayingsOfModules(evidence, facts, wordsOf),
      ...tables.map((table) => sayingsOfTable(table, wordsOf)),
      ...facts.routes.map(({ path }) => sayingsOfRoute(path, wordsOf)),
    ],
    voices: [
      ...evidence.modules.map(() => 'module' as const),
      ...tables.map(() => 'table' as const),
      ...facts.routes.map(() => 'route' as const),
    ],
    allowed: {
      has: (word) =>
        LAST_RESORT.has(word) ||
        ((weights.has(word) || ONE_WORD.has(word)) && namesSomething(word) && !NEVER_NAMES.has(word)),
    },
    vague: vagueIn(tables, wordsOf),
    kinds: KINDS,
    spelling: spellingOf(facts),
  });
  const position = new Map(evidence.modules.map((path, i) => [path, i]));
  return (labels, given) => {
    const homes = evidence.modules.map((path, i) => (outside.has(path) ? -1 : (labels[i] as number)));
    const homeOf = (path: string) => homes[position.get(path) ?? -1] ?? -1;
    const owners = tableOwners(facts, (path) => {
      const home = homeOf(path);
      return home < 0 ? null : String(home);
    });
    return name(
      [
        ...homes,
        ...tables.map((table) => Number(owners.get(table) ?? -1)),
        ...facts.routes.map(({ handler }) => homeOf(handler.module)),
      ],
      given,
    );
  };
}

/** Written with a capital inside, and one word all the same. */
const INNER_CAPITALS =
  /GraphQL|OAuth|OpenAPI|OpenID|OpenAI|GitHub|GitLab|YouTube|LinkedIn|PayPal|WhatsApp|TikTok|MongoDB|WebSocket/g;
const ONE_WORD: ReadonlySet<string> = new Set(INNER_CAPITALS.source.toLowerCase().split('|'));

/** The words of a name, those of layers too. */
type WordsOf = (name: string) => string[];

/**
 * Reads `notificationtemplates`, as databases without capitals write it, as the two words that it is in most other names of the code
 * base; `GraphQL` is one word.
 */
function wordReader({ modules }: Facts): WordsOf {
  const plain: WordsOf = (name) =>
    spelledWords(name.replace(INNER_CAPITALS, capitalised)).map(({ word }) => word);
  const words = new Map<string, number>();
  const pairs = new Map<string, { readonly pair: string[]; times: number }>();
  for (const name of modules.flatMap(({ path, exports }) => [nameOfFile(path), ...exports]))
    plain(name).forEach((word, i, all) => {
      words.set(word, (words.get(word) ?? 0) + 1);
      const next = all[i + 1];
      if (next === undefined) return;
      const known = pairs.get(word + next);
      if (known) known.times += 1;
      else pairs.set(word + next, { pair: [word, next], times: 1 });
    });
  return (name) =>
    plain(name).flatMap((word) => {
      const known = pairs.get(word);
      return known && known.times > (words.get(word) ?? 0) ? known.pair : [word];
    });
}

function capitalised(word: string): string {
  return word.charAt(0) + word.slice(1).toLowerCase();
}

function nameOfFile(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `order_status_history` is less about each of its words than `orders` is about orders. */
function sayingsOfTable(table: string, wordsOf: WordsOf): Saying[] {
  const words = wordsOf(table);
  return [{ words, emphasis: 1 / Math.max(1, words.filter(namesSomething).length) }];
}

/** `/orders/:id/returns` is about orders first. */
function sayingsOfRoute(path: string, wordsOf: WordsOf): Saying[] {
  return namedSegments(path).map((segment, depth) => ({
    words: wordsOf(segment),
    emphasis: 1 / (1 + depth),
  }));
}

function sayingsOfModules(evidence: Evidence, facts: Facts, wordsOf: WordsOf): Saying[][] {
  const exportsOf = new Map(facts.modules.map(({ path, exports }) => [path, exports]));
  return evidence.modules.map((path) => [
    { words: wordsOf(nameOfFile(path)), emphasis: EMPHASIS.file },
    ...foldersOf(path).map((folder, above) => ({
      words: wordsOf(folder),
      emphasis: EMPHASIS.folder / 2 ** above,
    })),
    ...(exportsOf.get(path) ?? []).map((name) => ({ words: wordsOf(name), emphasis: EMPHASIS.export })),
  ]);
}

/** The nearest first. */
function foldersOf(path: string): string[] {
  return path.split('/').slice(0, -1).reverse();
}

function namedSegments(path: string): string[] {
  return path.split('/').filter((segment) => /^[A-Za-z]/.test(segment) && !/^(?:api|v\d+)$/i.test(segment));
}

/**
 * How the code base writes one or two words where they are a whole name: `reviews` for review, `sales-channel` for sale-channel. Tables
 * know best, then files in the plural, then routes. A word that nobody writes in its singular is written as the files do: `analytics`.
 */
function spellingOf(facts: Facts): NonNullable<NamingInput['spelling']> {
  const spelling = new Map<string, string>();
  const note = (parts: readonly { readonly word: string; readonly written: string }[]) => {
    if (parts.length === 0 || parts.length > 2 || !parts.every(({ word }) => namesSomething(word))) return;
    const term = parts.map(({ word }) => word).join('-');
    if (!spelling.has(term)) spelling.set(term, parts.map(({ written }) => written).join('-'));
  };
  for (const { name } of facts.tables) note(spelledWords(name));
  for (const { path } of facts.modules) {
    const telling = spelledWords(nameOfFile(path)).filter(({ word }) => namesSomething(word));
    if (telling.some(({ word, written }) => word !== written)) note(telling);
  }
  for (const { path } of facts.routes) for (const segment of namedSegments(path)) note(spelledWords(segment));
  const plurals = onlyPlurals(facts);
  const spelled = (word: string) => plurals.get(word) ?? word;
  return { get: (term) => spelling.get(term) ?? term.split('-').map(spelled).join('-') };
}

/** Words that no path of a module has in the singular, as the first of them writes it. */
function onlyPlurals({ modules }: Facts): Map<string, string> {
  const spelled = new Map<string, string>();
  const singulars = new Set<string>();
  for (const { path } of modules)
    for (const { word, written } of path.split('/').flatMap(spelledWords)) {
      if (written === word) singulars.add(word);
      else if (!spelled.has(word)) spelled.set(word, written);
    }
  for (const word of singulars) spelled.delete(word);
  return spelled;
}
