import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Counts } from '../observe/counters.ts';
import type { ProxyStatus } from '../observe/status.ts';
import type { Reason } from '../server/live-table.ts';
import type { AmbiguousWrite, StoredEvent } from '../store/events.ts';
import { listenerProof } from '../store/listener-proof.ts';
import { ambiguousWritesAnswer, comparisonAnswer, historyAnswer, statusAnswer } from './answers.ts';
import { renderMetrics } from './metrics.ts';

/** What the admin API can ask of the proxy. */
export interface AdminServices {
  readonly token: string;
  /** Where it listens, as `.banyan/proxy.json` has it. */
  readonly adminUrl: string;
  /** Told of an operation that failed for no fault of who asked. */
  onFailure(operation: string, error: unknown): void;
  /** What was counted, by all workers. */
  counts(): Counts;
  status(): Promise<ProxyStatus>;
  /** The file is about to say what has this hash. */
  announce(hash: string, reason: Reason): Promise<ProxyStatus>;
  /** Reads the file again and serves it; then lifts a slice's cap, if asked to. */
  reload(reason: Reason, liftCapOf: string | undefined): Promise<ProxyStatus>;
  /** Starts a successor, which takes over when it is ready; tells the process that is going to stop. */
  restart(): Promise<{ readonly pid: number }>;
  /** What live comparison found; `null` while nothing was compared. */
  comparison(): Promise<unknown>;
  /** Lines of what callers ask and get, for as long as they are read. */
  record(secrets: 'pseudonyms' | 'keep'): Readable;
  /** Takes examples of differences out; gives how many. */
  eraseExamples(erasure: z.output<typeof erasureBody>): Promise<number>;
  ambiguousWrites(limit: number): Promise<readonly AmbiguousWrite[]>;
  history(limit: number, slice: string | undefined): Promise<readonly StoredEvent[]>;
}

/** One operation of the admin API: the router and the OpenAPI document are both made from it. */
export interface Operation {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  /** Answered without the token. */
  readonly isOpen?: true;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  readonly status: 200 | 202;
  /** A JSON answer's schema, or the type of a text; a stream of lines is sent as they come. */
  readonly answer: z.ZodType | 'text/plain; version=0.0.4' | 'application/x-ndjson';
  run(services: AdminServices, input: { readonly query: unknown; readonly body: unknown }): Promise<unknown>;
}

const nonce = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'Write 64 hexadecimal digits, drawn anew each time.')
  .describe('64 hexadecimal digits, drawn anew each time.');
const noFields = z.strictObject({});
const limit = z.coerce.number().int().min(1).max(1_000).default(50).describe('Newest first.');
const historyQuery = z.strictObject({ limit, slice: z.string().optional() });
const limitQuery = z.strictObject({ limit });
const reloadBody = z.strictObject({
  who: z.string().max(200).default('admin API'),
  why: z.string().max(1_000).default(''),
  liftCapOf: z.string().optional().describe('A slice whose cap a person lifts.'),
});
const announceBody = reloadBody.pick({ who: true, why: true }).extend({
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'Write the SHA-256 of the text as 64 hexadecimal digits.'),
});
const recordingQuery = z.strictObject({ secrets: z.enum(['pseudonyms', 'keep']).default('pseudonyms') });
const erasureBody = z.strictObject({
  callers: z.array(z.string()).max(1_000).exactOptional(),
  beforeMs: z.int().exactOptional(),
});

/** Ties the schemas of an operation to what its function gets. */
function operation<Query extends z.ZodObject, Body extends z.ZodObject>(
  described: Omit<Operation, 'run' | 'query' | 'body' | 'status'> & {
    readonly query?: Query;
    readonly body?: Body;
    readonly status?: 202;
  },
  run: (services: AdminServices, input: z.output<Query>, body: z.output<Body>) => Promise<unknown>,
): Operation {
  const { query, body } = described;
  return {
    status: 200,
    ...described,
    run: (services, given) =>
      run(
        services,
        (query ?? noFields).parse(given.query) as z.output<Query>,
        (body ?? noFields).parse(given.body ?? {}) as z.output<Body>,
      ),
  };
}

export const operations: readonly Operation[] = [
  operation(
    {
      method: 'get',
      path: '/api/proof',
      summary: 'Shows to whoever has the token that the listener knows it too, so that it can be sent.',
      isOpen: true,
      query: z.strictObject({ nonce }),
      answer: z.strictObject({
        proof: z.string().describe('HMAC-SHA256, with the token as key, over address and nonce.'),
      }),
    },
    async ({ token, adminUrl }, query) => ({ proof: listenerProof(token, adminUrl, query.nonce) }),
  ),
  operation(
    { method: 'get', path: '/api/status', summary: 'What is served and counted.', answer: statusAnswer },
    (services) => services.status(),
  ),
  operation(
    {
      method: 'get',
      path: '/metrics',
      summary: 'The same figures for Prometheus.',
      answer: 'text/plain; version=0.0.4',
    },
    async (services) => renderMetrics(await services.status(), services.counts()),
  ),
  operation(
    {
      method: 'get',
      path: '/api/comparison',
      summary: 'How the answers of both sides compare.',
      answer: comparisonAnswer,
    },
    (services) => services.comparison(),
  ),
  operation(
    {
      method: 'post',
      path: '/api/comparison/erase',
      summary: 'Takes examples of differences out, of these callers or older than this.',
      body: erasureBody,
      answer: z.strictObject({ erased: z.int().min(0) }),
    },
    async (services, _query, erasure) => ({ erased: await services.eraseExamples(erasure) }),
  ),
  operation(
    {
      method: 'get',
      path: '/api/recording',
      summary: 'What callers ask and get from now on, line by line, for as long as it is read.',
      query: recordingQuery,
      answer: 'application/x-ndjson',
    },
    async (services, { secrets }) => services.record(secrets),
  ),
  operation(
    {
      method: 'get',
      path: '/api/history',
      summary: 'What was changed, by whom and why.',
      query: historyQuery,
      answer: historyAnswer,
    },
    (services, query) => services.history(query.limit, query.slice),
  ),
  operation(
    {
      method: 'get',
      path: '/api/ambiguous-writes',
      summary: 'Writes of which nobody knows whether they were done.',
      query: limitQuery,
      answer: ambiguousWritesAnswer,
    },
    (services, query) => services.ambiguousWrites(query.limit),
  ),
  operation(
    {
      method: 'post',
      path: '/api/announce',
      summary: 'Says who is about to change the file to a text of this hash, and why; the history tells it.',
      body: announceBody,
      answer: statusAnswer,
    },
    (services, _query, { hash, ...reason }) => services.announce(hash, reason),
  ),
  operation(
    {
      method: 'post',
      path: '/api/reload',
      summary: 'Reads the file again; answers when every process decides by it.',
      body: reloadBody,
      answer: statusAnswer,
    },
    (services, _query, { liftCapOf, ...reason }) => services.reload(reason, liftCapOf),
  ),
  operation(
    {
      method: 'post',
      path: '/api/restart',
      summary: 'Has the proxy followed by a new one; answers with the process that is going to stop.',
      status: 202,
      body: noFields,
      answer: z.strictObject({ pid: z.int() }),
    },
    (services) => services.restart(),
  ),
];
