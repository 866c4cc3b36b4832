import type { CleanRequest } from '../guard/request.ts';
import { withoutOwnCookies } from '../routing/caller-cookie.ts';

/** Where a request came from, as far as it can be believed. */
export interface Origin {
  /** The peer of our socket, or what a trusted proxy says. */
  readonly clientIp: string;
  /** Addresses before us, client first, ending with our socket's peer. */
  readonly forwardedFor: string;
  readonly protocol: 'http' | 'https';
  readonly host: string;
}

/** What ties the logs of proxy, monolith and services together. */
export interface TraceIds {
  readonly requestId: string;
  readonly traceparent: string;
}

/** The fields of a request as it leaves us: what is end-to-end, and what only we may say. */
export function outgoingHeaders(
  request: CleanRequest,
  origin: Origin,
  trace: TraceIds,
  via: string,
): string[] {
  const headers = request.headers.slice();
  headers.push(
    'host',
    request.host,
    'x-forwarded-for',
    origin.forwardedFor,
    'x-forwarded-host',
    origin.host,
    'x-forwarded-proto',
    origin.protocol,
    'via',
    request.via === '' ? via : `${request.via}, ${via}`,
    'x-request-id',
    trace.requestId,
    'traceparent',
    trace.traceparent,
  );
  const cookie = request.cookie === '' ? '' : withoutOwnCookies(request.cookie);
  if (cookie !== '') headers.push('cookie', cookie);
  if (request.takesTrailers) headers.push('te', 'trailers');
  return headers;
}
