/** The packages of a tree (one, or the workspaces of a monorepo) and how their names lead to source files. */
import { dirname, normalize } from './paths.ts';

export interface PackageFacts {
  /** Folder, '' for the root. */
  readonly folder: string;
  readonly name: string;
  readonly manifest: Manifest;
}

export type Manifest = { readonly [key: string]: unknown };

/** Reads every manifest as data; broken ones are reported by `complain`. */
export function readPackages(
  documents: ReadonlyMap<string, string>,
  complain: (path: string, because: string) => void,
): PackageFacts[] {
  const packages: PackageFacts[] = [];
  for (const [path, text] of documents) {
    if (path !== 'package.json' && !path.endsWith('/package.json')) continue;
    try {
      const manifest: unknown = JSON.parse(text);
      if (!isObject(manifest)) throw new TypeError('no object');
      const name = typeof manifest['name'] === 'string' ? manifest['name'] : '';
      packages.push({ folder: dirname(path), name, manifest });
    } catch (cause) {
      complain(
        path,
        `not valid JSON (${cause instanceof Error ? cause.message.split('\n', 1)[0] : 'unknown'})`,
      );
    }
  }
  return packages;
}

export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Paths (without certain extension) that an `exports` or `imports` map gives for a key such as `.`, `./x` or `#x`,
 * in order of preference. Sources come before what is built from them.
 */
export function mappedTargets(map: unknown, key: string): string[] {
  if (typeof map === 'string' || Array.isArray(map)) return key === '.' ? targetsOf(map) : [];
  if (!isObject(map)) return [];
  const keys = Object.keys(map);
  const isConditions = keys.length > 0 && keys.every((one) => !one.startsWith('.') && !one.startsWith('#'));
  if (isConditions) return key === '.' ? targetsOf(map) : [];
  if (Object.hasOwn(map, key)) return targetsOf(map[key]);
  // The longest prefix before the star wins, as in Node.
  const patterns = keys
    .filter((one) => one.includes('*'))
    .sort((a, b) => b.indexOf('*') - a.indexOf('*') || (a < b ? -1 : 1));
  for (const pattern of patterns) {
    const [before = '', after = ''] = pattern.split('*', 2);
    if (key.startsWith(before) && key.endsWith(after) && key.length > before.length + after.length - 1) {
      const star = key.slice(before.length, key.length - after.length);
      return targetsOf(map[pattern]).map((target) => target.replaceAll('*', () => star));
    }
  }
  return [];
}

const conditionOrder = ['source', 'development', 'import', 'node', 'require', 'default', 'types'];

function targetsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(targetsOf);
  if (!isObject(value)) return [];
  const keys = Object.keys(value);
  const rank = (key: string): number => {
    const known = conditionOrder.indexOf(key);
    // Custom conditions of a workspace ("@scope/source") usually lead to source.
    return known < 0 ? -1 : known;
  };
  return keys.sort((a, b) => rank(a) - rank(b)).flatMap((key) => targetsOf(value[key]));
}

/** Where the source of a built file may be: `dist/x.js` → `dist/x`, `src/x`, `x`. */
export function sourceGuesses(folder: string, target: string): string[] {
  const path = normalize(`${folder}/${target}`);
  const inside = folder === '' ? path : path.slice(folder.length + 1);
  const bare = inside.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '');
  const guesses = [inside, bare];
  const built = bare.match(
    /^(?:dist|build|lib|out|output|esm|cjs|types)(?:\/(?:esm|cjs|src|lib|types|node|es))?\/(.*)$/,
  );
  if (built?.[1] !== undefined) guesses.push(`src/${built[1]}`, `lib/${built[1]}`, built[1]);
  return guesses.map((guess) => (folder === '' ? guess : `${folder}/${guess}`));
}
