/** Declaration files that stand beside the code they declare: what runs, calls and asks the database is the code. */

/** What TypeScript pairs: `x.d.cts` declares `x.cjs`, and where there is the source itself, that is read instead. */
const declaredBy: ReadonlyMap<string, readonly string[]> = new Map([
  ['.d.ts', ['.ts', '.tsx', '.js', '.jsx']],
  ['.d.mts', ['.mts', '.mjs']],
  ['.d.cts', ['.cts', '.cjs']],
]);

/** The file that a declaration file declares, where the tree has it; null for all other files. */
export function implementationOf(path: string, has: (path: string) => boolean): string | null {
  const at = path.lastIndexOf('.d.');
  if (at < 0) return null;
  const stem = path.slice(0, at);
  const found = declaredBy.get(path.slice(at))?.find((extension) => has(stem + extension));
  return found === undefined ? null : stem + found;
}
