/**
 * Where import specifiers lead, decided against the list of files alone.
 *
 * No file system is asked: a link, a `..` or a hostile manifest can therefore never lead outside of the root, and
 * the answer does not depend on what happens to be installed.
 */
import { isBuiltin } from 'node:module';
import { implementationOf } from '../read/declarations.ts';
import { CompilerOptions, type PathMapping } from './compiler-options.ts';
import { mappedTargets, type PackageFacts, readPackages, sourceGuesses } from './packages.ts';
import { dirname, foldersAbove, joinPath, normalize } from './paths.ts';

export type Resolution =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string }
  /** A file that is no source: JSON, styles, templates; those that can hold no code need not be there. */
  | { readonly kind: 'asset'; readonly path: string }
  | { readonly kind: 'unresolved'; readonly because: string };

export interface ResolverInput {
  readonly sources: readonly string[];
  readonly others: readonly string[];
  readonly documents: ReadonlyMap<string, string>;
  readonly complain: (path: string, because: string) => void;
}

const typescriptFirst = [
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.d.ts',
  '.d.mts',
  '.d.cts',
  '.json',
  '.node',
];
const javascriptFirst = [
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.json',
  '.node',
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.d.ts',
];
const HOLDS_NO_CODE =
  /\.(?:css|scss|sass|less|styl|pcss|svg|png|jpe?g|gif|webp|avif|ico|bmp|woff2?|ttf|otf|eot|mp[34]|webm|wav|ogg|pdf)(?:\?.*)?$/i;
/** A specifier with a JavaScript extension may mean the TypeScript source of that file. */
const sourceExtensions = new Map([
  ['.js', ['.ts', '.tsx', '.d.ts']],
  ['.jsx', ['.tsx']],
  ['.mjs', ['.mts', '.d.mts']],
  ['.cjs', ['.cts', '.d.cts']],
]);

export class ImportResolver {
  readonly packages: readonly PackageFacts[];
  readonly #sources: ReadonlySet<string>;
  readonly #assets: ReadonlySet<string>;
  readonly #options: CompilerOptions;
  readonly #packageByName = new Map<string, PackageFacts>();
  readonly #packageByFolder = new Map<string, PackageFacts>();
  readonly #cache = new Map<string, Resolution>();

  constructor(input: ResolverInput) {
    this.#sources = new Set(input.sources);
    this.#assets = new Set([...input.others, ...input.documents.keys()]);
    this.#options = new CompilerOptions(input.documents, input.complain);
    this.packages = readPackages(input.documents, input.complain);
    for (const one of this.packages) {
      this.#packageByFolder.set(one.folder, one);
      if (one.name !== '' && !this.#packageByName.has(one.name)) this.#packageByName.set(one.name, one);
    }
  }

  resolve(from: string, specifier: string): Resolution {
    const folder = dirname(from);
    const key = `${folder}\0${/\.[cm]?tsx?$/.test(from) ? 't' : 'j'}\0${specifier}`;
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    const sought = this.#find(from, specifier);
    // That a style sheet or a picture is missing (builds make some) says nothing about code.
    const found: Resolution =
      sought.kind === 'unresolved' && HOLDS_NO_CODE.test(specifier)
        ? { kind: 'asset', path: specifier }
        : sought;
    this.#cache.set(key, found);
    return found;
  }

  /** The package that a file belongs to: the nearest manifest above it. */
  packageOf(path: string): PackageFacts | null {
    for (const folder of foldersAbove(path)) {
      const found = this.#packageByFolder.get(folder);
      if (found !== undefined) return found;
    }
    return null;
  }

  #find(from: string, written: string): Resolution {
    // Bundlers allow a query after a file name and a loader before it: `./x.svg?raw`, `raw-loader!./x`.
    const specifier = written.replace(/^.*!/, '').replace(/\?.*$/, '') || written;
    if (specifier.includes('\0') || specifier === '')
      return { kind: 'unresolved', because: 'no valid specifier' };
    if (/^\.{1,2}(?:\/|$)/.test(specifier)) return this.#relative(from, specifier);
    if (specifier.startsWith('node:') || isBuiltin(specifier)) {
      return { kind: 'package', name: `node:${specifier.replace(/^node:/, '')}` };
    }
    if (/^[a-z][a-z0-9+.-]+:/.test(specifier)) return { kind: 'package', name: specifier };
    if (specifier.startsWith('/')) return { kind: 'unresolved', because: 'absolute path' };
    return (
      this.#byCompilerPaths(from, specifier) ??
      (specifier.startsWith('#') ? this.#byImportsMap(from, specifier) : null) ??
      this.#byWorkspace(from, specifier) ??
      this.#outside(from, specifier)
    );
  }

  #relative(from: string, specifier: string): Resolution {
    const target = joinPath(dirname(from), specifier);
    if (target.startsWith('..')) return { kind: 'unresolved', because: 'leads out of the root' };
    const found = this.#fileAt(from, target, !specifier.endsWith('/')) ?? this.#builtFrom(from, target);
    return found ?? { kind: 'unresolved', because: 'no such file in the tree' };
  }

