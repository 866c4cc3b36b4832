import { randomUUID } from 'node:crypto';
import type { Answer } from '../../strangler-proxy/src/compare/answer.ts';
import { LiveComparer, type OfferedPair } from '../../strangler-proxy/src/compare/index.ts';

/**
 * Live comparison at a fixed rate: how much of it is compared, and what it costs on the thread that serves callers and in
 * all. Half of the pairs are equal byte by byte, half differ in an id and a time. Exits 1 below 90% compared.
 *
 *     node bench/compare/live.ts [--rate 500] [--seconds 10]
 */
const rate = numberOption('--rate', 500);
const seconds = numberOption('--seconds', 10);
const BAR = 0.9;

const live = new LiveComparer();
await live.ready();
const idle = await measure(async () => undefined);
const busy = await measure(async () => {
  const ticks = seconds * 100;
  const started = performance.now();
  for (let tick = 1; tick <= ticks; tick += 1) {
    for (let each = 0; each < rate / 100; each += 1) live.offer(pairOf(each % 2 === 0));
    const wait = started + tick * 10 - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  }
  await live.idle();
});
const made = await measure(async () => {
  for (let each = 0; each < rate * seconds; each += 1) pairOf(each % 2 === 0);
});
const { offered, compared, dropped } = live.counts;
await live.close();

const share = compared / offered;
process.stdout.write(
  [
    `${offered} pairs of 2 × 4 KB at ${rate}/s: ${(share * 100).toFixed(1)} % compared, ${dropped} dropped`,
    `CPU in all: ${micros(busy.allMs - made.allMs - idle.allMs, offered)} µs a comparison; on the callers' thread: ${micros(busy.threadMs - made.threadMs - idle.threadMs, offered)} µs`,
    '',
  ].join('\n'),
);
process.exitCode = share >= BAR ? 0 : 1;

async function measure(work: () => Promise<void>): Promise<{ allMs: number; threadMs: number }> {
  const before = process.cpuUsage();
  const threadBefore = process.threadCpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  const thread = process.threadCpuUsage(threadBefore);
  return { allMs: (user + system) / 1000, threadMs: (thread.user + thread.system) / 1000 };
}

function pairOf(isEqual: boolean): OfferedPair {
  const product = (id: number) => ({
    id,
    name: `Ficus no. ${id}`,
    price: 10 + id / 4,
    tags: ['green', 'large'],
    description: 'needs light and water',
  });
  const page = () => ({
    items: Array.from({ length: 30 }, (_, id) => product(id)),
    requestId: isEqual ? 'same' : randomUUID(),
    servedAt: isEqual ? 0 : new Date().toISOString(),
  });
  return {
    slice: 'catalog',
    endpoint: 'GET /api/products',
    request: { method: 'GET', url: '/api/products?page=1', headers: [['accept', 'application/json']] },
    homeAnswer: answerOf(JSON.stringify(page())),
    otherAnswer: answerOf(JSON.stringify(page())),
    callerKeyHash: 'caller',
  };
}

function answerOf(body: string): Answer {
  return {
    status: 200,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(body),
    truncated: false,
    elapsedMs: 2,
    askedAtMs: Date.now(),
  };
}

function micros(ms: number, count: number): string {
  return ((ms * 1000) / count).toFixed(0);
}

function numberOption(name: string, otherwise: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}
