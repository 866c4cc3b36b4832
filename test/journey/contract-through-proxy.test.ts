import { flip } from '@banyan/strangler-proxy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askThrough, bothSides, everyRouteBy, print, sidesByRoute } from './ask-through.ts';
import { type RunningSystem, startInTemporaryFolder } from './running-system.ts';

const isFull = process.env['BANYAN_TEST_FULL'] === '1';

describe.each(['undici', 'http-proxy-middleware'])(
  'the contract of Fig & Fern through the proxy (%s)',
  (engine) => {
    let system: RunningSystem;
    beforeAll(async () => {
      system = await startInTemporaryFolder({
        reach: { stage: 'shadow' },
        moreConfig: [`engine: ${engine}`],
      });
    });
    afterAll(() => system?.stop());

    // Both engines stand behind one conformance suite of their own; here the second one shows its hardest stage.
    const stages = [
      ['off', 'monolith'],
      ['50%', bothSides],
      ['live', 'service'],
    ] as const;
    it.each(engine === 'undici' || isFull ? stages : [stages[1]])(
      'holds at %s, answered by %s',
      { timeout: 180_000 },
      async (to, sides) => {
        await flip({
          configPath: system.configPath,
          slice: 'reviews',
          to,
          why: 'the contract through the proxy',
        });
        const { failures, counts } = await askThrough(system.proxy.url, sides);
        print(`${to}, ${engine}`, counts);
        expect(failures).toEqual([]);
        expect(sidesByRoute(counts)).toEqual(everyRouteBy(sides));
      },
    );
  },
);
