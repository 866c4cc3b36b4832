import type { Visitor } from '../client/visitor.ts';

/** What a case may use. Everything it makes carries `unique` names, so that a suite can run again on the same data. */
export type Context = {
  /** A new browser without cookies. */
  visitor(): Visitor;
  /** `prefix` with an ending that no other case and no other run uses; lower-case letters, digits and `-` only. */
  unique(prefix: string): string;
  /** What is made once a run and used by many cases, such as the login of a member of staff. */
  once<Made>(key: string, make: () => Promise<Made>): Promise<Made>;
};

/** One behaviour that the shop promises; `run` throws where it is broken. */
export type ContractCase = { name: string; run(context: Context): Promise<void> };

/** All the promises of one domain, in the order they read best. */
export type Domain = { name: string; cases: readonly ContractCase[] };

export function domain(name: string, promises: Record<string, ContractCase['run']>): Domain {
  return {
    name,
    cases: Object.entries(promises).map(([title, run]) => ({ name: `${name}: ${title}`, run })),
  };
}
