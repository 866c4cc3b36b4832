import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A whole HTTP answer as it came over the wire. */
export class Answer {
  readonly request: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in wire order, duplicates kept. */
  readonly rawHeaders: readonly string[];
  readonly trailers: NodeJS.Dict<string>;
  readonly bytes: Buffer;

  constructor(request: string, message: IncomingMessage, bytes: Buffer) {
    this.request = request;
    this.status = message.statusCode ?? 0;
    this.headers = message.headers;
    this.rawHeaders = message.rawHeaders;
    this.trailers = message.trailers;
    this.bytes = bytes;
  }

  get text(): string {
    return this.bytes.toString('utf8');
  }

  /** The parsed body; throws with the request and the body's beginning where it is no JSON. */
  get json(): unknown {
    const type = this.headers['content-type'] ?? '';
    if (!/^application\/(\w+\+)?json\b/.test(type)) {
      throw new Error(`${this.request}: content-type is "${type}", wanted JSON (status ${this.status})`);
    }
    return JSON.parse(this.text);
  }

  /** Every value of a header, one entry a line on the wire. */
  headerLines(name: string): string[] {
    const lines: string[] = [];
    for (let index = 0; index + 1 < this.rawHeaders.length; index += 2) {
      const [key, value] = [this.rawHeaders[index], this.rawHeaders[index + 1]];
      if (key?.toLowerCase() === name.toLowerCase() && value !== undefined) lines.push(value);
    }
    return lines;
  }
}
