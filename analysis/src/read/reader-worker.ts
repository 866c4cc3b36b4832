/** A thread that reads texts one after the other and answers each by itself, so that a stuck one can be told. */
import { parentPort } from 'node:worker_threads';
import { readSource } from './read-source.ts';
import type { ReaderJob } from './reader-pool.ts';

parentPort?.on('message', (jobs: readonly ReaderJob[]) => {
  for (const { id, text, dialect } of jobs) {
    parentPort?.postMessage({ id, json: JSON.stringify(readSource(text, dialect)) });
  }
});
