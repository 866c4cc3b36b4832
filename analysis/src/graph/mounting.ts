/** Modules that mount the routers of others and answer nothing themselves: `routes/index.ts` of a layered application. */
import type { FactsDraft } from './linker.ts';

/** A router that mounts one other belongs to what it mounts. */
const LEAST_MOUNTED = 2;

/**
 * Routes that such a module registers itself are answered elsewhere: `app.post('/webhook', raw(), payments.receive)`.
 *
 * @param isUsed modules with entry points besides routes, tables or accesses of their own; these do more than mounting.
 */
export function mountingModules(
  { routes, edges }: Pick<FactsDraft, 'routes' | 'edges'>,
  isUsed: (path: string) => boolean,
): Set<string> {
  const registering = new Set(routes.map(({ module }) => module));
  const answering = new Set(routes.map(({ handler }) => handler.module));
  const mounted = new Map<string, number>();
  for (const { from, to, kinds } of edges)
    if ('import' in kinds && registering.has(to)) mounted.set(from, (mounted.get(from) ?? 0) + 1);
  return new Set(
    [...registering].filter(
      (path) => !answering.has(path) && !isUsed(path) && (mounted.get(path) ?? 0) >= LEAST_MOUNTED,
    ),
  );
}
