import type { Side } from '../routing/choose-side.ts';
import type { Plan } from './plan.ts';

/** Adds what we have to say to an answer's fields: which side gave it, the caller's cookie, what a cache must know. */
export function addOwnHeaders(headers: string[], plan: Plan, side: Side, showSide: boolean): void {
  if (showSide) {
    headers.push('x-banyan-side', side);
    if (plan.slice) headers.push('x-banyan-slice', plan.slice.config.name);
  }
  if (plan.setCookie !== undefined) headers.push('set-cookie', plan.setCookie);
  if (plan.varyBy !== undefined) keepCachesHonest(headers, plan.varyBy);
}

/**
 * One URL has two answers during a ramp. A shared cache may keep one only together with the field that chose the side,
 * and not at all when no field did.
 */
function keepCachesHonest(headers: string[], varyBy: string): void {
  if (varyBy === '*') {
    headers.push('cache-control', 'private');
    return;
  }
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if ((headers[index] as string).toLowerCase() !== 'vary') continue;
    const value = headers[index + 1] as string;
    const names = value.toLowerCase().split(/\s*,\s*/);
    if (!names.includes('*') && !names.includes(varyBy)) headers[index + 1] = `${value}, ${varyBy}`;
    return;
  }
  headers.push('vary', varyBy);
}
