import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { PackedFacts } from '../../src/read/packed/packed-facts.ts';
import { unpackFacts } from '../../src/read/packed/unpack-facts.ts';
import { readOnThreads, startReader } from '../../src/read/reader-pool.ts';
import { tempTree } from '../temp-tree.ts';

const limits = { threads: 2, fileDeadlineMs: 2_000, heapMb: 64 };

/** A reader that behaves as each text says. */
const moody = `
import { parentPort, workerData } from 'node:worker_threads';
const current = new Int32Array(workerData);
parentPort.on('message', (jobs) => {
  Atomics.store(current, 0, 0);
  Atomics.add(current, 1, 1);
  parentPort.postMessage(jobs.map(({ text }, at) => {
    Atomics.store(current, 0, at);
    if (text === 'hang') for (;;) {}
    if (text === 'throw') throw new Error('bad');
    if (text === 'exit') process.exit(1);
    if (text === 'eat') { const all = []; for (;;) all.push(new Array(1e5).fill(all.length)); }
    return { words: new Int32Array([text.length]), text };
  }));
});
`;

/** Longer than a batch: each text is one of its own. */
const long = (start: string): string => start.padEnd(300_000, ' ');

async function read(texts: readonly string[]): Promise<PackedFacts[]> {
  const folder = tempTree();
  writeFileSync(join(folder, 'worker.mjs'), moody);
  const answers: PackedFacts[] = [];
  const jobs = texts.map((text, id) => ({ id, text, dialect: 'ts' as const }));
  await readOnThreads(
    jobs,
    limits,
    (id, facts) => {
      answers[id] = facts;
    },
    { workerUrl: pathToFileURL(join(folder, 'worker.mjs')) },
  );
  return answers;
}

describe('readOnThreads', () => {
  it.each([
    ['hang', 'no result within 2000 ms'],
    ['throw', 'the reader failed'],
    ['exit', 'the reader ended'],
    ['eat', 'needs more memory than one file may'],
  ])('a file that makes its thread %s is reported, those around it are read', async (mood, because) => {
    const answers = await read(['one', mood, 'three', 'four']);
    const [one, failed, three, four] = answers;
    expect(failed && unpackFacts(failed).problems).toMatchObject([{ because }]);
    expect([one, three, four].map((answer) => answer?.text)).toEqual(['one', 'three', 'four']);
  });

  it.each(['hang', 'throw', 'exit'])('also where it makes its thread %s in a later batch', async (mood) => {
    const texts = [long('one'), long('two'), `${mood}`, long('three'), long('four'), long('five')];
    const answers = await read(texts);
    const [failed] = answers.splice(2, 1);
    expect(answers.map(({ text }) => text)).toEqual(texts.filter((text) => text !== mood));
    expect(failed && unpackFacts(failed).problems).toHaveLength(1);
  });

  it('a thread that was started beforehand and has ended is replaced', async () => {
    const folder = tempTree();
    writeFileSync(join(folder, 'broken.mjs'), 'process.exit(1);');
    writeFileSync(join(folder, 'worker.mjs'), moody);
    const started = startReader(64, pathToFileURL(join(folder, 'broken.mjs')));
    await once(started.worker, 'exit');
    const answers: string[] = [];
    await readOnThreads(
      [{ id: 0, text: 'one', dialect: 'ts' }],
      limits,
      (_id, { text }) => {
        answers.push(text);
      },
      { workerUrl: pathToFileURL(join(folder, 'worker.mjs')), started: [started] },
    );
    expect(answers).toEqual(['one']);
  });

  it('a thread that was started beforehand reads', async () => {
    const started = startReader();
    const answers: PackedFacts[] = [];
    const job = { id: 0, text: 'f()', dialect: 'ts' } as const;
    await readOnThreads([job], limits, (_id, facts) => answers.push(facts), { started: [started] });
    expect(answers.map((facts) => unpackFacts(facts).calls[0]?.name)).toEqual(['f']);
  });
});
