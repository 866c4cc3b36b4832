import { Http2ServerRequest } from 'node:http2';

/** A request over HTTP/2 whose body, when it is cut short, ends with an error as HTTP/1.1's does. */
export class Http2Request extends Http2ServerRequest {
  /** Bytes of the body that arrived. */
  bytesBrought = 0;
  /** Everything of it has arrived; Node's own says so of a stream that was reset, too. */
  override complete = this.stream.endAfterHeaders;

  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    if (chunk !== null) {
      this.bytesBrought += chunk.length;
      return super.push(chunk, encoding);
    }
    if (this.complete || !this.stream.closed) {
      this.complete = true;
      return super.push(null);
    }
    // Node ends the body of a stream that was reset as if it were whole; sent on, half a write would count as one.
    // Nobody listens where nobody reads the body.
    this.on('error', () => undefined);
    this.destroy(new Error('the client reset the request'));
    return false;
  }
}
