/** What an Express 5 application really answers, told by its own router. */
import express from 'express';

interface Layer {
  readonly handle: unknown;
  readonly route?: { readonly path: string | string[]; readonly methods: Readonly<Record<string, boolean>> };
}

interface RouterLike {
  readonly stack: readonly Layer[];
}

const mountPaths = new WeakMap<object, string[]>();

/** Express 5 keeps no mount path on its layers, so mounts are written down as they happen. Call before the application is built. */
export function recordMounts(): void {
  const prototype = express.Router.prototype as unknown as { use(...args: unknown[]): unknown };
  const original = prototype.use;
  prototype.use = function use(this: unknown, ...args: unknown[]): unknown {
    const [first, ...rest] = args;
    const path = typeof first === 'string' ? first : '/';
    for (const handler of typeof first === 'string' ? rest : args) {
      if (isRouter(handler)) mountPaths.set(handler, [...(mountPaths.get(handler) ?? []), path]);
    }
    return original.apply(this, args);
  };
}

/** `METHOD /path` of every route, sorted. */
export function mountedRoutes(router: RouterLike, prefix = ''): string[] {
  const routes = router.stack.flatMap((layer) => {
    if (layer.route !== undefined) {
      const { path, methods } = layer.route;
      return [path]
        .flat()
        .flatMap((one) =>
          Object.keys(methods).map((method) => `${method.toUpperCase()} ${joined(prefix, one)}`),
        );
    }
    if (!isRouter(layer.handle)) return [];
    const { handle } = layer;
    return (mountPaths.get(handle) ?? ['/']).flatMap((mount) => mountedRoutes(handle, joined(prefix, mount)));
  });
  return [...new Set(routes)].sort();
}

function isRouter(value: unknown): value is RouterLike & object {
  return typeof value === 'function' && 'stack' in value && Array.isArray(value.stack);
}

function joined(...pieces: string[]): string {
  const path = `/${pieces.join('/')}`.replace(/\/{2,}/g, '/');
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}
