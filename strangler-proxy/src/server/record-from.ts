import { Readable } from 'node:stream';
import { createLineMaker } from '../compare/recorded/line-maker.ts';
import { OperatorError } from '../errors.ts';
import type { DataPlane } from './data-plane.ts';

/** Of lines that are not taken; what comes beyond is left out. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

const busy = new WeakSet<DataPlane>();

/**
 * Lines of a recording of what callers ask and get, for as long as they are read.
 *
 * @throws OperatorError while somebody else records.
 */
export function recordFrom(plane: DataPlane, secrets: 'pseudonyms' | 'keep'): Readable {
  if (busy.has(plane)) throw new OperatorError('Somebody records already; end that first.');
  busy.add(plane);
  const toLine = createLineMaker(secrets);
  const lines = new Readable({
    read: () => undefined,
    destroy(error, done) {
      busy.delete(plane);
      plane.record(undefined);
      done(error);
    },
  });
  plane.record((recorded) => {
    if (lines.readableLength < MAX_UNREAD_BYTES) lines.push(toLine(recorded));
  });
  return lines;
}
