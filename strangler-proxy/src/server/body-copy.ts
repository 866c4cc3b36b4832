import { Transform } from 'node:stream';
import type { Capture } from '../shadow/capture.ts';
import type { ClientRequest } from './handle-request.ts';

/** A request's body on its way, with bounded copies of what passed. */
export function copyBody(incoming: ClientRequest, copies: readonly Capture[]): Transform {
  const passage = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (const copy of copies) copy.onData(chunk);
      done(null, chunk);
    },
  });
  // Whoever sends it on hears of the end; nobody else would be listening.
  passage.on('error', () => undefined);
  incoming.once('close', () => {
    if (!incoming.complete) passage.destroy(new Error('the client left'));
  });
  return incoming.pipe(passage);
}
