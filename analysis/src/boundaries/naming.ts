/** A service's name, from its own words. */

export interface NamingInput {
  /** Phrases of each module: a file's stem, an exported name, a table, each split into words. */
  readonly phrases: readonly (readonly (readonly string[])[])[];
  /** What a word is worth for telling services apart; words without an entry are never used. */
  readonly weights: ReadonlyMap<string, number>;
}

/** A two-word name must be nearly as telling as its better word alone. */
const PAIR_SHARE = 0.6;

/** Name of a label; `null` for labels below 0: outside every cluster. */
export type NameOf = (label: number) => string | null;

/** Names the clusters of any partition of the same elements; labels in `given` keep the name there. */
export type Namer = (labels: ArrayLike<number>, given?: ReadonlyMap<number, string>) => NameOf;

/**
 * One name a cluster, kebab case, all different; clusters without a telling word are `service-1`, `service-2`, …
 *
 * @example createNamer({ phrases: [[['order', 'item']]], weights: new Map([['order', 1]]) })([0])(0); // 'order'
 */
export function createNamer(input: NamingInput): Namer {
  const termsOf = input.phrases.map((phrases) => termsIn(phrases, input.weights));
  const holders = new Map<string, number>();
  for (const terms of termsOf) for (const term of terms) holders.set(term, (holders.get(term) ?? 0) + 1);
  return (labels, given = new Map()) => {
    const names = new Map(given);
    const taken = new Set(given.values());
    for (const [label, members] of largestFirst(labels)) {
      if (names.has(label)) continue;
      const counts = new Map<string, number>();
      for (const member of members) {
        for (const term of termsOf[member] ?? []) counts.set(term, (counts.get(term) ?? 0) + 1);
      }
      const ranked = [...counts]
        .map(([term, count]) => ({
          term,
          score: scoreOf(term, count, holders.get(term) ?? count, members.length, input),
        }))
        .sort((a, b) => b.score - a.score || (a.term < b.term ? -1 : 1));
      const name = chooseName(ranked, counts, taken) ?? freeNumber(taken);
      taken.add(name);
      names.set(label, name);
    }
    return (label) => names.get(label) ?? null;
  };
}

/** The larger cluster has first choice of a word. */
function largestFirst(labels: ArrayLike<number>): [label: number, members: number[]][] {
  const members = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i += 1) {
    const label = labels[i] as number;
    if (label < 0) continue;
    const list = members.get(label);
    if (list) list.push(i);
    else members.set(label, [i]);
  }
  return [...members].sort(([a, x], [b, y]) => y.length - x.length || a - b);
}

function freeNumber(taken: ReadonlySet<string>): string {
  for (let number = taken.size + 1; ; number += 1)
    if (!taken.has(`service-${number}`)) return `service-${number}`;
}

/** How many of the members a term covers, times how much of the term lies in here, times the worth of its words. */
function scoreOf(term: string, count: number, held: number, members: number, input: NamingInput): number {
  const worth = Math.min(...term.split('-').map((word) => input.weights.get(word) ?? 0));
  return (count / members) * (count / held) * worth;
}

function chooseName(
  ranked: readonly { readonly term: string; readonly score: number }[],
  counts: ReadonlyMap<string, number>,
  taken: ReadonlySet<string>,
): string | undefined {
  const free = ranked.filter(({ term }) => !taken.has(term));
  const best = free.find(({ term }) => !term.includes('-')) ?? free[0];
  if (!best) return undefined;
  // `api-key` rather than `key`: where most modules that say one word say it in the same pair.
  const pair = free.find(
    ({ term }) =>
      term.includes('-') &&
      term.split('-').includes(best.term) &&
      (counts.get(term) ?? 0) >= PAIR_SHARE * (counts.get(best.term) ?? 0),
  );
  return pair?.term ?? best.term;
}

/** Distinct words and neighbouring pairs of a module's phrases. */
function termsIn(
  phrases: readonly (readonly string[])[],
  weights: ReadonlyMap<string, number>,
): ReadonlySet<string> {
  const terms = new Set<string>();
  for (const phrase of phrases) {
    phrase.forEach((word, i) => {
      if (!weights.has(word)) return;
      terms.add(word);
      const next = phrase[i + 1];
      if (next !== undefined && next !== word && weights.has(next)) terms.add(`${word}-${next}`);
    });
  }
  return terms;
}
