/** A copy of a source tree that tells nothing by its file names: layers stay folders, every file is called by a hash. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, posix } from 'node:path';

const CODE = /\.[cm]?[jt]s$/;
/** How the sample names the files it uses: with their ending, except where one is required without. */
const ENDINGS = ['', '.ts', '.js', '.cjs', '/index.ts'];
const RELATIVE = /(['"])(\.{1,2}\/[^'"\n]*)\1/g;

/**
 * Writes the code files of `from` to `to` under hashed names, relative imports rewritten, and everything else as it is.
 *
 * @returns old path → new path, both relative with `/`.
 */
export function hideNames(from: string, to: string): Map<string, string> {
  const files = readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => posix.relative(from, posix.join(entry.parentPath, entry.name)))
    .sort();
  const names = new Map(files.map((path) => [path, hidden(path)]));
  for (const [path, name] of names) {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    const content = readFileSync(join(from, path));
    writeFileSync(join(to, name), CODE.test(path) ? rewritten(content.toString(), path, names) : content);
  }
  return names;
}

function hidden(path: string): string {
  if (!CODE.test(path)) return path;
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 10);
  // Declaration files belong to the file they stand beside; nothing imports them by name.
  const ending = /\.d\.[cm]?ts$/.exec(path)?.[0] ?? extname(path);
  return posix.join(posix.dirname(path), `f${hash}${ending}`);
}

function rewritten(text: string, path: string, names: ReadonlyMap<string, string>): string {
  return text.replace(RELATIVE, (whole, quote: string, specifier: string) => {
    const target = posix.join(posix.dirname(path), specifier);
    const name = ENDINGS.map((ending) => names.get(target + ending)).find((found) => found !== undefined);
    if (name === undefined) return whole;
    const relative = posix.relative(posix.dirname(path), name);
    return `${quote}${relative.startsWith('.') ? relative : `./${relative}`}${quote}`;
  });
}
