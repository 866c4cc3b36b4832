import type { Seen } from '../../server/handle-request.ts';

/** A span as OTLP writes it in JSON (opentelemetry-proto, trace/v1): hexadecimal ids, nanoseconds as text. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: typeof SPAN_KIND_SERVER;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code?: typeof STATUS_CODE_ERROR; readonly message?: string };
}

export interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string } | { readonly intValue: string };
}

const SPAN_KIND_SERVER = 2;
const STATUS_CODE_ERROR = 2;
/** The last two digits of `traceparent`: bit 0 says that the trace is recorded. */
const SAMPLED = 1;

/**
 * The span of a request in a recorded trace; `undefined` for every other one. Names are those of OpenTelemetry's
 * semantic conventions for HTTP servers, and `banyan.*` for what only we know. The query is left out: it may hold secrets.
 *
 * @param endMs milliseconds since 1970 when the answer ended.
 */
export function spanOf(seen: Seen, endMs: number): Span | undefined {
  const { request, trace, plan } = seen;
  if (!request || !trace || (Number.parseInt(trace.traceparent.slice(-2), 16) & SAMPLED) === 0)
    return undefined;
  const [, traceId = '', spanId = ''] = trace.traceparent.split('-');
  const parentSpanId = request.traceparent?.split('-')[2];
  const route = plan?.route?.path;
  return {
    traceId,
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    name: route === undefined ? request.method : `${request.method} ${route}`,
    kind: SPAN_KIND_SERVER,
    startTimeUnixNano: nanoseconds(endMs - seen.elapsedMs),
    endTimeUnixNano: nanoseconds(endMs),
    attributes: [...attributesOf(seen)].map(([key, value]) => ({
      key,
      value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) },
    })),
    // Of a server's span only its own failures are errors; what a client did wrong is none.
    status: seen.status >= 500 ? { code: STATUS_CODE_ERROR, ...(seen.note && { message: seen.note }) } : {},
  };
}

function* attributesOf(seen: Seen): Generator<readonly [string, string | number]> {
  const { request, plan, origin, status } = seen;
  const given: Record<string, string | number | undefined> = {
    'http.request.method': request?.method,
    'http.response.status_code': status,
    'http.response.body.size': seen.bytes,
    'http.route': plan?.route?.path,
    'url.path': request?.path,
    'url.scheme': origin?.protocol,
    'server.address': request?.host,
    'client.address': origin?.clientIp,
    'error.type': status >= 500 ? String(status) : undefined,
    'banyan.slice': plan?.slice?.config.name,
    'banyan.side': seen.side,
    'banyan.reason': plan?.decision.because,
    'banyan.cohort': plan?.decision.cohort,
    'banyan.note': seen.note,
  };
  for (const [key, value] of Object.entries(given)) if (value !== undefined) yield [key, value];
}

/** To the microsecond: a number of nanoseconds since 1970 has more digits than a double. */
function nanoseconds(ms: number): string {
  return `${Math.round(ms * 1_000)}000`;
}
