import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { listenerProof } from '../store/listener-proof.ts';
import type { RunningFile } from '../store/state-folder.ts';

/** A proof and a few headers; an impostor might send without end. */
const MAX_PROOF_BYTES = 4_096;

/** What listens there is not the proxy whose token we have. */
export class ImpostorError extends Error {}

/**
 * One connection to the admin API of a proxy that has shown on this very connection that it knows the token. A proxy that was killed
 * leaves its address behind, and whoever took the port since must not be handed the token.
 */
export class AdminConnection {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #socket: Socket;
  readonly #adminUrl: URL;
  readonly #token: string;

  private constructor(adminUrl: string, token: string, socket: Socket) {
    this.#adminUrl = new URL(adminUrl);
    this.#token = token;
    this.#socket = socket;
    // Once it is closed, requests fail: another connection may lead to somebody else.
    this.#agent.createConnection = () => socket;
  }

  /** @throws ImpostorError before anything secret was sent, Error with a `code` when nothing or nobody answers. */
  static async open({ adminUrl }: RunningFile, token: string, signal: AbortSignal): Promise<AdminConnection> {
    const { hostname, port } = new URL(adminUrl);
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) });
    const connection = new AdminConnection(adminUrl, token, socket);
    try {
      const nonce = randomBytes(32).toString('hex');
      const answer = await connection.#send('GET', `/api/proof?nonce=${nonce}`, {}, undefined, signal);
      const expected = JSON.stringify({ proof: listenerProof(token, adminUrl, nonce) });
      if (!isSame(await readAtMost(answer, MAX_PROOF_BYTES), expected))
        throw new ImpostorError(`what listens at ${adminUrl} does not know the token`);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** @throws Error with the code ECONNRESET when the proxy gives way to its successor just now. */
  ask(method: 'GET' | 'POST', path: string, body: unknown, signal: AbortSignal): Promise<IncomingMessage> {
    const headers = {
      authorization: `Bearer ${this.#token}`,
      'content-type': 'application/json',
      connection: 'close',
    };
    return this.#send(method, path, headers, body === undefined ? undefined : JSON.stringify(body), signal);
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string | undefined,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const asked = request(
        { agent: this.#agent, method, path, signal, headers: { ...headers, host: this.#adminUrl.host } },
        resolve,
      );
      asked.on('error', reject);
      asked.end(body);
    });
  }
}

async function readAtMost(answer: IncomingMessage, bytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Leaving the loop destroys the connection.
    if (length > bytes) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
