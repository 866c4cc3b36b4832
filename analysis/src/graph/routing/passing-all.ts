import type { Registration } from './harvested.ts';

/** Frameworks where what is registered first runs first and may pass the request on. */
const IN_ORDER = new Set(['express', 'restify', 'koa', 'hono', 'unknown', '']);

/**
 * `router.route('/x').all(authenticate).get(show)`: what answers every method of a path before others do is middleware, for if it
 * answered, nothing registered after it would ever run. It stands before each of those and is no route.
 */
export function withPassingAll(registrations: readonly Registration[]): Registration[] {
  const groups = new Map<string, Registration[]>();
  for (const one of registrations) {
    if (!IN_ORDER.has(one.framework)) continue;
    const key = `${one.router}\0${one.path}\0${one.module}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  }
  const passing = new Set<Registration>();
  const before = new Map<Registration, Registration['handlers']>();
  for (const group of groups.values()) {
    let first: Registration['handlers'] = [];
    for (const [at, one] of group.entries()) {
      const isPassing = one.method === '*' && group.slice(at + 1).some(({ method }) => method !== '*');
      if (isPassing) {
        passing.add(one);
        first = [...first, ...one.handlers];
      } else if (first.length > 0) before.set(one, first);
    }
  }
  if (passing.size === 0) return [...registrations];
  return registrations.flatMap((one) => {
    if (passing.has(one)) return [];
    const first = before.get(one);
    return first === undefined ? [one] : [{ ...one, handlers: [...first, ...one.handlers] }];
  });
}
