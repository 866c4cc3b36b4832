import type { JsonType } from './shape.ts';

/** What a system says that it answers: read from an OpenAPI document, or inferred from what it was seen to answer. */
export interface PromisedContract {
  /** `written` by people: what is not in it is not promised. `observed`: what is not in it was only not seen. */
  readonly kind: 'written' | 'observed';
  /** By `templateKey`. */
  readonly endpoints: ReadonlyMap<string, PromisedEndpoint>;
}

export interface PromisedEndpoint {
  readonly query: ReadonlyMap<string, { readonly isRequired: boolean }>;
  /** Of the JSON body that a request must have; `undefined` where nothing is said of it. */
  readonly requestBody: PromisedShape | undefined;
  /** The answer of a status: exact, else of its class (`4XX`), else the default one. */
  answer(status: number): PromisedAnswer | undefined;
  /** Statuses that are written out. */
  readonly statuses: readonly { readonly status: number; readonly seen: number | undefined }[];
}

export interface PromisedAnswer {
  /** Media types, lower case; empty where nothing is said. */
  readonly types: ReadonlySet<string>;
  /** Of a JSON body. */
  readonly body: PromisedShape | undefined;
}

/** What may stand at one place. Children are read when asked for, so that a schema may contain itself. */
export interface PromisedShape {
  /** `undefined`: anything. */
  readonly types: ReadonlySet<JsonType> | undefined;
  readonly fields: ReadonlyMap<string, PromisedField>;
  /** Other fields may come, of which nothing is said: a dictionary, or a schema without properties. */
  readonly isOpen: boolean;
  readonly items: (() => PromisedShape) | undefined;
  /** The only texts there are. */
  readonly words: ReadonlySet<string> | undefined;
  /** Objects (of fields: values) behind it; `undefined` in a written document. */
  readonly seen: number | undefined;
}

export interface PromisedField {
  readonly isAlways: boolean;
  readonly shape: () => PromisedShape;
}

/** One name for all ways to write a template: `GET /orders/:id` and `GET /Orders/{orderId}/`. */
export function templateKey(endpoint: string): string {
  const [method = 'GET', path = '/'] = endpoint.split(' ');
  const folded = path.toLowerCase().replace(/:[^/]+|\{[^}]*\}/g, '{}');
  return `${method.toUpperCase()} ${folded.length > 1 ? folded.replace(/\/$/, '') : folded}`;
}
