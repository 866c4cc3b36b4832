import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import type { ComparedRequest, HeaderLine } from '../answer.ts';
import { CompareError } from '../errors.ts';
import { createLineMaker } from './line-maker.ts';
import type { Recorded } from './recording.ts';

export interface RecorderOptions {
  /** The system whose answers are recorded. */
  readonly target: string;
  /** The file that lines are added to; made with mode 0600. */
  readonly out: string;
  /** `host:port`; port 0 takes a free one. */
  readonly listen?: string;
  /**
   * `pseudonyms` (default): cookies, tokens and passwords are replaced by stand-ins, the same for the same value.
   * `keep`: all as it is, which replaying logins needs; then the file is as secret as the traffic.
   */
  readonly secrets?: 'pseudonyms' | 'keep';
  /** Bytes of a body that are kept. */
  readonly maxBodyBytes?: number;
}

export interface Recorder {
  readonly url: string;
  readonly recorded: () => number;
  close(): Promise<void>;
}

const DEFAULT_MAX_BODY_BYTES = 1024 * 1024;
/** Of one hop only (RFC 9110 7.6.1), or set anew by the client that sends on. */
const OF_THIS_HOP = new Set(
  'connection keep-alive proxy-connection transfer-encoding te trailer upgrade expect host content-length'.split(
    ' ',
  ),
);

/**
 * A plain forwarding proxy that writes down what passes. For a test system or a desk: it routes nothing and guards nothing.
 *
 * @throws CompareError BAD_TARGET when the target is no http URL, BAD_RECORDING when the file can't be written
 */
export async function startRecorder(options: RecorderOptions): Promise<Recorder> {
  const target = URL.parse(options.target);
  if (target?.protocol !== 'http:' && target?.protocol !== 'https:') {
    throw new CompareError(
      'BAD_TARGET',
      `"${options.target}" is not an http URL. Write it like http://127.0.0.1:3000.`,
    );
  }
  const agent = new Agent();
  const toLine = createLineMaker(options.secrets ?? 'pseudonyms');
  const file = await openForLines(options.out);
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    forward(incoming, outgoing, {
      agent,
      origin: target.origin,
      maxBytes: options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
    })
      .then((recorded) => {
        count += 1;
        file.write(toLine(recorded));
      })
      .catch(() => {
        // The caller went away or the target failed: there is no whole answer to write down, or to pass off as one.
        if (outgoing.headersSent) outgoing.destroy();
        else outgoing.writeHead(502).end();
      });
  });
  const [host = '127.0.0.1', port = '0'] = (options.listen ?? '127.0.0.1:0').split(':');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    recorded: () => count,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await agent.destroy();
      await new Promise<void>((resolve) => file.end(resolve));
    },
  };
}

async function openForLines(out: string): Promise<WriteStream> {
  const file = createWriteStream(out, { flags: 'a', mode: 0o600 });
  try {
    await once(file, 'open');
  } catch (error) {
    throw new CompareError(
      'BAD_RECORDING',
      `--out ${out}: ${(error as Error).message}. Name a file that can be written.`,
    );
  }
  return file;
}

interface Passage {
  readonly agent: Agent;
  readonly origin: string;
  readonly maxBytes: number;
}

async function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  passage: Passage,
): Promise<Recorded> {
  const headers = linesOf(incoming.rawHeaders).filter(([name]) => !OF_THIS_HOP.has(name.toLowerCase()));
  const body = await readAll(incoming);
  const request: ComparedRequest = {
    method: incoming.method ?? 'GET',
    url: incoming.url ?? '/',
    headers,
    ...(body.length === 0 ? {} : { body }),
  };
  const askedAtMs = Date.now();
  const started = performance.now();
  const response = await passage.agent.request({
    origin: passage.origin,
    path: request.url,
    method: request.method as 'GET',
    headers: headers.flat(),
    body: body.length === 0 ? null : body,
    responseHeaders: 'raw',
  });
  const raw = (response.headers as unknown as readonly (string | Buffer)[]).map(String);
  const answerHeaders = linesOf(raw).filter(
    ([name]) => !OF_THIS_HOP.has(name.toLowerCase()) || name.toLowerCase() === 'content-length',
  );
  outgoing.writeHead(response.statusCode, answerHeaders.flat());
  const kept: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    if (size < passage.maxBytes) kept.push(chunk);
    size += chunk.length;
    if (!outgoing.write(chunk)) await drained(outgoing);
  }
  outgoing.end();
  return {
    request,
    answer: {
      status: response.statusCode,
      headers: answerHeaders,
      body: Buffer.concat(kept).subarray(0, passage.maxBytes),
      truncated: size > passage.maxBytes,
      elapsedMs: performance.now() - started,
      askedAtMs,
    },
  };
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    outgoing.once('drain', resolve);
    outgoing.once('close', resolve);
  });
}

async function readAll(incoming: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

function linesOf(raw: readonly string[]): HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2)
    lines.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return lines;
}
