/** The event log and the keys beside it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stages } from '../../src/routing/reach.ts';
import { foldProgress, type NewEvent } from '../../src/store/events.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { openStateFolder, stateFiles } from '../../src/store/state-folder.ts';

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'banyan-store-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const anyEvent: fc.Arbitrary<NewEvent> = fc.record({
  kind: fc.constantFrom('served', 'cap', 'lift-cap'),
  slice: fc.constantFrom('reviews', 'orders', null),
  stage: fc.constantFrom(...stages),
  share: fc.integer({ min: 0, max: 10_000 }),
  who: fc.constant('test'),
  why: fc.constant(''),
  configHash: fc.constant('0'),
});

describe('the event log', () => {
  it('knows how far each slice got as its whole history tells it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(anyEvent, { maxLength: 4 }), { maxLength: 6 }), (appends) =>
        inFolder(async (folder) => {
          const store = await openSqliteStore(join(folder, 'events.sqlite'));
          for (const events of appends) await store.append(events);
          const history = await store.history(1_000);
          expect(await store.progress()).toEqual(foldProgress(history.reverse()));
          await store.close();
        }),
      ),
      { numRuns: 15, seed: 7 },
    );
  });
});

describe('the keys', () => {
  it('are the same for all that start at once, and for those that come later', () =>
    inFolder(async (folder) => {
      const opened = await Promise.all(Array.from({ length: 8 }, () => openStateFolder(folder)));
      const tokens = new Set(opened.map(({ adminToken }) => adminToken));
      expect(tokens.size).toBe(1);
      expect(tokens).toContain((await readFile(stateFiles(folder).adminToken, 'utf8')).trim());
    }));

  it('that are damaged are not replaced in silence: everybody would be re-bucketed', () =>
    inFolder(async (folder) => {
      await openStateFolder(folder);
      await writeFile(stateFiles(folder).cookieKey, '00ff');
      await expect(openStateFolder(folder)).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(/cookie\.key is damaged; remove it/),
      });
    }));
});
