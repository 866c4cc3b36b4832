/**
 * Routers, what is mounted on what, and the whole paths that follow. Pure: frameworks differ only in how they fill it.
 */

export interface Mount {
  readonly parent: string;
  readonly child: string;
  /** Path pieces under which the child answers; '' for none. */
  readonly prefix: string;
}

/** More would be a mistake in the mounts, not an application: each is one way from a root to a router. */
const MAX_PREFIXES = 64;

export class RouterGraph {
  private readonly mounts = new Map<string, Mount[]>();
  private readonly ownPrefixes = new Map<string, readonly string[]>();

  mount(mount: Mount): void {
    const known = this.mounts.get(mount.child) ?? [];
    if (mount.parent === mount.child) return;
    if (known.some((other) => other.parent === mount.parent && other.prefix === mount.prefix)) return;
    this.mounts.set(mount.child, [...known, mount]);
  }

  /** Prefixes that the router brings itself: `new Router({ prefix: '/users' })`; several where a factory is called with several. */
  setPrefixes(router: string, prefixes: readonly string[]): void {
    this.ownPrefixes.set(router, prefixes);
  }

  isMounted(router: string): boolean {
    return this.mounts.has(router);
  }

  parentsOf(router: string): readonly Mount[] {
    return this.mounts.get(router) ?? [];
  }

  /** Every prefix that leads from a root to this router, shortest ways first; `['']` where it is mounted nowhere. */
  prefixesOf(router: string, onTheWay: ReadonlySet<string> = new Set()): string[] {
    const owns = this.ownPrefixes.get(router) ?? [''];
    if (onTheWay.has(router)) return [];
    const mounts = this.mounts.get(router) ?? [];
    if (mounts.length === 0) return [...owns];
    const way = new Set([...onTheWay, router]);
    const prefixes = new Set<string>();
    for (const { parent, prefix } of mounts) {
      for (const outer of this.prefixesOf(parent, way)) {
        for (const own of owns) if (prefixes.size < MAX_PREFIXES) prefixes.add(joinPaths(outer, prefix, own));
      }
    }
    return [...prefixes];
  }

  /** The router itself and everything above it, nearest first. */
  ancestorsOf(router: string): string[] {
    const seen = new Set<string>([router]);
    for (const at of seen) for (const { parent } of this.mounts.get(at) ?? []) seen.add(parent);
    return [...seen];
  }
}

/** Joins path pieces with single slashes: `('/api/', 'users', '/:id')` is `/api/users/:id`; nothing is `/`. */
export function joinPaths(...pieces: readonly string[]): string {
  const joined = pieces
    .filter((piece) => piece !== '')
    .join('/')
    .replace(/\/{2,}/g, '/');
  const absolute = joined.startsWith('/') ? joined : `/${joined}`;
  return absolute.length > 1 ? absolute.replace(/\/$/, '') : absolute;
}

/**
 * One spelling for parameters and wildcards of all frameworks: `:name`, `*name` (`*` without a name); constraints such as
 * `:id(\\d+)` or `{id:[0-9]+}` fall away. An optional part gives two paths.
 */
export function normalisePath(path: string): string[] {
  const plain = path
    .replace(/(:\w+)\{[^{}]*\}/g, '$1')
    .replace(/\{([A-Za-z_]\w*)(?::[^{}]*)?\}/g, ':$1')
    .replace(/(:\w+)\((?:[^()]|\([^()]*\))*\)/g, '$1')
    .replace(/\(\.\*\)|\/\*\*/g, (match) => (match.startsWith('/') ? '/*' : '*'));
  const optional = /\{([^{}]*)\}|\/(:\w+)\?/.exec(plain);
  if (optional === null) return [joinPaths(plain.replace(/\?$/, ''))];
  const part = optional[1] ?? `/${optional[2] ?? ''}`;
  const around = [plain.slice(0, optional.index), plain.slice(optional.index + optional[0].length)] as const;
  return [...normalisePath(around.join('')), ...normalisePath(around.join(part))];
}
