import { Counter, Gauge, Registry } from 'prom-client';
import type { Counters, SliceCounters } from '../observe/counters.ts';
import type { ProxyStatus } from '../observe/status.ts';

/** Renders the counters for Prometheus. Nothing is kept twice: each scrape folds what the hot path counted. */
export async function renderMetrics(status: ProxyStatus, counters: Counters): Promise<string> {
  const registry = new Registry();
  const registers = [registry];
  const labels = ['slice', 'side', 'status', 'cohort'] as const;
  const requests = new Counter({
    name: 'banyan_requests_total',
    help: 'Requests by slice, side, status and the cohort that decided.',
    labelNames: labels,
    registers,
  });
  const seconds = new Counter({
    name: 'banyan_request_seconds_total',
    help: 'Time from a request’s head to the end of its answer.',
    labelNames: labels,
    registers,
  });
  const bytes = new Counter({
    name: 'banyan_answer_bytes_total',
    help: 'Bytes of answers’ bodies.',
    labelNames: labels,
    registers,
  });
  const fallbacks = new Counter({
    name: 'banyan_fallbacks_total',
    help: 'Requests answered at home after the other side failed.',
    labelNames: ['slice'],
    registers,
  });
  const shadows = new Counter({
    name: 'banyan_shadow_total',
    help: 'Requests that the other side was asked too, by outcome.',
    labelNames: ['slice', 'outcome'],
    registers,
  });
  const refused = new Counter({
    name: 'banyan_refused_total',
    help: 'Requests that the guard refused.',
    registers,
  });
  const share = new Gauge({
    name: 'banyan_share_ratio',
    help: 'Share of callers that the service answers, 0 to 1.',
    labelNames: ['slice'],
    registers,
  });

  const addAnswers = (slice: string, { answers }: SliceCounters) => {
    for (const { labels: counted, count, seconds: spent, bytes: sent } of answers.values()) {
      const labelled = { slice, ...counted };
      requests.inc(labelled, count);
      seconds.inc(labelled, spent);
      bytes.inc(labelled, sent);
    }
  };
  addAnswers('', counters.unmatched);
  for (const slice of status.slices) {
    addAnswers(slice.name, counters.slice(slice.name));
    fallbacks.inc({ slice: slice.name }, slice.requests.fallback);
    for (const [outcome, count] of Object.entries(slice.shadow))
      shadows.inc({ slice: slice.name, outcome }, count);
    share.set({ slice: slice.name }, slice.served.share / 10_000);
  }
  refused.inc(counters.total.refused);
  return registry.metrics();
}
