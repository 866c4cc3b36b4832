/** kill −9 at any moment of a change leaves the old state or the new one, and never a share above the last acknowledged. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { offlineSnapshot } from '../../src/operate/offline-snapshot.ts';
import { reviewsConfig, writeConfig } from '../kit/proxy.ts';

const child = fileURLToPath(new URL('../kit/flipping-child.ts', import.meta.url));
const isLong = process.env['BANYAN_TEST_FULL'] !== undefined;
const LONGEST_FLIP_MS = 24;
const longestMs = (rounds: number) => 60_000 + rounds * 5_000;

describe.each([
  { workers: 1, rounds: isLong ? 1_000 : 7 },
  { workers: 2, rounds: isLong ? 100 : 2 },
])('the event log of a proxy with workers: $workers', ({ workers, rounds }) => {
  it(
    `survives ${rounds} kills in the middle of flips`,
    async () => {
      const { configPath, end } = await writeConfig(
        reviewsConfig({
          monolith: 'http://127.0.0.1:9',
          stage: 'ramp',
          share: '1%',
          more: `workers: ${workers}`,
        }),
      );
      const found = { acknowledged: 0, asked: 0 };
      for (let round = 0; round < rounds; round++) {
        const flipping = spawn(process.execPath, [child, configPath, String(round)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        // With its output, so that all it told was read.
        const ended = once(flipping, 'close');
        const endedEarly = ended.then(([code]) => {
          throw new Error(`round ${round}: it ended by itself (${code}), having told: ${told}`);
        });
        endedEarly.catch(() => undefined);
        let told = '';
        flipping.stdout.on('data', (chunk: Buffer) => {
          told += chunk.toString();
        });
        // A different place in the sequence of flips each time.
        while (told.split('\n').length < 2 + (round % 7))
          await Promise.race([once(flipping.stdout, 'data'), endedEarly]);
        // A flip takes some milliseconds; the kills are spread over them.
        await delay((round * 7_919) % LONGEST_FLIP_MS);
        flipping.kill('SIGKILL');
        await ended;
        const lines = told.split('\n').slice(0, -1);
        const acknowledged = Number(
          /^acknowledged (\d+)$/.exec(lines.findLast((line) => line.startsWith('acknowledged')) ?? '')?.[1],
        );
        const asked = Number(
          /^asked (\d+)$/.exec(lines.findLast((line) => line.startsWith('asked')) ?? '')?.[1] ?? acknowledged,
        );
        // What a proxy would serve if it started now.
        const served = (await offlineSnapshot({ configPath })).slices.get('reviews')?.served.share;
        // The flip that was cut may have been written already, but then it was one that had been asked for.
        expect([acknowledged, asked]).toContain(served);
        found[served === acknowledged ? 'acknowledged' : 'asked'] += 1;
        await writeFile(configPath, (await readFile(configPath, 'utf8')).replace(/share: \S+/, 'share: 1%'));
      }
      await end();
      if (isLong)
        console.log(
          `workers: ${workers}, ${rounds} kills: ${found.acknowledged} found the last acknowledged share, ${found.asked} the one just asked for`,
        );
    },
    longestMs(rounds),
  );
});
