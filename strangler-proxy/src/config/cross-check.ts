import { findTies } from '../routing/route-table.ts';
import type { Config } from './schema.ts';

/** A fault between two places of a file that the schema alone can't see. */
export interface CrossProblem {
  readonly path: readonly (string | number)[];
  /** What stands there when it isn't simply the value. */
  readonly value?: string;
  readonly cure: string;
}

/** Checks what one key says against what another says. */
export function crossCheck(config: Config): CrossProblem[] {
  const problems: CrossProblem[] = [];
  const seen = new Set<string>();
  for (const [index, slice] of config.slices.entries()) {
    const at = (...rest: (string | number)[]) => ['slices', index, ...rest];
    if (seen.has(slice.name))
      problems.push({ path: at('name'), cure: 'Another slice has this name; give each its own.' });
    seen.add(slice.name);
    if (!Object.hasOwn(config.services, slice.service)) {
      const known = Object.keys(config.services).join(', ') || 'none';
      problems.push({
        path: at('service'),
        cure: `Name one of the services of this file (${known}), or add it under services.`,
      });
    }
    if (slice.stage === 'ramp' && slice.share === undefined) {
      problems.push({
        path: at('share'),
        value: 'missing',
        cure: 'A slice in stage ramp needs a share such as "10%".',
      });
    }
    if (slice.home === 'service' && slice.stage !== 'live' && slice.stage !== 'graduated') {
      problems.push({
        path: at('home'),
        cure: `The service owns this slice's data, so in stage ${slice.stage} callers would see stale data; write stage: live, or cut the data back first.`,
      });
    }
    if (slice.callerKey && 'header' in slice.callerKey && config.trustedProxies.length === 0) {
      problems.push({
        path: at('callerKey', 'header'),
        cure: 'Clients could choose their side with this header; list the gateway that sets it under trustedProxies, or use { cookie: … }.',
      });
    }
  }
  for (const tie of findTies(config)) {
    problems.push({
      path: ['slices', tie.slice, 'routes', tie.route, 'path'],
      cure: `Matches the same requests as ${tie.other}; keep one of them, or tell them apart by methods.`,
    });
  }
  return problems;
}
