/** The languages of source files, by file name. Equal text in another dialect gives other facts. */
export type Dialect = 'js' | 'jsx' | 'ts' | 'tsx' | 'dts';

const byExtension = new Map<string, Dialect>([
  ['.ts', 'ts'],
  ['.mts', 'ts'],
  ['.cts', 'ts'],
  ['.tsx', 'tsx'],
  // JSX in plain .js files is common, and no valid script reads differently with it on.
  ['.js', 'jsx'],
  ['.mjs', 'jsx'],
  ['.cjs', 'jsx'],
  ['.jsx', 'jsx'],
]);

/** Dialect of a source file, or null for any other file: `dialectOf('a/b.d.ts') === 'dts'`. */
export function dialectOf(path: string): Dialect | null {
  if (/\.d\.[cm]?ts$/.test(path) || /\.d\.[^./]+\.ts$/.test(path)) return 'dts';
  const dot = path.lastIndexOf('.');
  return dot < 0 ? null : (byExtension.get(path.slice(dot)) ?? null);
}
