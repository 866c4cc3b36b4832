import { Readable } from 'node:stream';
import type { Outgoing } from '../forward/forwarder.ts';
import { SHADOW_READY, shadowMark } from '../identity/shadow-mark.ts';
import type { SliceCounters } from '../observe/counters.ts';
import { ALL } from '../routing/share.ts';
import type { Shadow } from '../shadow/pairing.ts';
import type { ShadowJob } from '../shadow/sender.ts';
import { type Destination, destinationOf, identityFields } from './destination.ts';
import type { Admitted, Services } from './handle-request.ts';
import { pairsOf } from './recording.ts';
import { sampleOf, shadowOf } from './shadowing.ts';

/** Asks the other side beside the caller, if this request is one that should be compared and there is room. */
export function startShadow(
  services: Services,
  admitted: Admitted,
  counters: SliceCounters,
): Shadow | undefined {
  const { plan, request, snapshot } = admitted;
  const { slice, route } = plan;
  const asked = shadowOf(plan);
  if (!slice || !route || !asked) return undefined;
  // A write that is left out would make the ones after it answer otherwise.
  if (!asked.isWrite && Math.random() * ALL >= sampleOf(slice)) return undefined;
  if (services.underWay.size * 2 > snapshot.config.limits.maxUnderWay) {
    counters.shadow.dropped += 1;
    return undefined;
  }
  const destination = destinationOf(services, admitted, asked.side);
  const needsIdentity = slice.config.identity;
  // Filled before the pair is handed on.
  const serviceFields: string[] = [];
  const shadow = services.shadow.start({
    pair: {
      slice: slice.config.name,
      endpoint: `${request.method} ${route.path}`,
      request: {
        method: request.method,
        url: request.path + request.search,
        headers: pairsOf(admitted.headers),
      },
      callerKeyHash: plan.callerKeyHash,
      ...(needsIdentity && { serviceFields }),
      ...(asked.isWrite && { isWrite: true }),
    },
    outgoing:
      asked.isWrite || needsIdentity
        ? (body) => prepare(services, admitted, destination, needsIdentity, body, serviceFields)
        : outgoingOf(admitted, destination, []),
    ...(asked.isWrite && { readiness: readinessQuestion(admitted, destination) }),
    counters,
    callerHasHome: asked.side !== slice.config.home,
    onEnd: () => destination.lease?.ended(),
  });
  if (!shadow) destination.lease?.ended();
  return shadow;
}

async function prepare(
  services: Services,
  admitted: Admitted,
  destination: Destination,
  needsIdentity: boolean,
  body: Uint8Array,
  serviceFields: string[],
): Promise<Outgoing | undefined> {
  const fields = needsIdentity ? await identityFields(services, admitted) : [];
  if ('problem' in fields) return undefined;
  serviceFields.push(...fields);
  // Without a lease it is the monolith that is asked, which knows its callers.
  return outgoingOf(admitted, destination, destination.lease ? fields : [], body);
}

function outgoingOf(
  { plan, request, headers, snapshot }: Admitted,
  { origin, target }: Destination,
  fields: readonly string[],
  body?: Uint8Array,
): Outgoing {
  const { method } = request;
  const mark = shadowMark(snapshot.shadowKey, plan.slice?.config.name ?? '', { method, target }, Date.now());
  return {
    origin,
    method,
    target,
    headers: [...headers, ...fields, ...mark],
    body: request.body === 'none' || body === undefined ? undefined : Readable.from([body]),
    timeouts: plan.timeouts,
  };
}

/** Asked before the first write: does whoever answers there keep shadow writes apart? */
function readinessQuestion(
  { plan, request, snapshot }: Admitted,
  { origin, target }: Destination,
): NonNullable<ShadowJob['readiness']> {
  return () => {
    const mark = shadowMark(
      snapshot.shadowKey,
      plan.slice?.config.name ?? '',
      { method: 'OPTIONS', target },
      Date.now(),
      SHADOW_READY,
    );
    return {
      origin,
      method: 'OPTIONS',
      target,
      headers: ['host', request.host, ...mark],
      body: undefined,
      timeouts: plan.timeouts,
    };
  };
}
