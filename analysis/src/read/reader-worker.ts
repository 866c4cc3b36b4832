/** A thread that reads batches of texts and says which one it is at, so that a stuck one can be told. */
import { parentPort, workerData } from 'node:worker_threads';
import { packFacts } from './packed/pack-facts.ts';
import { readSource } from './read-source.ts';
import type { ReaderJob } from './reader-pool.ts';

const progress = new Int32Array(workerData as SharedArrayBuffer);

parentPort?.on('message', (jobs: readonly ReaderJob[]) => {
  Atomics.store(progress, 0, 0);
  Atomics.add(progress, 1, 1);
  const answers = jobs.map(({ text, dialect }, position) => {
    Atomics.store(progress, 0, position);
    return packFacts(readSource(text, dialect));
  });
  parentPort?.postMessage(
    answers,
    answers.map(({ words }) => words.buffer as ArrayBuffer),
  );
});
