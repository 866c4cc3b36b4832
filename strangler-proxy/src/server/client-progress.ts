import type { ClientAnswer } from '../forward/client-answer.ts';
import type { ClientRequest } from './handle-request.ts';
import { Http2Answer } from './http2-answer.ts';

/** Bytes of an answer that its client took: of its own stream in HTTP/2, of its connection before. */
export function bytesTaken(response: ClientAnswer, incoming: ClientRequest): number {
  if (response instanceof Http2Answer) return response.bytesTaken;
  return incoming.socket.bytesWritten - incoming.socket.writableLength;
}

/** Bytes of a request that its client brought. */
export function bytesBrought(incoming: ClientRequest): number {
  return 'bytesBrought' in incoming ? incoming.bytesBrought : incoming.socket.bytesRead;
}