  /** The source of what a build writes: tests of a package often import `../lib/x`, which is built of `src/x`. */
  #builtFrom(from: string, target: string): Resolution | null {
    const folder = this.packageOf(from)?.folder;
    if (folder === undefined || (folder !== '' && !target.startsWith(`${folder}/`))) return null;
    return this.#sourceOf(from, folder, folder === '' ? target : target.slice(folder.length + 1));
  }

  /** A file, a file with an extension added, a folder with a manifest or an index. */
  #fileAt(from: string, target: string, mayBeFile = true): Resolution | null {
    const isTypeScript = /\.[cm]?tsx?$/.test(from);
    const extensions = isTypeScript ? typescriptFirst : javascriptFirst;
    if (mayBeFile && target !== '') {
      const exact = this.#exactFile(target, isTypeScript);
      if (exact !== null) return exact;
      for (const extension of extensions) {
        const found = this.#known(target + extension);
        if (found !== null) return found;
      }
    }
    const own = this.#packageByFolder.get(target);
    if (own !== undefined) {
      const entry = this.#entryOf(from, own);
      if (entry !== null) return entry;
    }
    for (const extension of extensions) {
      const found = this.#known(target === '' ? `index${extension}` : `${target}/index${extension}`);
      if (found !== null) return found;
    }
    return null;
  }

  /** The file as it is named, or the source that a name with a JavaScript extension means. */
  #exactFile(target: string, isTypeScript: boolean): Resolution | null {
    const dot = target.lastIndexOf('.');
    const extension = dot <= target.lastIndexOf('/') + 1 ? '' : target.slice(dot);
    const named = isTypeScript ? null : this.#known(target);
    if (named !== null) return named;
    for (const one of sourceExtensions.get(extension) ?? []) {
      const found = this.#known(target.slice(0, -extension.length) + one);
      if (found !== null) return found;
    }
    return isTypeScript ? this.#known(target) : null;
  }

  #known(path: string): Resolution | null {
    if (this.#sources.has(path)) return { kind: 'file', path };
    const implementation = implementationOf(path, (other) => this.#sources.has(other));
    if (implementation !== null) return { kind: 'file', path: implementation };
    return this.#assets.has(path) ? { kind: 'asset', path } : null;
  }

  #byCompilerPaths(from: string, specifier: string): Resolution | null {
    for (const mapping of this.#options.mappingsFor(from)) {
      for (const target of mappedPaths(mapping, specifier)) {
        const found = target.startsWith('..') ? null : this.#fileAt(from, target);
        if (found !== null) return found;
      }
    }
    return null;
  }

  #isMapped(from: string, specifier: string): boolean {
    return this.#options.mappingsFor(from).some((mapping) => mappedPaths(mapping, specifier).length > 0);
  }

  #byImportsMap(from: string, specifier: string): Resolution | null {
    const own = this.packageOf(from);
    if (own === null) return null;
    for (const target of mappedTargets(own.manifest['imports'], specifier)) {
      if (!target.startsWith('.')) return this.#find(from, target);
      const found = this.#sourceOf(from, own.folder, target);
      if (found !== null) return found;
    }
    return null;
  }

  /** A package of the tree by name, also when it is not installed: its source, not what was built of it. */
  #byWorkspace(from: string, specifier: string): Resolution | null {
    const parts = specifier.split('/');
    const nameLength = specifier.startsWith('@') ? 2 : 1;
    const found = this.#packageByName.get(parts.slice(0, nameLength).join('/'));
    if (found === undefined) return null;
    const rest = parts.slice(nameLength).join('/');
    if (rest === '') return this.#entryOf(from, found) ?? this.#noEntry(found);
    for (const target of mappedTargets(found.manifest['exports'], `./${rest}`)) {
      const file = this.#sourceOf(from, found.folder, target);
      if (file !== null) return file;
    }
    const inside = joinPath(found.folder, rest);
    return (
      this.#fileAt(from, inside) ??
      this.#fileAt(from, joinPath(found.folder, `src/${rest}`)) ??
      this.#sourceOf(from, found.folder, rest) ?? {
        kind: 'unresolved',
        because: `package ${found.name} of the tree has no ${rest}`,
      }
    );
  }

  #noEntry(found: PackageFacts): Resolution {
    return { kind: 'unresolved', because: `package ${found.name} of the tree has no entry file` };
  }

  #entryOf(from: string, found: PackageFacts): Resolution | null {
    const { manifest, folder } = found;
    const named = ['source', 'module', 'main', 'types', 'typings'].flatMap((key) => manifest[key] ?? []);
    const targets = [
      ...mappedTargets(manifest['exports'], '.'),
      ...named.filter((one) => typeof one === 'string'),
    ];
    for (const target of [...targets, 'src/index', 'index', 'lib/index', 'src/main', 'src']) {
      const file = this.#sourceOf(from, folder, target);
      if (file !== null) return file;
    }
    return null;
  }

  #sourceOf(from: string, folder: string, target: string): Resolution | null {
    for (const guess of sourceGuesses(folder, target)) {
      if (guess === folder) continue;
      const found = guess.startsWith('..') ? null : this.#fileAt(from, normalize(guess));
      if (found !== null) return found;
    }
    return null;
  }

  #outside(from: string, specifier: string): Resolution {
    if (specifier.startsWith('#'))
      return { kind: 'unresolved', because: 'not in the imports map of its package' };
    const parts = specifier.split('/');
    const name = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
    // `@/x` and `~/x` are aliases, never packages.
    if (/^(?:@|~)$/.test(parts[0] ?? ''))
      return {
        kind: 'unresolved',
        because: this.#isMapped(from, specifier)
          ? 'no such file where a compiler path leads'
          : 'no compiler path maps this alias',
      };
    return { kind: 'package', name };
  }
}

function mappedPaths(mapping: PathMapping, specifier: string): string[] {
  const targets: string[] = [];
  for (const { pattern, targets: mapped } of mapping.paths) {
    const star = pattern.indexOf('*');
    if (star < 0) {
      if (pattern === specifier) targets.push(...mapped);
      continue;
    }
    const before = pattern.slice(0, star);
    const after = pattern.slice(star + 1);
    if (specifier.length < before.length + after.length) continue;
    if (!specifier.startsWith(before) || !specifier.endsWith(after)) continue;
    const middle = specifier.slice(before.length, specifier.length - after.length);
    targets.push(...mapped.map((target) => target.replace('*', () => middle)));
  }
  if (mapping.baseUrl !== null) targets.push(joinPath(mapping.baseUrl, specifier));
  return targets.map(normalize);
}
