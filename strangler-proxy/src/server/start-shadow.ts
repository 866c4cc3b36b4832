import { Readable, type Transform } from 'node:stream';
import type { Outgoing } from '../forward/forwarder.ts';
import { SHADOW_READY, shadowMark } from '../identity/shadow-mark.ts';
import type { SliceCounters } from '../observe/counters.ts';
import { ALL } from '../routing/share.ts';
import type { Shadow } from '../shadow/pairing.ts';
import type { ShadowJob } from '../shadow/sender.ts';
import { copyBody } from './body-copy.ts';
import { type Destination, destinationOf, identityFields } from './destination.ts';
import type { Admitted, ClientRequest, Services } from './handle-request.ts';
import { sampleOf, shadowOf } from './shadowing.ts';

/** What is asked beside the caller, and the caller's body as it is copied for it. */
export interface StartedShadow {
  readonly shadow: Shadow;
  readonly body: Transform | undefined;
}

/** Asks the other side beside the caller, if this request is one that should be compared and there is room. */
export function startShadow(
  services: Services,
  admitted: Admitted,
  counters: SliceCounters,
  incoming: ClientRequest,
): StartedShadow | undefined {
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
  if (!shadow) {
    destination.lease?.ended();
    return undefined;
  }
  const copy = request.body === 'none' ? undefined : shadow.requestBody;
  return { shadow, body: copy && copyBody(incoming, copy) };
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

function pairsOf(flat: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2)
    pairs.push([flat[index] as string, flat[index + 1] as string]);
  return pairs;
}
