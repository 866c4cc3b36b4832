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
  const clusterIndex = new Map<string, number>();
  const referenceSizes = new Map<string, number>();
  const rows: Map<string, number>[] = [];
  for (const [element, service] of reference) {
    const label = suggested.get(element);
    const key = label === undefined ? `alone:${element}` : `in:${label}`;
    let index = clusterIndex.get(key);
    if (index === undefined) {
      index = rows.length;
      clusterIndex.set(key, index);
      rows.push(new Map());
    }
    const row = rows[index] as Map<string, number>;
    row.set(service, (row.get(service) ?? 0) + 1);
    referenceSizes.set(service, (referenceSizes.get(service) ?? 0) + 1);
  }
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
  const moves = elements - largest + rows.length - taggable(rows);
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

function pairsOf(n: number): number {
  return (n * (n - 1)) / 2;
}

/** Most clusters that can each be tagged with a different reference service among those that tie for their largest share. */
function taggable(rows: readonly ReadonlyMap<string, number>[]): number {
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
  let count = 0;
  for (let cluster = 0; cluster < rows.length; cluster += 1) if (assign(cluster, new Set())) count += 1;
  return count;
}

/** Moves and joins that the worst possible partition needs. */
function worstMoves(elements: number, sizes: readonly number[]): number {
  let tags = 0;
  for (const size of [...sizes].sort((a, b) => a - b)) if (tags < size) tags += 1;
  return elements - tags;
}
