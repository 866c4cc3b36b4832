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
 * @param ended ends it: whoever reads would keep the admin API from closing.
 * @throws OperatorError while somebody else records.
 */
export function recordFrom(plane: DataPlane, secrets: 'pseudonyms' | 'keep', ended: AbortSignal): Readable {
  if (busy.has(plane)) throw new OperatorError('Somebody records already; end that first.');
  busy.add(plane);
  const toLine = createLineMaker(secrets);
  const end = () => {
    plane.record(undefined);
    lines.push(null);
  };
  const lines = new Readable({
    read: () => undefined,
    destroy(error, done) {
      ended.removeEventListener('abort', end);
      busy.delete(plane);
      plane.record(undefined);
      done(error);
    },
  });
  plane.record((recorded) => {
    if (lines.readableLength < MAX_UNREAD_BYTES) lines.push(toLine(recorded));
  });
  if (ended.aborted) end();
  else ended.addEventListener('abort', end);
  return lines;
}
