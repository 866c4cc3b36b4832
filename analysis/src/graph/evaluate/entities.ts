/** Small words about entities that all of the evaluation uses. */
import type { Entity } from '../program.ts';

/** Steps of an outside way that still tell something. */
export const maxWay = 24;

export const nothing: readonly never[] = [];

export const unknown = (because: string): Entity => ({ kind: 'unknown', because });

/** The entity, or null for one that says nothing. */
export function known(entity: Entity): Entity | null {
  return entity.kind === 'unknown' || entity.kind === 'parameter' ? null : entity;
}

/** The first attempt that leads to something. */
export function firstKnown(attempts: readonly (() => Entity)[]): Entity {
  let last: Entity = unknown('nothing known');
  for (const attempt of attempts) {
    const found = attempt();
    if (found.kind !== 'unknown') {
      // A parameter may still turn out to be something by the other branch: `options.db ?? defaultDb`.
      if (found.kind !== 'parameter') return found;
      last = found;
    }
  }
  return last;
}

/** The item that an index of the facts themselves refers to. */
export function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`no item ${index} of ${list.length}`);
  return found;
}

export const isGlobalObject = (entity: Entity): boolean =>
  entity.kind === 'external' &&
  entity.package === 'global' &&
  entity.way.length === 1 &&
  /^(?:globalThis|global)$/.test(entity.way[0] ?? '');
