/** A service's name, from the words that its modules, tables and routes agree on. */

/** Words of one name, with how much that name says about its element: a file's own name more than one of its exports. */
export interface Saying {
  readonly words: readonly string[];
  readonly emphasis: number;
}

export interface NamingInput {
  /** What each element is called, holds and exports. */
  readonly sayings: readonly (readonly Saying[])[];
  /** Whether an element is a module, a table or a route; all are modules where nothing is said. */
  readonly voices?: readonly Voice[];
  /** Words that may name a service. */
  readonly allowed: { has(word: string): boolean };
  /** Words that say little by themselves, though much beside another: `key`, `type`. */
  readonly vague?: { has(word: string): boolean };
  /** Words that name something only beside a vague one: `data-provider`. */
  readonly kinds?: { has(word: string): boolean };
  /** How a word is written in a name: `reviews` for review, where a table or route is called so. */
  readonly spelling?: { get(term: string): string | undefined };
}

/** What speaks for a service. */
export type Voice = 'module' | 'table' | 'route';

interface Weight {
  /** What all elements of a voice in a service say together, as a share: one table is not lost among a hundred files. */
  readonly together: number;
  /** Elements that are thought to be there and silent: the only route of a service says little about the whole. */
  readonly silent: number;
  /** What one element counts where a word's services are compared. */
  readonly each: number;
}

const WEIGHT: Readonly<Record<Voice, Weight>> = {
  module: { together: 1, silent: 0, each: 1 },
  table: { together: 0.8, silent: 0, each: 2 },
  route: { together: 0.6, silent: 2, each: 0.1 },
};

/** How loud each thing of a module says it: its file's name, the folder that it is in (the next above half), a name that it exports. */
export const EMPHASIS = { file: 1, folder: 0.5, export: 0.08 } as const;

/** A vague word names a service only where nothing else is said nearly as often. */
const VAGUE_SHARE = 0.4;

/** A two-word name must be said nearly as often as its better word alone; a vague word takes any pair that is said at times. */
const PAIR_SHARE = 0.6;
const VAGUE_PAIR_SHARE = 0.2;
/** Other pairs must beat the best word. */
const PAIR_LEAD = 1.2;

/** Name of a label; `null` for labels below 0: outside every cluster. */
export type NameOf = (label: number) => string | null;

/** Names the clusters of any partition of the same elements; labels in `given` keep the name there. */
export type Namer = (labels: ArrayLike<number>, given?: ReadonlyMap<number, string>) => NameOf;

interface RankedTerm {
  readonly term: string;
  readonly share: number;
  readonly score: number;
}

interface Said {
  /** How much of the cluster says it: the mean over its modules, over its tables and over its routes, together. */
  share: number;
  /** How often it is said, by the weight of who says it. */
  times: number;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * One name a cluster, kebab case, all different; clusters without a telling word are `service-1`, `service-2`, …
 *
 * A term scores by how much of the cluster says it, times the root of how much of all that say it lies in the cluster: without the
 * root, what few files say and nobody else (`claims`) won over what all are called (`order`, which others say too). Rare words get
 * no bonus: with one, handlers' names (`vote-helpful`) won over what every file is called (`reviews`).
 *
 * @example createNamer({ sayings: [[{ words: ['order', 'item'], emphasis: 3 }]], allowed: new Set(['order']) })([0])(0); // 'order'
 */
export function createNamer(input: NamingInput): Namer {
  const termsOf = input.sayings.map((sayings) => emphasisByTerm(sayings, input));
  const voiceOf = (element: number): Voice => input.voices?.[element] ?? 'module';
  return (labels, given = new Map()) => {
    const names = new Map(given);
    const taken = new Set(given.values());
    const said = new Map(
      [...membersByLabel(labels)].map(([label, each]) => [label, saidBy(each, termsOf, voiceOf)]),
    );
    const everywhere = timesByTerm(said.values());
    const clusters = [...said]
      .filter(([label]) => !names.has(label))
      .map(([label, terms]) => ({ label, ranked: rankTerms(terms, everywhere, input.vague) }))
      .sort((a, b) => (b.ranked[0]?.score ?? 0) - (a.ranked[0]?.score ?? 0) || a.label - b.label);
    for (const { label, ranked } of clusters) {
      const name = chooseName(ranked, taken, input) ?? freeNumber(taken);
      taken.add(name);
      names.set(label, name);
    }
    return (label) => names.get(label) ?? null;
  };
}

function membersByLabel(labels: ArrayLike<number>): Map<number, number[]> {
  const members = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i += 1) {
    const label = labels[i] as number;
    if (label < 0) continue;
    const list = members.get(label);
    if (list) list.push(i);
    else members.set(label, [i]);
  }
  return members;
}

