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

describe('the list of ambiguous writes', () => {
  const write = (index: number) => ({
    slice: index % 2 === 0 ? 'reviews' : null,
    side: 'service' as const,
    method: 'POST',
    path: `/api/reviews/${index}`,
    requestId: String(index),
    because: 'reset',
  });

  it('takes an outage in the middle of thousands, in their order', () =>
    inFolder(async (folder) => {
      const store = await openSqliteStore(join(folder, 'events.sqlite'));
      await Promise.all(Array.from({ length: 5_000 }, (_, index) => store.addAmbiguousWrite(write(index))));
      await store.addAmbiguousWrite(write(5_000));
      const listed = await store.ambiguousWrites(10_000);
      expect(listed.map(({ requestId }) => Number(requestId))).toEqual(
        Array.from({ length: 5_001 }, (_, index) => 5_000 - index),
      );
      expect(listed[0]).toMatchObject(write(5_000));
      await store.close();
    }));

  it('tells everybody whose write could not be listed, and goes on', () =>
    inFolder(async (folder) => {
      const store = await openSqliteStore(join(folder, 'events.sqlite'));
      const nobody = { ...write(1), method: null } as unknown as ReturnType<typeof write>;
      const told = await Promise.allSettled([nobody, write(2)].map((one) => store.addAmbiguousWrite(one)));
      expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      await store.addAmbiguousWrite(write(3));
      expect(await store.ambiguousWrites(10)).toMatchObject([write(3)]);
      await store.close();
    }));
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
