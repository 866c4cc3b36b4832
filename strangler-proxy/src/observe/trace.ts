import { randomFillSync } from 'node:crypto';
import type { TraceIds } from '../forward/outgoing-headers.ts';

const POOL_BYTES = 4_096;
const pool = Buffer.allocUnsafe(POOL_BYTES);
let digits = '';
let used = 0;

/** Random bytes in hexadecimal, drawn from a pool: one call into the system serves a hundred requests. */
function randomHex(bytes: number): string {
  if (used + 2 * bytes > digits.length) {
    digits = randomFillSync(pool).toString('hex');
    used = 0;
  }
  used += 2 * bytes;
  return digits.slice(used - 2 * bytes, used);
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
