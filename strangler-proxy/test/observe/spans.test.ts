/** Spans of recorded traces, as a collector gets them. */
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { Span } from '../../src/observe/spans/span.ts';
import { reviewsConfig, startTestProxy } from '../kit/proxy.ts';
import { deadPort, httpUpstream } from '../kit/upstream.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const SAMPLED = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const NOT_SAMPLED = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

async function start(options: { sample?: string; collector?: string; more?: string } = {}) {
  const collector = await httpUpstream('collector');
  const service = await httpUpstream('service', ({ url }, response) => {
    response.statusCode = url.endsWith('/broken') ? 500 : 200;
    response.end('service');
  });
  const endpoint = options.collector ?? collector.origin;
  const proxy = await startTestProxy(
    reviewsConfig({
      monolith: service.origin,
      stage: 'live',
      more: `telemetry: { endpoint: '${endpoint}/otlp', headers: { x-api-key: k1 }, serviceName: shop, sample: ${options.sample ?? '0%'} }\n${options.more ?? ''}`,
    }),
  );
  ends.push(collector.close, service.close, proxy.end);
  const ask = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(proxy.url + path, { headers })).text();
  return { proxy, collector, service, ask };
}

interface Exported {
  resourceSpans: { resource: { attributes: unknown }; scopeSpans: { spans: Span[] }[] }[];
}

/** Everything that was exported when the proxy is closed. */
async function exported({ proxy, collector }: Awaited<ReturnType<typeof start>>): Promise<Span[]> {
  await proxy.close();
  return collector.seen
    .map(({ body }) => JSON.parse(body) as Exported)
    .flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans))
    .flatMap(({ spans }) => spans);
}

const attributesOf = (span: Span | undefined) =>
  Object.fromEntries(
    (span?.attributes ?? []).map(({ key, value }) => [
      key,
      'intValue' in value ? Number(value.intValue) : value.stringValue,
    ]),
  );

describe('spans', () => {
  it('go to the collector by OTLP, with the attributes of the conventions and the reason', async () => {
    const system = await start();
    await system.ask('/api/reviews/17?secret=1', { traceparent: SAMPLED });
    const [span] = await exported(system);
    expect(system.collector.seen[0]).toMatchObject({ method: 'POST', url: '/otlp/v1/traces' });
    expect(system.collector.seen[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-api-key': 'k1',
    });
    expect(JSON.parse(system.collector.seen[0]?.body ?? '')).toMatchObject({
      resourceSpans: [
        { resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] } },
      ],
    });
    expect(span).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: 'b7ad6b7169203331',
      name: 'GET /api/reviews/*',
      kind: 2,
      status: {},
    });
    // The service behind us is a child of the very span that we export.
    expect(system.service.seen[0]?.headers['traceparent']).toBe(`00-${span?.traceId}-${span?.spanId}-01`);
    expect(attributesOf(span)).toMatchObject({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'http.response.body.size': 7,
      'http.route': '/api/reviews/*',
      'url.path': '/api/reviews/17',
      'url.scheme': 'http',
      'client.address': '127.0.0.1',
      'banyan.slice': 'reviews',
      'banyan.side': 'service',
      'banyan.reason': 'live',
    });
    expect(JSON.stringify(span)).not.toContain('secret');
    const [startNs, endNs] = [BigInt(span?.startTimeUnixNano ?? 0), BigInt(span?.endTimeUnixNano ?? 0)];
    expect(endNs).toBeGreaterThan(startNs);
    expect(Number(endNs / 1_000_000n)).toBeLessThanOrEqual(Date.now());
  });

  it('of failures are errors', async () => {
    const system = await start();
    await system.ask('/api/reviews/broken', { traceparent: SAMPLED });
    const [span] = await exported(system);
    expect(span?.status).toEqual({ code: 2 });
    expect(attributesOf(span)).toMatchObject({ 'error.type': '500' });
  });

  it('are made for the traces that the caller records, and no others', async () => {
    const system = await start();
    await system.ask('/api/reviews/1', { traceparent: NOT_SAMPLED });
    await system.ask('/api/reviews/2');
    await system.ask('/other', { traceparent: SAMPLED });
    const spans = await exported(system);
    expect(spans.map(({ name }) => name)).toEqual(['GET']);
    expect(attributesOf(spans[0])).toMatchObject({ 'url.path': '/other', 'banyan.reason': 'no slice' });
  });

  it('of traces that begin here are made for the share that the file says', async () => {
    const system = await start({ sample: '100%' });
    await system.ask('/api/reviews/1');
    await system.ask('/api/reviews/2', { traceparent: NOT_SAMPLED });
    const spans = await exported(system);
    expect(spans).toHaveLength(1);
    expect(spans[0]).not.toHaveProperty('parentSpanId');
    expect(system.service.seen.map(({ headers }) => headers['traceparent']?.slice(-2))).toEqual(['01', '00']);
  });

  it('that nobody takes are counted, and cost no caller', async () => {
    const system = await start({ collector: `http://127.0.0.1:${await deadPort()}` });
    for (let turn = 0; turn < 600; turn++)
      expect(await system.ask(`/api/reviews/${turn}`, { traceparent: SAMPLED })).toBe('service');
    while (!(await spanMetrics(system.proxy)).includes('outcome="failed"} 600'));
  });

  it('are sent by every worker', async () => {
    const system = await start({ more: 'workers: 2' });
    await Promise.all(
      Array.from({ length: 20 }, (_, turn) =>
        system.ask(`/api/reviews/${turn}`, { traceparent: SAMPLED, connection: 'close' }),
      ),
    );
    expect(new Set((await exported(system)).map(({ spanId }) => spanId)).size).toBe(20);
  });

  it('wait in a bounded queue while the collector takes its time', async () => {
    const slow = await httpUpstream('collector', () => undefined);
    const { proxy, ask } = await start({ collector: slow.origin });
    const first = once(slow.server, 'request');
    // The exporter gives a batch up after 5 s, which makes room: a slow machine asks more often until the queue is full.
    do {
      await Promise.all(
        Array.from({ length: 50 }, async () => {
          for (let turn = 0; turn < 60; turn++)
            expect(await ask(`/api/reviews/${turn}`, { traceparent: SAMPLED })).toBe('service');
        }),
      );
    } while (!/outcome="dropped"\} [1-9]/.test(await spanMetrics(proxy)));
    await first;
    await slow.close();
  }, 60_000);
});

async function spanMetrics(proxy: Awaited<ReturnType<typeof startTestProxy>>): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  const token = await readFile(proxy.configPath.replace('strangler.yaml', '.banyan/admin.token'), 'utf8');
  const answer = await fetch(`${proxy.adminUrl}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  return (await answer.text())
    .split('\n')
    .filter((line) => line.startsWith('banyan_spans_total'))
    .join('\n');
}
