import type { Timeouts } from '../config/schema.ts';
import type { CleanRequest } from '../guard/request.ts';
import { resolveCaller } from '../routing/caller.ts';
import type { CallerCookies } from '../routing/caller-cookie.ts';
import { chooseSide, type Decision, type Side } from '../routing/choose-side.ts';
import { matchRoute } from '../routing/match-route.ts';
import type { Route } from '../routing/route-table.ts';
import { ALL } from '../routing/share.ts';
import type { SliceState, Snapshot } from './snapshot.ts';

/** What is going to happen to a request, and why. */
export interface Plan {
  readonly decision: Decision;
  readonly slice: SliceState | undefined;
  readonly route: Route | undefined;
  readonly target: string;
  readonly timeouts: Timeouts;
  /** A cookie that keeps a caller we have not seen before on its side. */
  readonly setCookie: string | undefined;
  /** Same caller, same hash. */
  readonly callerKeyHash: string;
  /** The answer depends on who asks, so a shared cache must know by what. */
  readonly varyBy: string | undefined;
  /** Asking twice does no harm: the request reads, and nothing in it asks for more. */
  readonly isSafe: boolean;
}

/** What a plan needs to know of the caller besides the request. */
export interface PlanContext {
  readonly clientIp: string;
  readonly peerIsTrusted: boolean;
  readonly isSecure: boolean;
  readonly cookies: CallerCookies;
}

/** Matches a request and chooses its side. Pure but for the nonce of a caller who is new. */
export function planRequest(snapshot: Snapshot, request: CleanRequest, context: PlanContext): Plan {
  const route = matchRoute(snapshot.table, request.preflightFor ?? request.method, request.segments);
  const slice = route && snapshot.slices.get(route.slice);
  if (!route || !slice) {
    return {
      decision: { side: 'monolith', because: 'no slice' },
      slice: undefined,
      route: undefined,
      target: snapshot.config.monolith.target,
      timeouts: snapshot.config.monolith.timeouts ?? snapshot.config.timeouts,
      setCookie: undefined,
      callerKeyHash: '',
      varyBy: undefined,
      isSafe: false,
    };
  }
  const caller = resolveCaller(slice.config, slice.served.stage === 'ramp', request, context);
  const decision = chooseSide(slice.served, caller?.bucket ?? ALL);
  return {
    decision,
    slice,
    route,
    target: targetOf(snapshot, slice, decision.side),
    timeouts: slice.timeouts,
    setCookie: caller?.setCookie,
    callerKeyHash: caller?.hash ?? '',
    varyBy: caller?.varyBy,
    isSafe: isSafe(request, route),
  };
}

export function targetOf(snapshot: Snapshot, slice: SliceState, side: Side): string {
  const { target } = snapshot.config.monolith;
  return side === 'monolith' ? target : (slice.targets[0] ?? target);
}

function isSafe(request: CleanRequest, route: Route): boolean {
  if (request.overridesMethod || request.body !== 'none') return false;
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  return route.effect === undefined || route.effect === 'read';
}
