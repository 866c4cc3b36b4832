import { randomFillSync } from 'node:crypto';
import type { TraceIds } from '../forward/outgoing-headers.ts';

const pool = Buffer.allocUnsafe(8_192);
let used = pool.length;

/** Random bytes in hexadecimal, drawn from a pool: one call into the system serves hundreds of requests. */
function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}

/**
 * Continues the caller's trace (W3C Trace Context) or begins one. A trace that we begin is marked as not sampled unless
 * the file asks for it, so that we don't decide how much the services behind us record.
 *
 * @param isSampled whether a trace that begins here is recorded; asked only then.
 */
export function traceIds(
  requestId: string | undefined,
  traceparent: string | undefined,
  isSampled: () => boolean = () => false,
): TraceIds {
  return {
    requestId: requestId ?? randomHex(16),
    traceparent: traceparent
      ? `${traceparent.slice(0, 36)}${randomHex(8)}${traceparent.slice(52)}`
      : `00-${randomHex(16)}-${randomHex(8)}-${isSampled() ? '01' : '00'}`,
  };
}
