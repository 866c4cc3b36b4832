import { type Answer, type ComparedRequest, headerOf } from '../answer.ts';
import type { NameEndpoint } from '../endpoints.ts';
import { liftAnswer } from '../lift/answer.ts';
import { BudgetSpent, DEFAULT_LIMITS } from '../lift/tree.ts';
import type { Recorded } from '../recorded/recording.ts';
import { emptyShape, observe, type Shape } from './shape.ts';

/** What a system was seen to answer: by endpoint, status and type. */
export interface Contract {
  readonly endpoints: Map<string, ObservedEndpoint>;
}

export interface ObservedEndpoint {
  requests: number;
  /** Names of query parameters, and how often each was sent. */
  readonly query: Map<string, number>;
  /** Of JSON bodies that were sent. */
  readonly requestBody: Shape;
  /** By status: media types, and the shape of JSON bodies. */
  readonly answers: Map<number, { seen: number; readonly types: Set<string>; readonly body: Shape }>;
}

export function emptyContract(): Contract {
  return { endpoints: new Map() };
}

/** Adds one answered request. Bodies beyond the limits count without being described. */
export function observeAnswer(
  contract: Contract,
  endpoint: string,
  request: ComparedRequest,
  answer: Answer,
): void {
  const observed: ObservedEndpoint = contract.endpoints.get(endpoint) ?? {
    requests: 0,
    query: new Map(),
    requestBody: emptyShape(),
    answers: new Map(),
  };
  contract.endpoints.set(endpoint, observed);
  observed.requests += 1;
  const query = new URLSearchParams(request.url.split('?')[1] ?? '');
  for (const name of new Set(query.keys())) observed.query.set(name, (observed.query.get(name) ?? 0) + 1);
  const of = observed.answers.get(answer.status) ?? { seen: 0, types: new Set<string>(), body: emptyShape() };
  observed.answers.set(answer.status, of);
  of.seen += 1;
  const type = (headerOf(answer.headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== '') of.types.add(type);
  if (/json/.test(type)) observeBody(of.body, answer);
  const { headers, body = new Uint8Array() } = request;
  if (/json/.test(headerOf(headers, 'content-type') ?? ''))
    observeBody(observed.requestBody, { ...answer, headers, body, truncated: false });
}

function observeBody(shape: Shape, message: Answer): void {
  try {
    const body = liftAnswer(message, { ...DEFAULT_LIMITS, isOver: () => false }).get('body');
    if (!message.truncated && message.body.length > 0) observe(shape, body ?? null);
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
  }
}

/** The contract of a recording. */
export function inferContract(recording: readonly Recorded[], nameEndpoint: NameEndpoint): Contract {
  const contract = emptyContract();
  for (const { request, answer } of recording)
    observeAnswer(contract, nameEndpoint(request.method, request.url), request, answer);
  return contract;
}
