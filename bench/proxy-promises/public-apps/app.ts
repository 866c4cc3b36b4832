import type { ComparedRequest, Outcome } from '../../../strangler-proxy/src/compare/answer.ts';

/** One request of a session. What an earlier answer gave (a token, a revision) is filled in by a function. */
export interface Step {
  readonly method: string;
  readonly url: string | ((given: Given) => string);
  readonly headers?: Readonly<Record<string, string>> | ((given: Given) => Readonly<Record<string, string>>);
  /** Text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  /** A path that is not found until what the steps before began is done; the step waits for it. */
  readonly waitsFor?: string;
  /** What later steps need of the answer, by name. */
  readonly keep?: (answer: string, status: number) => Readonly<Record<string, string>>;
}

export type Given = (name: string) => string;

/** A public application that runs with nothing but npm: it is brought to a temporary folder and never part of ours. */
export interface PublicApp {
  readonly name: string;
  /** For npm, with versions. */
  readonly packages: readonly string[];
  /** A CommonJS program that serves on the port of its first argument, with its data in memory or in its working folder. */
  readonly program: string;
  /** Answered once it is up. */
  readonly ready: string;
  readonly session: readonly Step[];
}

/** The request of a step, with what was given filled in. */
export function requestOf(step: Step, given: Given): ComparedRequest {
  const { method, body } = step;
  const url = typeof step.url === 'function' ? step.url(given) : step.url;
  const headers = Object.entries(
    (typeof step.headers === 'function' ? step.headers(given) : step.headers) ?? {},
  );
  if (body === undefined) return { method, url, headers };
  const isText = typeof body === 'string';
  return {
    method,
    url,
    headers: [...headers, ...(isText ? [] : [['content-type', 'application/json'] as const])],
    body: Buffer.from(isText ? body : JSON.stringify(body)),
  };
}

export function textOf(outcome: Outcome): string {
  return 'failed' in outcome ? '' : Buffer.from(outcome.body).toString('utf8');
}
