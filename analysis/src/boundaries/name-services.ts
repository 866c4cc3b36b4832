/** Names for the services of one code base, at any granularity: after what their files, tables and routes are called. */
import type { Facts } from '../graph/facts.ts';
import type { Evidence } from './evidence/evidence.ts';
import { wordWeights } from './evidence/name-layer.ts';
import { spelledWords, wordsOfName, wordsOfPath } from './evidence/words.ts';
import { createNamer, EMPHASIS, type Namer, type Saying } from './naming.ts';
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
  ].flatMap((line) => line.split(' ')),
);

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
  const name = createNamer({
    sayings: [
      ...sayingsOfModules(evidence, facts),
      ...tables.map((table): Saying[] => {
        const words = wordsOfName(table);
        // `order_status_history` is less about each of its words than `orders` is about orders.
        return [{ words, emphasis: EMPHASIS.table / Math.max(1, words.length) }];
      }),
    ],
    allowed: { has: (word) => weights.has(word) && !NEVER_NAMES.has(word) },
    spelling: spellingOf(facts),
  });
  const position = new Map(evidence.modules.map((path, i) => [path, i]));
  return (labels, given) => {
    const homes = evidence.modules.map((path, i) => (outside.has(path) ? -1 : (labels[i] as number)));
    const owners = tableOwners(facts, (path) => {
      const home = homes[position.get(path) ?? -1] ?? -1;
      return home < 0 ? null : String(home);
    });
    return name([...homes, ...tables.map((table) => Number(owners.get(table) ?? -1))], given);
  };
}

function sayingsOfModules(evidence: Evidence, facts: Facts): Saying[][] {
  const sayings = new Map<string, Saying[]>(
    evidence.modules.map((path) => [path, [{ words: wordsOfPath(path), emphasis: EMPHASIS.file }]]),
  );
  const say = (path: string, words: readonly string[], emphasis: number) =>
    sayings.get(path)?.push({ words, emphasis });
  for (const { path, exports } of facts.modules)
    for (const name of exports) say(path, wordsOfName(name), EMPHASIS.export);
  for (const { module, table, mode } of facts.access)
    if (mode === 'W') say(module, wordsOfName(table), EMPHASIS.written);
  for (const { handler, path } of facts.routes)
    for (const segment of namedSegments(path)) say(handler.module, wordsOfName(segment), EMPHASIS.route);
  return evidence.modules.map((path) => sayings.get(path) ?? []);
}

function namedSegments(path: string): string[] {
  return path.split('/').filter((segment) => /^[A-Za-z]/.test(segment) && !/^(?:api|v\d+)$/i.test(segment));
}

/**
 * How a table or route writes the one or two words that it consists of: `reviews` for review, `sales-channel` for sale-channel.
 * A word that nobody writes in its singular is written as the files do: `analytics`, `postgres`.
 */
function spellingOf(facts: Facts): Map<string, string> {
  const spelling = new Map<string, string>();
  const names = [
    ...facts.tables.map(({ name }) => name),
    ...facts.routes.flatMap(({ path }) => namedSegments(path)),
  ];
  for (const name of names) {
    const words = wordsOfName(name);
    const written = name.toLowerCase().split(/[-_]/);
    const term = words.join('-');
    if (
      words.length === written.length &&
      words.length <= 2 &&
      !spelling.has(term) &&
      /^[a-z]+$/.test(written.join(''))
    )
      spelling.set(term, written.join('-'));
  }
  for (const [word, written] of onlyPlurals(facts)) if (!spelling.has(word)) spelling.set(word, written);
  return spelling;
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
