import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/compare/answer.ts';
import type { Asker } from '../../src/compare/ask/ask.ts';
import type { ComparisonReport } from '../../src/compare/index.ts';
import { compareAskers } from '../../src/compare/systems.ts';
import { type Random, randomFrom } from './gallery/random.ts';
import { answerOf } from './samples.ts';

/** A flag that flickers by itself in 10% of all answers; `isWrong` turns it around on top of that. */
function flickering(random: Random, isWrong: (id: number) => boolean): Asker {
  return {
    origin: 'http://flicker.example',
    close: async () => {},
    ask: async ({ url }): Promise<Answer> => {
      const id = Number(url.split('/').at(-1));
      const busy = random.chance(0.1) !== isWrong(id);
      return answerOf(JSON.stringify({ id, busy }));
    },
  };
}

async function compareFlickering(
  seed: number,
  count: number,
  isWrong: (id: number) => boolean,
): Promise<ComparisonReport> {
  const random = randomFrom(seed);
  const requests = Array.from({ length: count }, () => ({
    method: 'GET',
    url: `/plants/${random.below(2_000)}`,
    headers: [],
  }));
  return compareAskers(
    { left: '', right: '', requests, templates: ['GET /plants/:id'], random: random.next, concurrency: 1 },
    flickering(randomFrom(seed + 1), () => false),
    flickering(randomFrom(seed + 2), isWrong),
  );
}

describe('a field that flickers in 10% of answers', () => {
  it('is found wrong for 1% of plants', async () => {
    const report = await compareFlickering(11, 6_000, (id) => id % 100 === 1);
    expect(report.endpoints[0]?.mismatches).toMatchObject([
      { path: 'body.busy', because: 'more-often-than-noise' },
    ]);
  });

  it.each([21, 22, 23, 24, 25])('is not found wrong where both flicker alike (seed %i)', async (seed) => {
    expect((await compareFlickering(seed, 2_000, () => false)).endpoints[0]?.mismatches).toEqual([]);
  });
});
