/**
 * The name that somebody meant who wrote another one: at most a third of it is mistyped, or it lacks an ending. `null` where none is
 * near, or two are as near.
 *
 * @example closestName('forbiden', ['allowed', 'forbidden']) // 'forbidden'
 */
export function closestName(written: string, known: readonly string[]): string | null {
  const near = known
    .map((name) => ({ name, distance: distanceBetween(written.toLowerCase(), name.toLowerCase()) }))
    .filter(
      ({ name, distance }) => distance <= Math.max(1, Math.floor(Math.max(name.length, written.length) / 3)),
    )
    .sort((a, b) => a.distance - b.distance);
  const [first, second] = near;
  return first === undefined || first.distance === second?.distance ? null : first.name;
}

/** Longer names are no typing errors of anything. */
const longestName = 100;

/** Letters to add, drop, change or swap with their neighbour. */
function distanceBetween(one: string, other: string): number {
  if (Math.max(one.length, other.length) > longestName) return longestName;
  let [before, last]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1];
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[other.length] ?? 0;
}
