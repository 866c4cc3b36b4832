import type { Fault } from './faults.ts';

/** One handler of the running shop, and what is known of it from the requests that it answered. */
export type Handler = {
  /** `GET /api/products/:id`; known from its first request on. */
  route: string | undefined;
  /** How its file names it: method and path within its router. */
  declared: string;
  jsonPaths: Set<string>;
  sendsText: boolean;
  isUpgrade: boolean;
  /** What is wrong with it now. */
  fault: Fault | undefined;
};

export const newHandler = (declared: string, isUpgrade = false): Handler => ({
  route: undefined,
  declared,
  jsonPaths: new Set(),
  sendsText: false,
  isUpgrade,
  fault: undefined,
});
