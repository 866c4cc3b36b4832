import { Agent, errors } from 'undici';
import {
  type ComparedRequest,
  type FailureReason,
  type HeaderLine,
  headerOf,
  type Outcome,
} from '../answer.ts';
import { CompareError } from '../errors.ts';

export interface AskLimits {
  /** Until the whole answer is there, in milliseconds. */
  readonly timeoutMs: number;
  /** Most bytes of a body that are kept; the rest is not read. */
  readonly maxBodyBytes: number;
}

/** Puts requests to one system. */
export interface Asker {
  readonly origin: string;
  ask(request: ComparedRequest): Promise<Outcome>;
  close(): Promise<void>;
}

export const DEFAULT_ASK_LIMITS: AskLimits = { timeoutMs: 15_000, maxBodyBytes: 8 * 1024 * 1024 };

/**
 * @param origin `http://host:port`; a path, if any, is put before every request's
 * @throws CompareError BAD_TARGET when it is no http URL
 */
export function createAsker(origin: string, limits: AskLimits = DEFAULT_ASK_LIMITS): Asker {
  const base = URL.parse(origin);
  if (base?.protocol !== 'http:' && base?.protocol !== 'https:') {
    throw new CompareError(
      'BAD_TARGET',
      `"${origin}" is not an http URL. Write it like http://127.0.0.1:3000.`,
    );
  }
  const agent = new Agent({
    connections: 16,
    headersTimeout: limits.timeoutMs,
    bodyTimeout: limits.timeoutMs,
  });
  const prefix = base.pathname.replace(/\/$/, '');
  return {
    origin: base.origin,
    ask: (request) => askOnce(agent, base.origin, prefix, request, limits),
    close: () => agent.destroy(),
  };
}

async function askOnce(
  agent: Agent,
  origin: string,
  prefix: string,
  request: ComparedRequest,
  limits: AskLimits,
): Promise<Outcome> {
  const askedAtMs = Date.now();
  const started = performance.now();
  const elapsed = (): number => performance.now() - started;
  try {
    const response = await agent.request({
      origin,
      path: `${prefix}${request.url}`,
      method: request.method as 'GET',
      headers: request.headers.flat(),
      body: request.body ?? null,
      signal: AbortSignal.timeout(limits.timeoutMs),
      responseHeaders: 'raw',
    });
    const headers = pairsOf(response.headers as unknown as readonly (string | Buffer)[]);
    const endless = headerOf(headers, 'content-type')?.startsWith('text/event-stream') ?? false;
    const { body, truncated } = await readBounded(response.body, limits.maxBodyBytes, endless);
    return { status: response.statusCode, headers, body, truncated, elapsedMs: elapsed(), askedAtMs, origin };
  } catch (error) {
    return { failed: reasonOf(error), message: (error as Error).message, elapsedMs: elapsed(), askedAtMs };
  }
}

async function readBounded(
  stream: AsyncIterable<Uint8Array> & { destroy(): unknown },
  maxBytes: number,
  endless: boolean,
): Promise<{ body: Uint8Array; truncated: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes) {
        stream.destroy();
        return { body: Buffer.concat(chunks).subarray(0, maxBytes), truncated: true };
      }
    }
  } catch (error) {
    // An endless stream is compared as far as it came within the time; anything else that breaks off is no answer.
    if (error instanceof DOMException && endless && size > 0)
      return { body: Buffer.concat(chunks), truncated: true };
    throw error;
  }
  return { body: Buffer.concat(chunks), truncated: false };
}

function pairsOf(raw: readonly (string | Buffer)[]): HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2)
    lines.push([String(raw[index]), String(raw[index + 1])]);
  return lines;
}

function reasonOf(error: unknown): FailureReason {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EHOSTUNREACH') return 'refused';
  if (
    error instanceof DOMException ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    code === 'UND_ERR_CONNECT_TIMEOUT'
  )
    return 'timeout';
  if (error instanceof errors.HTTPParserError || code?.startsWith('HPE_')) return 'protocol';
  return 'reset';
}
