import type { KeyObject } from 'node:crypto';
import type { Timeouts } from '../config/schema.ts';
import { headerOf } from '../guard/header-list.ts';
import type { CleanRequest } from '../guard/request.ts';
import { type CallerContext, callerHash, resolveCaller } from '../routing/caller.ts';
import { cookieValues } from '../routing/caller-cookie.ts';
import { chooseSide, type Decision, type Facts, type Side } from '../routing/choose-side.ts';
import { verifiedClaims } from '../routing/jwt.ts';
import { matchRoute } from '../routing/match-route.ts';
import { OVERRIDE_COOKIE, readOverride } from '../routing/override.ts';
import type { Route } from '../routing/route-table.ts';
import { ALL } from '../routing/share.ts';
import { otherSideOf } from './shadowing.ts';
import type { SliceState, Snapshot } from './snapshot.ts';

/** What is going to happen to a request, and why. */
export interface Plan {
  readonly decision: Decision;
  readonly slice: SliceState | undefined;
  readonly route: Route | undefined;
  readonly timeouts: Timeouts;
  /** The caller's place in the ramp; `undefined` where none was needed. */
  readonly bucket: number | undefined;
  /** A cookie that keeps a caller we have not seen before on its side. */
  readonly setCookie: string | undefined;
  /** Same caller, same hash. */
  readonly callerKeyHash: string;
  /** The request field that the side depends on, `*` when it is more than one field; for shared caches. */
  readonly varyBy: string | undefined;
  /** Asking twice does no harm: the request reads, and nothing in it asks for more. */
  readonly isSafe: boolean;
}

/** What a plan needs to know besides the request. */
export interface PlanContext extends CallerContext {
  readonly overrideKey: KeyObject;
  readonly nowMs: number;
  /** Asked only when the service would be chosen. */
  readonly isServiceDown: (slice: SliceState, isSafe: boolean) => boolean;
}

/** Matches a request and chooses its side. Pure but for the nonce of a caller who is new. */
export function planRequest(snapshot: Snapshot, request: CleanRequest, connection: PlanContext): Plan {
  const route = matchRoute(snapshot.table, request);
  const slice = route && snapshot.slices.get(route.slice);
  const isSafe = isSafeRequest(request, route);
  if (!slice) return planWithoutSlice(snapshot, isSafe);

  const context = asksClaims(slice)
    ? { ...connection, claims: claimsOf(snapshot, request, connection) }
    : connection;
  const override = overrideOf(slice.config.name, request, context);
  const cohort =
    slice.served.stage === 'ramp' && slice.cohorts.length > 0 ? cohortOf(slice, request, context) : undefined;
  const caller = resolveCaller(slice.config, slice.served.stage === 'ramp', request, context);
  const facts: Facts = {
    served: slice.served,
    home: slice.config.home,
    bucket: caller?.bucket ?? ALL,
    cohort,
    override,
    isServiceDown: false,
  };
  const wanted = chooseSide(facts);
  const isDown = wanted.side === 'service' && context.isServiceDown(slice, isSafe);
  const dependsOnMore = override !== undefined || (slice.cohorts.length > 0 && caller !== undefined);
  return {
    decision: isDown ? chooseSide({ ...facts, isServiceDown: true }) : wanted,
    slice,
    route,
    timeouts: slice.timeouts,
    bucket: caller?.bucket,
    setCookie: caller?.setCookie,
    callerKeyHash: caller?.hash ?? (isShadowed(slice) ? callerHash(slice.config, request, context) : ''),
    varyBy: dependsOnMore ? '*' : caller?.varyBy,
    isSafe,
  };
}

function planWithoutSlice({ config }: Snapshot, isSafe: boolean): Plan {
  return {
    decision: { side: 'monolith', because: 'no slice' },
    slice: undefined,
    route: undefined,
    timeouts: config.monolith.timeouts ?? config.timeouts,
    bucket: undefined,
    setCookie: undefined,
    callerKeyHash: '',
    varyBy: undefined,
    isSafe,
  };
}

/** Somebody's answers are compared, so it must be known whose they are. */
function isShadowed(slice: SliceState): boolean {
  return otherSideOf(slice, 'monolith') !== undefined;
}

function overrideOf(
  slice: string,
  request: CleanRequest,
  { overrideKey, nowMs }: PlanContext,
): Side | undefined {
  if (request.override === undefined && !request.cookie.includes(OVERRIDE_COOKIE)) return undefined;
  const given = [request.override ?? [], ...cookieValues(request.cookie, OVERRIDE_COOKIE)].flat();
  for (const text of given) {
    const side = readOverride(overrideKey, slice, text, nowMs);
    if (side) return side;
  }
  return undefined;
}

function cohortOf(slice: SliceState, request: CleanRequest, { claims = noClaims, ...context }: PlanContext) {
  return slice.cohorts.find(({ test }) => test(request, { ...context, claims }));
}

const noClaims = () => undefined;

function asksClaims({ cohorts, config: { callerKey } }: SliceState): boolean {
  return cohorts.length > 0 || (callerKey !== undefined && 'claim' in callerKey);
}

function claimsOf({ tokenKey }: Snapshot, { headers }: CleanRequest, { nowMs }: PlanContext) {
  return () => {
    const bearer = /^Bearer +(\S+)$/i.exec(headerOf(headers, 'authorization') ?? '')?.[1];
    return bearer && tokenKey ? verifiedClaims(bearer, tokenKey, nowMs) : undefined;
  };
}

function isSafeRequest(request: CleanRequest, route: Route | undefined): boolean {
  if (request.overridesMethod || request.body !== 'none') return false;
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  return route?.effect === undefined || route.effect === 'read';
}
