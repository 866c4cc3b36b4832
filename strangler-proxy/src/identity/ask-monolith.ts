import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AnswerHandler, Forwarder } from '../forward/forwarder.ts';
import { headerOf } from '../guard/header-list.ts';
import type { CleanRequest } from '../guard/request.ts';
import type { Identity } from './token.ts';

const MAX_ANSWER_BYTES = 16 * 1024;
const MAX_REMEMBERED = 10_000;
const TIMEOUT_MS = 2_000;

const identitySchema = z.looseObject({ id: z.union([z.string().min(1), z.number()]).transform(String) });

/** What the monolith said: who it is, that it is nobody, or nothing that could be understood. */
export type Answered = { readonly identity: Identity | undefined } | { readonly problem: string };

/**
 * Asks the monolith who a caller is, because it alone knows its sessions, and remembers the answer for a moment. A
 * logout is respected at once where it passes here: any request of the caller that may change something forgets it.
 */
export class WhoIs {
  readonly #forwarder: () => Forwarder;
  #remembered = new Map<string, { readonly answer: Promise<Answered>; readonly untilMs: number }>();

  readonly #onForget: ((caller: string) => void) | undefined;

  /** @param onForget told of each caller that was forgotten here, so that other processes forget it too. */
  constructor(forwarder: () => Forwarder, onForget?: (caller: string) => void) {
    this.#forwarder = forwarder;
    this.#onForget = onForget;
  }

  /** @param rememberMs how long an answer counts; the most by which a logout elsewhere may be late. */
  ask(
    origin: string,
    path: string,
    request: CleanRequest,
    rememberMs: number,
    nowMs: number,
  ): Promise<Answered> {
    const credentials = credentialsOf(request);
    if (!credentials) return Promise.resolve({ identity: undefined });
    const known = this.#remembered.get(credentials.key);
    if (known && known.untilMs > nowMs) return known.answer;
    const answer = this.#send(origin, path, request, credentials.headers);
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered = new Map();
    this.#remembered.set(credentials.key, { answer, untilMs: nowMs + rememberMs });
    void answer.then((given) => {
      if ('problem' in given) this.#remembered.delete(credentials.key);
    });
    return answer;
  }

  forget(request: CleanRequest): void {
    if (this.#remembered.size === 0 && !this.#onForget) return;
    const credentials = credentialsOf(request);
    if (!credentials) return;
    this.forgetCaller(credentials.key);
    this.#onForget?.(credentials.key);
  }

  /** @param caller what `onForget` was told. */
  forgetCaller(caller: string): void {
    this.#remembered.delete(caller);
  }

  #send(
    origin: string,
    target: string,
    request: CleanRequest,
    credentials: readonly string[],
  ): Promise<Answered> {
    return new Promise((resolve) => {
      let status = 0;
      let body = '';
      const handler: AnswerHandler = {
        onInformation: () => undefined,
        onHead: (given) => {
          status = given;
        },
        onData: (chunk) => {
          if (body.length <= MAX_ANSWER_BYTES) body += chunk.toString('utf8');
          return true;
        },
        onEnd: () => resolve(understand(status, body)),
        onFailure: (failure) => resolve({ problem: failure.message }),
      };
      const timeouts = { connectMs: TIMEOUT_MS, firstByteMs: TIMEOUT_MS, idleMs: TIMEOUT_MS };
      const headers = [
        'host',
        request.host,
        'accept',
        'application/json',
        'x-banyan-whoami',
        '1',
        ...credentials,
      ];
      this.#forwarder().start({ origin, method: 'GET', target, headers, body: undefined, timeouts }, handler);
    });
  }
}

function understand(status: number, body: string): Answered {
  if (status === 204 || status === 401 || status === 403) return { identity: undefined };
  if (status !== 200 || body.length > MAX_ANSWER_BYTES)
    return { problem: `who a caller is was answered with ${status}` };
  try {
    return { identity: identitySchema.parse(JSON.parse(body)) };
  } catch {
    return { problem: 'who a caller is was answered with something else than { "id": … }' };
  }
}

function credentialsOf({ cookie, headers }: CleanRequest): { key: string; headers: string[] } | undefined {
  const authorization = headerOf(headers, 'authorization') ?? '';
  if (cookie === '' && authorization === '') return undefined;
  // A tuple, not a joined text: `a` + `bc` must not be `ab` + `c`. Hashed, because secrets are not kept.
  const key = createHash('sha256')
    .update(JSON.stringify([cookie, authorization]))
    .digest('base64url');
  return {
    key,
    headers: [
      ...(cookie === '' ? [] : ['cookie', cookie]),
      ...(authorization === '' ? [] : ['authorization', authorization]),
    ],
  };
}
