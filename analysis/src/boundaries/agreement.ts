/** How far a partition agrees with a reference one, over the elements that both label. */

export interface Agreement {
  /** 0–100: share of the worst case's moves and joins that are not needed (Wen & Tzerpos 2004). */
  readonly mojoFm: number;
  /** Adjusted Rand index, 1 = equal, 0 = as good as chance. */
  readonly ari: number;
  /** Over pairs of elements that are together. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Mean share of a suggested service that belongs to its largest reference service. */
  readonly purity: number;
  readonly elements: number;
  readonly clusters: number;
  readonly references: number;
}

/**
 * @param reference element → reference service. Elements that `suggested` lacks count as clusters of their own.
 * @example agreement(new Map([['a', 'x'], ['b', 'x']]), new Map([['a', '1'], ['b', '1']])).ari; // 1
 */
export function agreement(
  suggested: ReadonlyMap<string, string>,
  reference: ReadonlyMap<string, string>,
): Agreement {
  const rows = crossTable(suggested, reference).map(({ counts }) => counts);
  const referenceSizes = new Map<string, number>();
  for (const service of reference.values())
    referenceSizes.set(service, (referenceSizes.get(service) ?? 0) + 1);
  const elements = reference.size;
  let matchedPairs = 0;
  let suggestedPairs = 0;
  let largest = 0;
  for (const row of rows) {
    let size = 0;
    for (const n of row.values()) {
      matchedPairs += pairsOf(n);
      size += n;
    }
    suggestedPairs += pairsOf(size);
    largest += Math.max(...row.values());
  }
  let referencePairs = 0;
  for (const size of referenceSizes.values()) referencePairs += pairsOf(size);
  const all = pairsOf(elements);
  const expected = all === 0 ? 0 : (suggestedPairs * referencePairs) / all;
  const ceiling = (suggestedPairs + referencePairs) / 2;
  const precision = suggestedPairs === 0 ? 1 : matchedPairs / suggestedPairs;
  const recall = referencePairs === 0 ? 1 : matchedPairs / referencePairs;
  const worst = worstMoves(elements, [...referenceSizes.values()]);
  const moves = elements - largest + rows.length - new Set(tags(rows).values()).size;
  return {
    mojoFm: worst === 0 ? 100 : (1 - moves / worst) * 100,
    ari: ceiling === expected ? 1 : (matchedPairs - expected) / (ceiling - expected),
    precision,
    recall,
    f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    purity: elements === 0 ? 1 : largest / elements,
    elements,
    clusters: rows.length,
    references: referenceSizes.size,
  };
}

/** What makes the one the other: MoJo's moves of single elements, and joins of whole clusters. */
export interface Steps {
  /** `from` is null for an element that `suggested` lacks. */
  readonly moves: readonly { readonly element: string; readonly from: string | null; readonly to: string }[];
  /** Clusters that are one service of the reference; all but one of them are a join each. */
  readonly joins: readonly { readonly clusters: readonly string[]; readonly into: string }[];
}

/**
 * The fewest moves and joins from a suggestion to a reference. What the suggestion lacks is told as a move, too.
 *
 * @example stepsBetween(new Map([['a', 'x'], ['b', 'x'], ['c', 'x']]), new Map([['a', '1'], ['b', '1'], ['c', '2']])).moves[0]?.element; // 'c'
 */
export function stepsBetween(
  suggested: ReadonlyMap<string, string>,
  reference: ReadonlyMap<string, string>,
): Steps {
  const table = crossTable(suggested, reference);
  const tagOf = tags(table.map(({ counts }) => counts));
  const moves: Steps['moves'][number][] = [];
  const tagged = new Map<string, string[]>();
  table.forEach(({ label, elements }, cluster) => {
    const tag = tagOf.get(cluster) as string;
    for (const element of elements) {
      const to = reference.get(element) as string;
      if (label === null || to !== tag) moves.push({ element, from: label, to });
    }
    if (label !== null) tagged.set(tag, [...(tagged.get(tag) ?? []), label]);
  });
  return {
    moves: moves.sort((a, b) => (a.element < b.element ? -1 : 1)),
    joins: [...tagged]
      .filter(([, clusters]) => clusters.length > 1)
      .map(([into, clusters]) => ({ clusters: clusters.sort(), into }))
      .sort((a, b) => (a.into < b.into ? -1 : 1)),
  };
}

/** A cluster of the suggestion against the services of the reference. */
interface Row {
  /** `null`: an element that the suggestion lacks, alone. */
  readonly label: string | null;
  readonly elements: string[];
  /** Elements by service of the reference. */
  readonly counts: Map<string, number>;
}

function crossTable(suggested: ReadonlyMap<string, string>, reference: ReadonlyMap<string, string>): Row[] {
  const rows: Row[] = [];
  const byLabel = new Map<string, Row>();
  for (const [element, service] of reference) {
    const label = suggested.get(element) ?? null;
    let row = label === null ? undefined : byLabel.get(label);
    if (row === undefined) {
      row = { label, elements: [], counts: new Map() };
      rows.push(row);
      if (label !== null) byLabel.set(label, row);
    }
    row.elements.push(element);
    row.counts.set(service, (row.counts.get(service) ?? 0) + 1);
  }
  return rows;
}

function pairsOf(n: number): number {
  return (n * (n - 1)) / 2;
}

/**
 * Row → a service of the reference that has its largest share. Where several tie, the choice tags as many different services as
 * can be (a bipartite matching).
 */
function tags(rows: readonly ReadonlyMap<string, number>[]): Map<number, string> {
  const candidates = rows.map((row) => {
    const most = Math.max(...row.values());
    return [...row].filter(([, n]) => n === most).map(([service]) => service);
  });
  const holder = new Map<string, number>();
  const assign = (cluster: number, tried: Set<string>): boolean => {
    for (const service of candidates[cluster] ?? []) {
      if (tried.has(service)) continue;
      tried.add(service);
      const held = holder.get(service);
      if (held === undefined || assign(held, tried)) {
        holder.set(service, cluster);
        return true;
      }
    }
    return false;
  };
  for (let cluster = 0; cluster < rows.length; cluster += 1) assign(cluster, new Set());
  const tagOf = new Map(candidates.map(([first], cluster) => [cluster, first as string]));
  for (const [service, cluster] of holder) tagOf.set(cluster, service);
  return tagOf;
}

/** Moves and joins that the worst possible partition needs. */
function worstMoves(elements: number, sizes: readonly number[]): number {
  let tags = 0;
  for (const size of [...sizes].sort((a, b) => a - b)) if (tags < size) tags += 1;
  return elements - tags;
}
