/** What reading the registrations of a tree finds. */
import type { CallSite } from '../call-index.ts';
import type { FramedValue } from '../frames.ts';
import type { PlacedValue } from '../values.ts';
import type { RouterGraph } from './router-graph.ts';

export interface Registration {
  readonly router: string;
  readonly framework: string;
  readonly method: string;
  /** As written, without prefixes. */
  readonly path: string;
  readonly handlers: readonly FramedValue[];
  readonly module: string;
  readonly line: number;
}

/** A middleware or hook that stands before the routes of a router. */
export interface Middleware {
  readonly router: string;
  /** Only below this path; '' for all. */
  readonly path: string;
  readonly handlers: readonly PlacedValue[];
}

export interface Unread {
  readonly path: string;
  readonly line: number;
  readonly what: string;
  readonly because: string;
}

export interface Harvest {
  readonly graph: RouterGraph;
  readonly registrations: Registration[];
  readonly middlewares: Middleware[];
  readonly unread: Unread[];
  /** Calls that register or mount something. */
  readonly calls: CallSite[];
  /** Framework by router, as far as known. */
  readonly frameworks: Map<string, string>;
}
