/** A thread of the gallery: runs the fault of each number it gets, `-1` for the service without one. */
import { parentPort, workerData } from 'node:worker_threads';
import { FAULTS } from '../../strangler-proxy/test/compare/gallery/faults.ts';
import { type Row, runFault } from '../../strangler-proxy/test/compare/gallery/run.ts';

export interface GalleryWork {
  readonly seed: number;
  readonly requests: number;
}

export interface GalleryRow {
  readonly index: number;
  readonly row: Row;
}

const { seed, requests } = workerData as GalleryWork;
parentPort?.on('message', async (index: number) => {
  const row = await runFault(FAULTS[index], seed, requests);
  parentPort?.postMessage({ index, row } satisfies GalleryRow);
});
