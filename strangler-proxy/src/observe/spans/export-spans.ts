import type { Config } from '../../config/schema.ts';
import type { Seen } from '../../server/handle-request.ts';
import type { SpanCounts } from '../counters.ts';
import { type Span, spanOf } from './span.ts';

/** Spans that wait; what comes beyond is dropped. The defaults of OpenTelemetry's own batch processor. */
const MAX_WAITING = 2_048;
const MAX_IN_BATCH = 512;
const EVERY_MS = 1_000;
const GIVES_UP_AFTER_MS = 5_000;

/** Takes what was seen of requests, and sends their spans to a collector. */
export interface SpanExporter {
  /** Never waits and never throws. */
  offer(seen: Seen): void;
  /** Sends what waits; gives up as it does otherwise. */
  close(): Promise<void>;
}

/**
 * Sends spans over OTLP/HTTP in JSON, one batch at a time: a collector that is slow or away costs spans, which are
 * counted, and never a caller. Written here because the SDK patches and measures a whole program; the proxy knows its
 * one span already.
 */
export function exportSpans(
  telemetry: NonNullable<Config['telemetry']>,
  counts: SpanCounts,
  now: () => number = Date.now,
): SpanExporter {
  const resource = {
    attributes: [{ key: 'service.name', value: { stringValue: telemetry.serviceName } }],
  };
  const headers = { ...telemetry.headers, 'content-type': 'application/json' };
  const waiting: Span[] = [];
  let sending: Promise<void> | undefined;

  const send = async (spans: readonly Span[]): Promise<void> => {
    const body = JSON.stringify({
      resourceSpans: [{ resource, scopeSpans: [{ scope: { name: '@banyan/strangler-proxy' }, spans }] }],
    });
    try {
      const response = await fetch(telemetry.endpoint, {
        method: 'POST',
        headers,
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(GIVES_UP_AFTER_MS),
      });
      await response.body?.cancel();
      if (response.ok) counts.exported += spans.length;
      else counts.failed += spans.length;
    } catch {
      counts.failed += spans.length;
    }
  };
  const flush = (): Promise<void> => {
    if (waiting.length === 0) return sending ?? Promise.resolve();
    sending ??= send(waiting.splice(0, MAX_IN_BATCH)).finally(() => {
      sending = undefined;
      if (waiting.length >= MAX_IN_BATCH) void flush();
    });
    return sending;
  };
  const timer = setInterval(() => void flush(), EVERY_MS);
  timer.unref();
  return {
    offer(seen) {
      const span = spanOf(seen, now());
      if (!span) return;
      if (waiting.length >= MAX_WAITING) {
        counts.dropped += 1;
        return;
      }
      waiting.push(span);
      if (waiting.length >= MAX_IN_BATCH) void flush();
    },
    async close() {
      clearInterval(timer);
      await flush();
      const rest = waiting.splice(0);
      if (rest.length > 0) await send(rest);
    },
  };
}
