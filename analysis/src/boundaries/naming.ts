/** A service's name, from the words that its modules and tables agree on. */

/** Words of one name, with how much that name says about its module: a file's own name more than one of its exports. */
export interface Saying {
  readonly words: readonly string[];
  readonly emphasis: number;
}

export interface NamingInput {
  /** What each module is called, holds, answers and exports. */
  readonly sayings: readonly (readonly Saying[])[];
  /** Words that may name a service. */
  readonly allowed: { has(word: string): boolean };
  /** How a word is written in a name: `reviews` for review, where a table or route is called so. */
  readonly spelling?: ReadonlyMap<string, string>;
}

/** How loud each thing says it: a table of the service; a file's own name, a table that it writes, a route that it answers, a name that it exports. */
export const EMPHASIS = { table: 6, file: 3, written: 0.5, route: 1, export: 0.25 } as const;

/** A two-word name must be said nearly as often as its better word alone. */
const PAIR_SHARE = 0.6;

/** Name of a label; `null` for labels below 0: outside every cluster. */
export type NameOf = (label: number) => string | null;

/** Names the clusters of any partition of the same elements; labels in `given` keep the name there. */
export type Namer = (labels: ArrayLike<number>, given?: ReadonlyMap<number, string>) => NameOf;

interface RankedTerm {
  readonly term: string;
  readonly mass: number;
  readonly score: number;
}

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
  const termsOf = input.sayings.map((sayings) => emphasisByTerm(sayings, input.allowed));
  const massOfAll = sum(termsOf);
  return (labels, given = new Map()) => {
    const names = new Map(given);
    const taken = new Set(given.values());
    const clusters = [...membersByLabel(labels)]
      .filter(([label]) => !names.has(label))
      .map(([label, members]) => ({ label, ranked: rankTerms(members, termsOf, massOfAll) }))
      .sort((a, b) => (b.ranked[0]?.score ?? 0) - (a.ranked[0]?.score ?? 0) || a.label - b.label);
    for (const { label, ranked } of clusters) {
      const name = chooseName(ranked, taken, input.spelling) ?? freeNumber(taken);
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

function rankTerms(
  members: readonly number[],
  termsOf: readonly ReadonlyMap<string, number>[],
  massOfAll: ReadonlyMap<string, number>,
): RankedTerm[] {
  const masses = sum(members.map((member) => termsOf[member] ?? new Map()));
  return [...masses]
    .map(([term, mass]) => ({
      term,
      mass,
      score: (mass / members.length) * Math.sqrt(mass / (massOfAll.get(term) ?? mass)),
    }))
    .sort((a, b) => b.score - a.score || (a.term < b.term ? -1 : 1));
}

function sum(maps: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const total = new Map<string, number>();
  for (const map of maps) for (const [term, mass] of map) total.set(term, (total.get(term) ?? 0) + mass);
  return total;
}

function chooseName(
  ranked: readonly RankedTerm[],
  taken: ReadonlySet<string>,
  spelling: ReadonlyMap<string, string> = new Map(),
): string | undefined {
  const spelled = (term: string) => spelling.get(term) ?? term;
  const free = ranked.filter(({ term }) => !taken.has(spelled(term)));
  const best = free.find(({ term }) => !term.includes('-')) ?? free[0];
  if (!best) return undefined;
  // `api-key` rather than `key`: where most modules that say one word say it in the same pair.
  const pair = free.find(
    ({ term, mass }) =>
      term.includes('-') && term.split('-').includes(best.term) && mass >= PAIR_SHARE * best.mass,
  );
  return spelled((pair ?? best).term);
}

function freeNumber(taken: ReadonlySet<string>): string {
  for (let number = taken.size + 1; ; number += 1)
    if (!taken.has(`service-${number}`)) return `service-${number}`;
}

/** Words and neighbouring pairs of a module's sayings, each as loud as its loudest saying. */
function emphasisByTerm(
  sayings: readonly Saying[],
  allowed: NamingInput['allowed'],
): ReadonlyMap<string, number> {
  const loudest = new Map<string, number>();
  for (const { words, emphasis } of sayings) {
    const say = (term: string) => loudest.set(term, Math.max(emphasis, loudest.get(term) ?? 0));
    words.forEach((word, i) => {
      if (!allowed.has(word)) return;
      say(word);
      const next = words[i + 1];
      if (next !== undefined && next !== word && allowed.has(next)) say(`${word}-${next}`);
    });
  }
  return loudest;
}
