/** Generated frames of HTTP/2 against generated answers: no process ends, no upstream gets two meanings. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasOpenssl } from '../kit/certificates.ts';
import { engines, reviewsConfig, startTestProxy } from '../kit/proxy.ts';
import { openRawHttp2 } from '../kit/raw-http2.ts';
import { secureFront } from '../kit/secure-front.ts';
import { answerBytes, SMUGGLED } from './grammar.ts';
import { http2Frames } from './http2-grammar.ts';
import { Random } from './random.ts';
import { faultsOf, readStrictly } from './read-strictly.ts';

const milliseconds = process.env['BANYAN_TEST_FULL'] === undefined ? 2_000 : 60_000;
const seed = Number(process.env['BANYAN_FUZZ_SEED'] ?? Math.floor(Date.now() / 86_400_000) * 1_000_003);
const PARALLEL = 8;
/** How long one case keeps its connection. */
const CASE_MS = 60;

describe.skipIf(!hasOpenssl).each(engines)('generated frames through %s', (engine) => {
  let front: Awaited<ReturnType<typeof secureFront>>;
  beforeAll(async () => {
    front = await secureFront();
  });
  afterAll(() => front.end());

  it(
    'end no process and reach no upstream with two meanings',
    async () => {
      const found = new Map<string, string>();
      let requests = 0;
      let current = seed;
      const upstream = createServer((socket) => {
        let seen = '';
        const random = new Random(current);
        socket.setEncoding('latin1');
        socket.on('error', () => socket.destroy());
        socket.on('data', (text: string) => {
          const isFirst = !seen.includes('\r\n\r\n');
          seen += text;
          if (isFirst && seen.includes('\r\n\r\n')) socket.write(answerBytes(random), 'latin1');
        });
        socket.on('close', () => {
          const read = readStrictly(seen);
          requests += read.length;
          for (const fault of faultsOf(read, SMUGGLED)) found.set(fault, `seed ${current}: ${seen}`);
        });
      });
      upstream.listen(0, '127.0.0.1');
      await once(upstream, 'listening');
      const proxy = await startTestProxy(
        reviewsConfig({
          monolith: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
          engine,
          stage: 'ramp',
          share: '50%',
          more: `${front.tls}\ntimeouts: { connectMs: 500, firstByteMs: 500, idleMs: 500 }\nlimits: { stopMs: 100 }`,
        }),
      );
      const until = performance.now() + milliseconds;
      while (performance.now() < until) {
        await Promise.all(
          Array.from({ length: PARALLEL }, async () => {
            const frames = http2Frames(new Random(++current));
            const client = await openRawHttp2(proxy.port);
            client.send(...frames);
            await Promise.race([once(client.socket, 'close'), pause(CASE_MS)]);
            client.close();
          }),
        );
      }
      await proxy.end();
      upstream.close();
      expect([...found], `seed ${seed}`).toEqual([]);
      expect(requests).toBeGreaterThan(5);
    },
    milliseconds + 60_000,
  );
});
