/** A service's name, from its own words. */

export interface NamingInput {
  /** Phrases of each module: a file's stem, an exported name, a table, each split into words. */
  readonly phrases: readonly (readonly (readonly string[])[])[];
  /** What a word is worth for telling services apart; words without an entry are never used. */
  readonly weights: ReadonlyMap<string, number>;
}

/** A two-word name must be nearly as telling as its better word alone. */
const PAIR_SHARE = 0.6;

/** Names for the clusters of any partition of the same modules. */
export type Namer = (clusters: readonly (readonly number[])[]) => string[];

/**
 * One name a cluster, kebab case, all different; clusters without a telling word are `service-1`, `service-2`, …
 *
 * @example createNamer({ phrases: [[['order', 'item']]], weights: new Map([['order', 1]]) })([[0]]); // ['order']
 */
export function createNamer(input: NamingInput): Namer {
  const termsOf = input.phrases.map((phrases) => termsIn(phrases, input.weights));
  const holders = new Map<string, number>();
  for (const terms of termsOf) for (const term of terms) holders.set(term, (holders.get(term) ?? 0) + 1);
  return (clusters) => {
    const names = new Array<string>(clusters.length);
    const taken = new Set<string>();
    // The larger cluster has first choice of a word.
    for (const cluster of largestFirst(clusters)) {
      const members = clusters[cluster] as readonly number[];
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
      const name = chooseName(ranked, counts, taken) ?? `service-${taken.size + 1}`;
      taken.add(name);
      names[cluster] = name;
    }
    return names;
  };
}

function largestFirst(clusters: readonly (readonly number[])[]): number[] {
  return [...clusters.keys()].sort(
    (a, b) => (clusters[b]?.length ?? 0) - (clusters[a]?.length ?? 0) || a - b,
  );
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
