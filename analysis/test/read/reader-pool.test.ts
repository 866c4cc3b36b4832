import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readOnThreads } from '../../src/read/reader-pool.ts';
import { tempTree } from '../temp-tree.ts';

const limits = { threads: 2, fileDeadlineMs: 300, heapMb: 64 };

/** A reader that behaves as each text says. */
const moody = `
import { parentPort, workerData } from 'node:worker_threads';
const current = new Int32Array(workerData);
parentPort.on('message', (jobs) => {
  parentPort.postMessage(jobs.map(({ text }, at) => {
    Atomics.store(current, 0, at);
    if (text === 'hang') for (;;) {}
    if (text === 'throw') throw new Error('bad');
    if (text === 'exit') process.exit(1);
    if (text === 'eat') { const all = []; for (;;) all.push(new Array(1e5).fill(all.length)); }
    return JSON.stringify({ text });
  }));
});
`;

async function read(texts: readonly string[]): Promise<Record<number, string>> {
  const folder = tempTree();
  writeFileSync(join(folder, 'worker.mjs'), moody);
  const answers: Record<number, string> = {};
  const jobs = texts.map((text, id) => ({ id, text, dialect: 'ts' as const }));
  await readOnThreads(
    jobs,
    limits,
    (id, json) => (answers[id] = json),
    pathToFileURL(join(folder, 'worker.mjs')),
  );
  return answers;
}

describe('readOnThreads', () => {
  it.each([
    ['hang', 'no result within 300 ms'],
    ['throw', 'the reader failed'],
    ['exit', 'the reader ended'],
    ['eat', 'needs more memory than one file may'],
  ])('a file that makes its thread %s is reported, those around it are read', async (mood, because) => {
    const answers = await read(['one', mood, 'three', 'four']);
    expect(JSON.parse(answers[1] ?? '')).toMatchObject({ problems: [{ because }] });
    expect([answers[0], answers[2], answers[3]]).toEqual(
      ['one', 'three', 'four'].map((text) => JSON.stringify({ text })),
    );
  });
});
