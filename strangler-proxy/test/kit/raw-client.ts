import { connect } from 'node:net';

export interface RawAnswer {
  /** Everything that came back, byte for byte as latin1. */
  readonly text: string;
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** The other end closed; otherwise the answer was complete, or the patience was over. */
  readonly closed: boolean;
}

/** How long a test waits for an answer that never comes: only tests that fail, or that expect silence, pay it. */
const PATIENCE_MS = 3_000;

/**
 * Sends bytes and reads until the answers expected are complete, the other end closes, or patience is over.
 *
 * @param expected number of answers to wait for.
 */
export function sendRaw(port: number, bytes: string | readonly string[], expected = 1): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const finish = (closed: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(describe(text, closed));
    };
    const timer = setTimeout(() => finish(false), PATIENCE_MS);
    socket.setEncoding('latin1');
    socket.on('connect', () => {
      for (const part of [bytes].flat()) socket.write(part, 'latin1');
    });
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (countComplete(text) >= expected) finish(false);
    });
    socket.on('end', () => finish(true));
    socket.on('error', (error) => {
      if ('code' in error && error.code === 'ECONNRESET') finish(true);
      else reject(error);
    });
  });
}

function describe(text: string, closed: boolean): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const head = end === -1 ? text : text.slice(0, end);
  return {
    text,
    head,
    body: end === -1 ? '' : text.slice(end + 4),
    status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0),
    closed,
  };
}

/** How many whole answers a text holds, by their own framing; interim answers don't count. */
export function countComplete(text: string): number {
  let rest = text;
  let count = 0;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end === -1) return count;
    const head = rest.slice(0, end);
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]);
    rest = rest.slice(end + 4);
    if (status >= 100 && status < 200 && status !== 101) continue;
    if (status === 204 || status === 304 || status === 101) {
      count += 1;
      continue;
    }
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
      const last = /(?:^|\r\n)0\r\n(?:[^\r\n]+\r\n)*\r\n/.exec(rest);
      if (!last) return count;
      rest = rest.slice(last.index + last[0].length);
    } else if (length !== undefined) {
      if (rest.length < Number(length)) return count;
      rest = rest.slice(Number(length));
    } else return count;
    count += 1;
  }
}

/** The values of a field in an answer's head, in order. */
export function fieldsOf(answer: Pick<RawAnswer, 'head'>, name: string): string[] {
  const prefix = `${name.toLowerCase()}:`;
  return answer.head
    .split('\r\n')
    .filter((line) => line.toLowerCase().startsWith(prefix))
    .map((line) => line.slice(prefix.length).trim());
}
