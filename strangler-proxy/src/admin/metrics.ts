import { Counter, Gauge, Registry } from 'prom-client';
import type { Counts, SliceCounts } from '../observe/counters.ts';
import type { ProxyStatus } from '../observe/status.ts';

/** Renders the counters for Prometheus. Nothing is kept twice: each scrape folds what the hot path counted. */
export async function renderMetrics(status: ProxyStatus, counts: Counts): Promise<string> {
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
  const spans = new Counter({
    name: 'banyan_spans_total',
    help: 'Spans of recorded traces, by what became of them.',
    labelNames: ['outcome'],
    registers,
  });
  const share = new Gauge({
    name: 'banyan_share_ratio',
    help: 'Share of callers that the service answers, 0 to 1.',
    labelNames: ['slice'],
    registers,
  });

  const routeLabels = ['slice', 'route', 'side'] as const;
  const routeRequests = new Counter({
    name: 'banyan_route_requests_total',
    help: 'Requests of a route that a side was sent.',
    labelNames: routeLabels,
    registers,
  });
  const routeSeconds = new Counter({
    name: 'banyan_route_seconds_total',
    help: 'Time that a route’s answers took, by the side that gave them.',
    labelNames: routeLabels,
    registers,
  });
  const routeBytes = new Counter({
    name: 'banyan_route_answer_bytes_total',
    help: 'Bytes of a route’s answers, by the side that gave them.',
    labelNames: routeLabels,
    registers,
  });
  const underWay = new Gauge({
    name: 'banyan_requests_under_way',
    help: 'Requests that are being handled now, by process.',
    labelNames: ['pid'],
    registers,
  });
  const openFuses = new Gauge({
    name: 'banyan_fuses_open',
    help: 'Processes whose fuse for a slice is open, so that its requests go home.',
    labelNames: ['slice'],
    registers,
  });

  const addRoutes = (slice: string, { routes }: SliceCounts) => {
    for (const [route, sides] of routes) {
      for (const [side, { requests: asked, seconds: spent, bytes: sent }] of Object.entries(sides)) {
        routeRequests.inc({ slice, route, side }, asked);
        routeSeconds.inc({ slice, route, side }, spent);
        routeBytes.inc({ slice, route, side }, sent);
      }
    }
  };
  const addAnswers = (slice: string, { answers }: SliceCounts) => {
    for (const { labels: counted, count, seconds: spent, bytes: sent } of answers.values()) {
      const labelled = { slice, ...counted };
      requests.inc(labelled, count);
      seconds.inc(labelled, spent);
      bytes.inc(labelled, sent);
    }
  };
  addAnswers('', counts.unmatched);
  for (const { pid, underWay: now } of status.workers) underWay.set({ pid: String(pid) }, now);
  for (const slice of status.slices) {
    const counted = counts.slices.get(slice.name);
    if (counted) {
      addAnswers(slice.name, counted);
      addRoutes(slice.name, counted);
    }
    openFuses.set({ slice: slice.name }, slice.fuse.openIn);
    fallbacks.inc({ slice: slice.name }, slice.requests.fallback);
    for (const [outcome, count] of Object.entries(slice.shadow))
      shadows.inc({ slice: slice.name, outcome }, count);
    share.set({ slice: slice.name }, slice.served.share / 10_000);
  }
  refused.inc(counts.total.refused);
  for (const [outcome, count] of Object.entries(counts.spans)) spans.inc({ outcome }, count);
  return registry.metrics();
}
