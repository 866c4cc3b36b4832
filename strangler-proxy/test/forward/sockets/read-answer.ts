import { type ClientRequest, request } from 'node:http';
import { Duplex } from 'node:stream';
import { AnswerReader } from '../../../src/forward/sockets/answer-reader.ts';

/** What a reader made of the bytes of one connection. */
export interface ReadAnswer {
  /** Statuses of the interim answers. */
  readonly interim: readonly number[];
  /** `undefined`: no head, or none that counts. */
  readonly status: number | undefined;
  /** Names and values in turn. */
  readonly fields: readonly string[];
  readonly body: string;
  readonly trailers: readonly string[];
  readonly isComplete: boolean;
  /** Nothing came after it. */
  readonly isAlone: boolean;
  /** Why it is not complete, in the reader's own words. */
  readonly problem: string | undefined;
}

/** What our reader makes of bytes that arrive in these pieces, and of the end of the connection after them. */
export function readHere(pieces: readonly Buffer[], method: string): ReadAnswer {
  const reader = new AnswerReader();
  const interim: number[] = [];
  let [status, fields, trailers]: [number | undefined, readonly string[], readonly string[]] = [
    undefined,
    [],
    [],
  ];
  let [body, problem]: [string, string | undefined] = ['', undefined];
  let [isComplete, isAlone] = [false, true];
  reader.expect(method, {
    onInterimHead: (head) => interim.push(head.status),
    onFinalHead: (head) => {
      status = head.status;
      fields = head.rawHeaders;
    },
    onBody: (piece) => {
      body += piece.toString('latin1');
    },
    onComplete: (rawTrailers, wasAlone) => {
      trailers = rawTrailers;
      isAlone = wasAlone;
      isComplete = true;
    },
  });
  for (const piece of pieces) {
    if (isComplete) isAlone = false;
    if (isComplete) break;
    problem = reader.read(piece);
    if (problem !== undefined) break;
  }
  if (!isComplete && problem === undefined) {
    reader.end();
    if (!isComplete) problem = 'the connection ended before the answer';
  }
  return { interim, status, fields, body, trailers, isComplete, isAlone, problem };
}

/** The same by Node's client (llhttp), without a network between. */
export function readByNode(pieces: readonly Buffer[], method: string): Promise<ReadAnswer> {
  return new Promise((resolve) => {
    const interim: number[] = [];
    let isAsked = false;
    const socket = new Duplex({
      read: () => undefined,
      write(_bytes, _encoding, done) {
        done();
        if (isAsked) return;
        isAsked = true;
        for (const piece of pieces) this.push(piece);
        this.push(null);
      },
    });
    const answer = (given: Partial<ReadAnswer>) => {
      socket.destroy();
      resolve({
        interim,
        status: undefined,
        fields: [],
        body: '',
        trailers: [],
        isComplete: false,
        isAlone: true,
        problem: undefined,
        ...given,
      });
    };
    const asking: ClientRequest = request({
      method,
      createConnection: () => socket,
      maxHeaderSize: 32 * 1024,
    });
    asking.on('error', (error) => answer({ problem: error.message }));
    asking.on('information', ({ statusCode }) => interim.push(statusCode));
    asking.on('upgrade', () => answer({ problem: 'upgrade' }));
    asking.on('response', (incoming) => {
      let body = '';
      const { statusCode: status, rawHeaders: fields } = incoming;
      incoming.setEncoding('latin1');
      incoming.on('data', (text: string) => {
        body += text;
      });
      incoming.on('error', (error) => answer({ status, fields, body, problem: error.message }));
      incoming.on('end', () =>
        answer({ status, fields, body, trailers: incoming.rawTrailers, isComplete: incoming.complete }),
      );
    });
    asking.end();
  });
}

/** Bytes cut where these numbers say, each between 0 and 1. */
export function cut(bytes: string, places: readonly number[]): Buffer[] {
  const whole = Buffer.from(bytes, 'latin1');
  const cuts = [0, ...places.map((place) => Math.floor(place * whole.length)), whole.length].sort(
    (a, b) => a - b,
  );
  return cuts.slice(1).map((end, index) => whole.subarray(cuts[index], end));
}
