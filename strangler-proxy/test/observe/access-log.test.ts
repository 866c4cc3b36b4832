import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { reviewsConfig, startTestProxy } from '../kit/proxy.ts';
import { httpUpstream } from '../kit/upstream.ts';

let ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

describe('an access log on a full disk', () => {
  it.skipIf(!existsSync('/dev/full'))(
    'costs its lines, no request, and does not hold up the stop',
    async () => {
      const monolith = await httpUpstream('monolith');
      ends.push(monolith.close);
      const proxy = await startTestProxy(
        reviewsConfig({ monolith: monolith.origin, more: 'accessLog: /dev/full' }),
      );
      ends.push(proxy.end);
      for (let turn = 0; turn < 3; turn++)
        expect(await (await fetch(`${proxy.url}/api/reviews`)).text()).toBe('monolith');
      const startedAt = performance.now();
      await proxy.close();
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    },
  );
});
