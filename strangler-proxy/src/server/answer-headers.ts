import { fieldName } from '../guard/field-name.ts';
import type { Side } from '../routing/choose-side.ts';
import { rewritePath } from '../routing/rewrite.ts';
import { translateAnswer } from '../routing/translate-answer.ts';
import type { Admitted } from './handle-request.ts';
import type { Plan } from './plan.ts';

/** Makes an upstream's answer one of ours: its own addresses are translated, and what we have to say is added. */
export function makeOurs(headers: string[], { plan, request, snapshot }: Admitted, side: Side): void {
  const { config, table } = snapshot;
  if (config.headers.translate) {
    translateAnswer(headers, () => {
      const { route, slice } = plan;
      const service = side === 'service' && slice ? config.services[slice.config.service] : undefined;
      const others = table.routes.filter((other) => other.slice === route?.slice && other !== route);
      return {
        origins: [config.monolith.target, ...(service?.targets.map(({ origin }) => origin) ?? [])],
        host: request.host,
        callerPath: request.path,
        servicePath: service && route ? rewritePath(route, request) : request.path,
        rewritten: service && route ? [route, ...others].filter(({ rewrite }) => rewrite) : [],
      };
    });
  }
  addOwnHeaders(headers, plan, side, config.headers.side);
}

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
    if (fieldName(headers[index] as string).lower !== 'vary') continue;
    const value = headers[index + 1] as string;
    const names = value.toLowerCase().split(/\s*,\s*/);
    if (!names.includes('*') && !names.includes(varyBy)) headers[index + 1] = `${value}, ${varyBy}`;
    return;
  }
  headers.push('vary', varyBy);
}
