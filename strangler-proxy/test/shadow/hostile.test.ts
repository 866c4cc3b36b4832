import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reviewsConfig, startTestProxy, type TestProxy } from '../kit/proxy.ts';
import { type HttpUpstream, httpUpstream } from '../kit/upstream.ts';

const MIB = 1024 * 1024;
const bomb = gzipSync(Buffer.alloc(64 * MIB));

/** What a broken service can do to whoever asks it, and what the proxy says of it. */
const acts: Record<string, { answer: (response: ServerResponse) => void; because: string }> = {
  'announces 1 GiB': {
    answer: (response) => {
      response.writeHead(200, { 'content-length': 1024 * MIB }).flushHeaders();
    },
    because: 'answers longer than 256 KiB',
  },
  'sends without an end': {
    answer: (response) => {
      const push = () => {
        while (!response.destroyed && response.write(Buffer.alloc(MIB)));
      };
      response.on('drain', push);
      push();
    },
    because: 'answers longer than 256 KiB',
  },
  'sends a bomb': {
    answer: (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb);
    },
    because: 'answers that could not be compared within their limits',
  },
  'closes the connection': {
    answer: (response) => response.socket?.resetAndDestroy(),
    because: 'no answers (reset)',
  },
};

describe('a hostile service in shadow', () => {
  let monolith: HttpUpstream;
  let service: HttpUpstream;
  let proxy: TestProxy;
  let act: (response: ServerResponse) => void = () => undefined;

  beforeEach(async () => {
    monolith = await httpUpstream('monolith', (_request, response) =>
      response.setHeader('content-type', 'application/json').end('{"stars":5}'),
    );
    service = await httpUpstream('service', (_request, response) => act(response));
    proxy = await startTestProxy(
      reviewsConfig({ monolith: monolith.origin, service: service.origin, stage: 'shadow' }),
    );
  });
  afterEach(async () => {
    await proxy.end();
    await monolith.close();
    await service.close();
  });

  it.each(Object.entries(acts))(
    'that %s is soon left alone, and callers notice nothing',
    async (_, { answer, because }) => {
      act = answer;
      const pauses = () => proxy.status().slices[0]?.shadowPauses ?? [];
      while (pauses().length === 0) {
        const response = await fetch(`${proxy.url}/api/reviews/1`);
        expect(await response.json()).toEqual({ stars: 5 });
      }
      expect(pauses()).toEqual([{ endpoint: 'GET /api/reviews/*', because }]);
      expect(proxy.notices.join()).toContain(`GET /api/reviews/* is paused after ${because}`);

      const asked = service.seen.length;
      for (let turn = 0; turn < 20; turn += 1) await fetch(`${proxy.url}/api/reviews/1`);
      expect(service.seen.length).toBe(asked);
      expect(proxy.status().slices[0]?.shadow).toMatchObject({
        paused: expect.any(Number),
        dropped: expect.any(Number),
      });
    },
  );
});
