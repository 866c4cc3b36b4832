import { createSecretKey, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { OperatorError } from '../errors.ts';
import { outgoingHeaders } from '../forward/outgoing-headers.ts';
import { isRefusal } from '../guard/refusal.ts';
import { readRequest } from '../guard/request.ts';
import { CallerCookies } from '../routing/caller-cookie.ts';
import type { Because, Side } from '../routing/choose-side.ts';
import { describeReach } from '../routing/reach.ts';
import { rewritePath } from '../routing/rewrite.ts';
import { formatShare } from '../routing/share.ts';
import { originOf } from '../server/client-origin.ts';
import { planRequest } from '../server/plan.ts';
import { openStateFolder, stateFolderOf } from '../store/state-folder.ts';
import type { ProxyPlace } from './admin-client.ts';
import { offlineSnapshot } from './offline-snapshot.ts';

export interface WhyOptions extends ProxyPlace {
  /** `GET /api/reviews/17` */
  readonly request: string;
  /** Names and values in turn. */
  readonly headers?: readonly string[];
  /** Where the request comes from. */
  readonly from?: string;
}

/** What would happen to a request, and why. */
export type Explanation =
  | { readonly refused: true; readonly status: number; readonly reason: string }
  | {
      readonly refused: false;
      readonly side: Side;
      readonly because: Because;
      readonly slice: string | null;
      readonly route: string | null;
      readonly stage: string | null;
      readonly cohort: string | null;
      /** The caller's place in the ramp, 0–9999. */
      readonly bucket: number | null;
      readonly target: string;
      readonly path: string;
      readonly headersAdded: readonly string[];
      readonly headersRemoved: readonly string[];
      /** The whole in sentences. */
      readonly text: string;
    };

/**
 * Explains the decision for a request, with the code that decides it. Upstreams are not asked, so fuses and health
 * don't count here.
 *
 * @throws OperatorError when the request can't be read.
 */
export async function why(options: WhyOptions): Promise<Explanation> {
  const match = /^([A-Z]+) +(\S+)$/.exec(options.request.trim());
  if (!match)
    throw new OperatorError(
      `"${options.request}" is no request. Write a method and a path, such as 'GET /api/reviews/17'.`,
    );
  const snapshot = await offlineSnapshot(options);
  const [, method = '', written = ''] = match;
  const url = URL.canParse(written) ? new URL(written) : undefined;
  const given = options.headers ?? [];
  const hasHost = given.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  const rawHeaders = hasHost ? given : ['host', url?.host ?? 'localhost', ...given];
  const target = url ? url.pathname + url.search : written;
  const request = readRequest({ method, target, httpVersion: '1.1', rawHeaders }, snapshot.guard);
  if (isRefusal(request)) return { refused: true, ...request };

  const peer = options.from ?? '127.0.0.1';
  const origin = originOf(request, { address: peer, isTls: false }, snapshot.trusted);
  const key = await keyOf(options);
  const plan = planRequest(snapshot, request, {
    clientIp: origin.clientIp,
    peerIsTrusted: snapshot.trusted.has(peer),
    isSecure: false,
    cookies: new CallerCookies(key),
    overrideKey: key,
    nowMs: Date.now(),
    isServiceDown: () => false,
  });
  const { side, because, cohort } = plan.decision;
  const slice = plan.slice?.config;
  const isService = side === 'service' && slice !== undefined;
  const sent = outgoingHeaders(request, origin, { requestId: '…', traceparent: '…' }, '1.1 banyan-…');
  return {
    refused: false,
    side,
    because,
    slice: slice?.name ?? null,
    route: plan.route?.id ?? null,
    stage: plan.slice ? describeReach(plan.slice.served) : null,
    cohort: cohort ?? null,
    bucket: plan.bucket ?? null,
    target: isService
      ? (snapshot.config.services[slice.service]?.targets.map((one) => one.origin).join(' or ') ?? '')
      : snapshot.config.monolith.target,
    path: (isService && plan.route ? rewritePath(plan.route, request) : request.path) + request.search,
    headersAdded: namesOf(sent).filter((name) => !namesOf(rawHeaders).includes(name)),
    headersRemoved: namesOf(rawHeaders).filter((name) => !namesOf(sent).includes(name)),
    text: sentence(plan.slice?.served.share ?? 0, {
      side,
      because,
      slice: slice?.name,
      cohort,
      bucket: plan.bucket,
      isNew: plan.setCookie !== undefined,
      route: plan.route?.id,
    }),
  };
}

interface Told {
  readonly side: Side;
  readonly because: Because;
  readonly slice: string | undefined;
  readonly cohort: string | undefined;
  readonly bucket: number | undefined;
  /** The caller will be given its cookie. */
  readonly isNew: boolean;
  readonly route: string | undefined;
}

function sentence(share: number, { side, because, slice, cohort, bucket, isNew, route }: Told): string {
  if (!slice) return 'No route of any slice matches, so the monolith answers.';
  const start = `Route ${route} of slice ${slice} matches; the ${side} answers`;
  switch (because) {
    case 'share':
      return `${start}, because the caller's bucket is ${bucket} and the service answers buckets below ${share} (${formatShare(share)}).${isNew ? ' Nothing in the request says who it is, so this bucket was drawn by lot; a cookie will keep it.' : ''}`;
    case 'cohort':
      return `${start}, because the caller is in cohort ${cohort}.`;
    case 'override':
      return `${start}, because a signed override asks for it.`;
    default:
      return `${start}, because the slice is ${because}.`;
  }
}

const namesOf = (flat: readonly string[]) => [
  ...new Set(flat.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())),
];

/** The key of the state folder; where there is none yet, no cookie can be valid and any key does. */
async function keyOf(place: ProxyPlace) {
  const folder = place.stateDir ?? stateFolderOf(place.configPath);
  return existsSync(folder) ? (await openStateFolder(folder)).cookieKey : createSecretKey(randomBytes(32));
}
