/**
 * `paths` and `baseUrl` of the tsconfig (or jsconfig) files of a tree, read as data.
 *
 * `extends` is followed inside the tree only, ten files deep at most; nothing else of a configuration is used, so a
 * hostile one can at worst name wrong paths.
 */
import { parseJsonWithComments } from './json-with-comments.ts';
import { isObject } from './packages.ts';
import { dirname, foldersAbove, joinPath } from './paths.ts';

export interface PathMapping {
  /** Folder of the configuration that holds the mapping, for messages. */
  readonly folder: string;
  /** Folder that bare specifiers may start from; null without `baseUrl`. */
  readonly baseUrl: string | null;
  /** `pattern → targets`, each target relative to the root; longest prefix first. */
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
}

/** By the folder that a framework generates into: its own default aliases. */
const GENERATED: readonly { readonly file: RegExp; readonly paths: Readonly<Record<string, string[]>> }[] = [
  {
    file: /(?:^|\/)\.svelte-kit\/tsconfig\.json$/,
    paths: { $lib: ['src/lib'], '$lib/*': ['src/lib/*'] },
  },
  {
    file: /(?:^|\/)\.nuxt\/tsconfig(?:\.\w+)?\.json$/,
    paths: {
      '~/*': ['app/*', '*'],
      '@/*': ['app/*', '*'],
      '~~/*': ['*'],
      '@@/*': ['*'],
      '#shared/*': ['shared/*'],
    },
  },
];

const maxExtends = 10;
const maxConfigCharacters = 1_048_576;

export class CompilerOptions {
  readonly #documents: ReadonlyMap<string, string>;
  readonly #complain: (path: string, because: string) => void;
  readonly #byFolder = new Map<string, PathMapping | null>();

  constructor(documents: ReadonlyMap<string, string>, complain: (path: string, because: string) => void) {
    this.#documents = documents;
    this.#complain = complain;
  }

  /** The mappings that may hold for a file, nearest configuration first. */
  mappingsFor(path: string): PathMapping[] {
    return foldersAbove(path).flatMap((folder) => this.#mappingOf(folder) ?? []);
  }

  #mappingOf(folder: string): PathMapping | null {
    const known = this.#byFolder.get(folder);
    if (known !== undefined) return known;
    const found = this.#readFolder(folder);
    this.#byFolder.set(folder, found);
    return found;
  }

  #readFolder(folder: string): PathMapping | null {
    const prefix = folder === '' ? '' : `${folder}/`;
    // Nx and Angular keep the paths of the whole monorepo in tsconfig.base.json.
    for (const name of ['tsconfig.json', 'tsconfig.base.json', 'jsconfig.json']) {
      if (!this.#documents.has(prefix + name)) continue;
      const options = this.#optionsOf(prefix + name, []);
      if (options.baseUrl !== null || options.paths.length > 0) return { folder, ...options };
    }
    return null;
  }

  #optionsOf(path: string, chain: readonly string[]): Omit<PathMapping, 'folder'> {
    const nothing = { baseUrl: null, paths: [] };
    if (chain.includes(path)) {
      this.#complain(path, `extends itself: ${[...chain, path].join(' → ')}`);
      return nothing;
    }
    if (chain.length >= maxExtends) {
      this.#complain(path, `extends more than ${maxExtends} files in a row`);
      return nothing;
    }
    const config = this.#parse(path);
    if (config === null) return nothing;
    let inherited: Omit<PathMapping, 'folder'> = nothing;
    const bases = typeof config['extends'] === 'string' ? [config['extends']] : config['extends'];
    for (const base of Array.isArray(bases) ? bases : []) {
      const generated = typeof base === 'string' ? this.#generated(path, base) : null;
      const target = typeof base === 'string' && generated === null ? this.#baseOf(path, base) : null;
      if (target === null && generated === null) continue;
      const options = target === null ? (generated ?? nothing) : this.#optionsOf(target, [...chain, path]);
      inherited = {
        baseUrl: options.baseUrl ?? inherited.baseUrl,
        paths: options.paths.length > 0 ? options.paths : inherited.paths,
      };
    }
    const own = isObject(config['compilerOptions']) ? config['compilerOptions'] : {};
    const folder = dirname(path);
    const baseUrl = typeof own['baseUrl'] === 'string' ? joinPath(folder, own['baseUrl']) : inherited.baseUrl;
    const paths = isObject(own['paths'])
      ? readPaths(
          own['paths'],
          typeof own['baseUrl'] === 'string' ? joinPath(folder, own['baseUrl']) : (baseUrl ?? folder),
        )
      : inherited.paths;
    return { baseUrl, paths };
  }

  #parse(path: string): { readonly [key: string]: unknown } | null {
    const text = this.#documents.get(path) ?? '';
    if (text.length > maxConfigCharacters) {
      this.#complain(path, `longer than ${maxConfigCharacters} characters`);
      return null;
    }
    try {
      const config = parseJsonWithComments(text);
      if (isObject(config)) return config;
      this.#complain(path, 'holds no object');
    } catch (cause) {
      this.#complain(
        path,
        `not valid JSON (${cause instanceof Error ? cause.message.split('\n', 1)[0] : 'unknown'})`,
      );
    }
    return null;
  }

  /** What frameworks write into a configuration of their own that is not checked in. */
  #generated(path: string, base: string): Omit<PathMapping, 'folder'> | null {
    if (this.#documents.has(joinPath(dirname(path), base))) return null;
    const paths = GENERATED.find(({ file }) => file.test(base))?.paths;
    return paths === undefined ? null : { baseUrl: null, paths: readPaths(paths, dirname(path)) };
  }

  /** File that an `extends` names, if it is in the tree; configurations from packages hold no paths of this tree. */
  #baseOf(path: string, base: string): string | null {
    if (!base.startsWith('.')) return null;
    const target = joinPath(dirname(path), base);
    for (const candidate of [target, `${target}.json`, `${target}/tsconfig.json`]) {
      if (this.#documents.has(candidate)) return candidate;
    }
    this.#complain(path, `extends "${base}", which is not in the tree`);
    return null;
  }
}

function readPaths(paths: { readonly [key: string]: unknown }, base: string): PathMapping['paths'] {
  return Object.entries(paths)
    .map(([pattern, targets]) => ({
      pattern,
      targets: (Array.isArray(targets) ? targets : [])
        .filter((target) => typeof target === 'string')
        .map((target) => joinPath(base, target)),
    }))
    .sort((a, b) => prefixLength(b.pattern) - prefixLength(a.pattern) || (a.pattern < b.pattern ? -1 : 1));
}

function prefixLength(pattern: string): number {
  const star = pattern.indexOf('*');
  return star < 0 ? pattern.length + 1 : star;
}
