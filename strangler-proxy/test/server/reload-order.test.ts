import { setTimeout as after } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { flip } from '../../src/index.ts';
import { reviewsConfig, startTestProxy } from '../kit/proxy.ts';

const flips = 150;

it('serves what was written last, however reloads and flips overlap', async () => {
  const yaml = reviewsConfig({
    monolith: 'http://127.0.0.1:9',
    service: 'http://127.0.0.1:9',
    stage: 'ramp',
    share: '1%',
  });
  const proxy = await startTestProxy(yaml);
  try {
    let isFlipping = true;
    // Reloads start at any moment, as from an impatient operator's SIGHUP.
    const hangUp = async () => {
      while (isFlipping) {
        process.emit('SIGHUP', 'SIGHUP');
        await after(1);
      }
    };
    const hangingUp = hangUp();
    for (let turn = 1; turn <= flips; turn += 1) {
      const to = `${(turn % 90) + 1}%`;
      const { served, after: reach } = await flip({ configPath: proxy.configPath, slice: 'reviews', to });
      expect({ served, share: reach.share }).toEqual({ served: true, share: ((turn % 90) + 1) * 100 });
      expect(proxy.status().slices[0]?.served.share).toBe(((turn % 90) + 1) * 100);
      await after(turn % 5);
    }
    isFlipping = false;
    await hangingUp;
  } finally {
    await proxy.end();
  }
});