function saidBy(
  members: readonly number[],
  termsOf: readonly ReadonlyMap<string, number>[],
  voiceOf: (element: number) => Voice,
): Map<string, Said> {
  const sizes: Record<Voice, number> = { module: 0, table: 0, route: 0 };
  for (const member of members) sizes[voiceOf(member)] += 1;
  const terms = new Map<string, Said>();
  for (const member of members) {
    const voice = voiceOf(member);
    const { together, silent, each } = WEIGHT[voice];
    const share = together / (sizes[voice] + silent);
    for (const [term, emphasis] of termsOf[member] ?? []) {
      const said = terms.get(term);
      if (said) {
        said.share += emphasis * share;
        said.times += emphasis * each;
      } else terms.set(term, { share: emphasis * share, times: emphasis * each });
    }
  }
  return terms;
}

function timesByTerm(clusters: Iterable<ReadonlyMap<string, Said>>): Map<string, number> {
  const total = new Map<string, number>();
  for (const terms of clusters)
    for (const [term, { times }] of terms) total.set(term, (total.get(term) ?? 0) + times);
  return total;
}

function rankTerms(
  terms: ReadonlyMap<string, Said>,
  everywhere: ReadonlyMap<string, number>,
  vague = NONE as NonNullable<NamingInput['vague']>,
): RankedTerm[] {
  return [...terms]
    .map(([term, { share, times }]) => ({
      term,
      share,
      score: share * Math.sqrt(times / (everywhere.get(term) ?? times)) * (vague.has(term) ? VAGUE_SHARE : 1),
    }))
    .sort((a, b) => b.score - a.score || (a.term < b.term ? -1 : 1));
}

function chooseName(
  ranked: readonly RankedTerm[],
  taken: ReadonlySet<string>,
  { vague = NONE, spelling = new Map() }: Pick<NamingInput, 'vague' | 'spelling'>,
): string | undefined {
  const spelled = (term: string) => spelling.get(term) ?? term;
  const free = ranked.filter(({ term }) => !taken.has(spelled(term)));
  const best = free.find(({ term }) => !term.includes('-')) ?? free[0];
  if (!best) return undefined;
  const least = (vague.has(best.term) ? VAGUE_PAIR_SHARE : PAIR_SHARE) * best.share;
  // `api-key` rather than `key`: where most modules that say one word say it in the same pair.
  const pair = free.find(({ term, share, score }) => {
    if (!term.includes('-')) return false;
    return term.split('-').includes(best.term) ? share >= least : score >= PAIR_LEAD * best.score;
  });
  return spelled((pair ?? best).term);
}

function freeNumber(taken: ReadonlySet<string>): string {
  for (let number = taken.size + 1; ; number += 1)
    if (!taken.has(`service-${number}`)) return `service-${number}`;
}

/** Words and neighbouring pairs of an element's sayings, each as loud as its loudest saying. */
function emphasisByTerm(
  sayings: readonly Saying[],
  { allowed, vague = NONE, kinds = NONE }: NamingInput,
): ReadonlyMap<string, number> {
  const loudest = new Map<string, number>();
  const mayStandBeside = (one: string, other: string) =>
    allowed.has(one) && (allowed.has(other) || (vague.has(one) && kinds.has(other)));
  for (const { words, emphasis } of sayings) {
    const say = (term: string) => loudest.set(term, Math.max(emphasis, loudest.get(term) ?? 0));
    words.forEach((word, i) => {
      if (allowed.has(word)) say(word);
      const next = words[i + 1];
      if (next === undefined || next === word) return;
      if (mayStandBeside(word, next) || mayStandBeside(next, word)) say(`${word}-${next}`);
    });
  }
  return loudest;
}
