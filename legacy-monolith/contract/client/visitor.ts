import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request as send } from 'node:http';
import { Answer } from './answer.ts';
import { CookieJar } from './cookies.ts';
import { type FormPart, multipart } from './multipart.ts';

export type RequestOptions = {
  headers?: OutgoingHttpHeaders;
  json?: unknown;
  /** Sent as `application/x-www-form-urlencoded`. */
  form?: Record<string, string>;
  parts?: readonly FormPart[];
  /** A body sent as it is; name its type in `headers`. */
  raw?: string | Buffer;
  /** A body sent chunk by chunk, without a length. */
  pieces?: readonly Buffer[];
  query?: Record<string, string | number>;
};

/** Told about every request as soon as its answer's head is there. `side` is what a proxy in front says, if any. */
export type Observer = (seen: {
  method: string;
  path: string;
  status: number;
  side: string | undefined;
  tookMs: number;
}) => void;

/** Everything that visitors of one run share. */
export type Connection = { baseUrl: string; agent: Agent; timeoutMs: number; observe: Observer };

export function connect(baseUrl: string, observe: Observer = () => {}, timeoutMs = 15_000): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 64, scheduling: 'lifo' });
  return { baseUrl: baseUrl.replace(/\/+$/, ''), agent, timeoutMs, observe };
}

/** One browser: its own cookies, redirects never followed unless `follow` is called. */
export class Visitor {
  readonly cookies = new CookieJar();
  readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  get(path: string, options?: RequestOptions): Promise<Answer> {
    return this.request('GET', path, options);
  }
  head(path: string, options?: RequestOptions): Promise<Answer> {
    return this.request('HEAD', path, options);
  }
  post(path: string, options?: RequestOptions): Promise<Answer> {
    return this.request('POST', path, options);
  }
  put(path: string, options?: RequestOptions): Promise<Answer> {
    return this.request('PUT', path, options);
  }
  patch(path: string, options?: RequestOptions): Promise<Answer> {
    return this.request('PATCH', path, options);
  }
  delete(path: string, options?: RequestOptions): Promise<Answer> {
    return this.request('DELETE', path, options);
  }

  /** Asks for where a redirect points, with GET. */
  follow(answer: Answer): Promise<Answer> {
    const { location } = answer.headers;
    if (location === undefined)
      throw new Error(`${answer.request}: ${answer.status} has no location to follow`);
    const url = new URL(location, this.connection.baseUrl);
    return this.get(url.pathname + url.search);
  }

  async request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const message = await this.open(method, path, options);
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    return new Answer(`${method} ${path}`, message, Buffer.concat(chunks));
  }

  /** Sends a request and hands back the answer's head with its body still to come, for streams. */
  open(method: string, path: string, options: RequestOptions = {}): Promise<IncomingMessage> {
    const { agent, timeoutMs, baseUrl } = this.connection;
    const { body, type } = bodyOf(options);
    const headers: OutgoingHttpHeaders = { ...this.headers(), ...options.headers };
    if (type !== undefined && headers['content-type'] === undefined) headers['content-type'] = type;
    if (body !== undefined) headers['content-length'] = body.length;
    const target = withQuery(path, options.query);
    const startedAt = performance.now();
    return new Promise((resolve, reject) => {
      const sent = send(baseUrl + target, { method, agent, headers }, (message) => {
        this.cookies.take(message.headers['set-cookie'] ?? [], Date.now());
        const tookMs = performance.now() - startedAt;
        this.connection.observe({
          method,
          path: target,
          status: message.statusCode ?? 0,
          side: sideOf(message),
          tookMs,
        });
        resolve(message);
      });
      sent.setTimeout(timeoutMs, () => sent.destroy(new Error(`no byte for ${timeoutMs} ms`)));
      sent.on('error', (cause) => reject(new Error(`${method} ${target}: ${cause.message}`, { cause })));
      for (const piece of options.pieces ?? []) sent.write(piece);
      sent.end(body);
    });
  }

  /** The headers that this visitor sends with everything, for sockets and streams opened by others. */
  headers(): Record<string, string> {
    const cookie = this.cookies.header();
    return cookie === undefined ? {} : { cookie };
  }
}

function sideOf(message: IncomingMessage): string | undefined {
  const side = message.headers['x-banyan-side'];
  return Array.isArray(side) ? side.join() : side;
}

function withQuery(path: string, query: RequestOptions['query']): string {
  if (query === undefined) return path;
  const texts = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  const parameters = new URLSearchParams(texts);
  return `${path}?${parameters}`;
}

function bodyOf(options: RequestOptions): { body?: Buffer; type?: string } {
  if (options.json !== undefined)
    return { body: Buffer.from(JSON.stringify(options.json)), type: 'application/json' };
  if (options.form !== undefined) {
    return {
      body: Buffer.from(String(new URLSearchParams(options.form))),
      type: 'application/x-www-form-urlencoded',
    };
  }
  if (options.parts !== undefined) {
    const { body, contentType } = multipart(options.parts);
    return { body, type: contentType };
  }
  return options.raw === undefined ? {} : { body: Buffer.from(options.raw) };
}
