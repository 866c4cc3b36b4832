/** What runs where a branch is taken: as little of its function as can be told apart for sure. */
import type { BranchFact } from '../../read/file-facts.ts';
import { type CallSite, receiverOf } from '../call-index.ts';
import { keepsNothing } from '../effects/package-kinds.ts';
import type { FunctionRef, Program } from '../program.ts';
import { uniqueFunctions } from '../values.ts';
import { isOfParameter } from './request-values.ts';

export interface BranchWork {
  readonly functions: readonly FunctionRef[];
  readonly answering: FunctionRef;
}

/**
 * For branches of one function: the functions that each calls, with those that stand before and beside all branches. Where any of these calls may do its work in
 * place (`db.query(…)`, or nobody knows), the whole function counts, with its other branches: rather too much than a write unseen.
 */
export function branchWork(
  program: Program,
  handler: FunctionRef,
  ref: FunctionRef,
  branches: readonly BranchFact[],
): (branch: BranchFact) => BranchWork {
  const sites = callsBelow(program, ref);
  const beside = sites.filter(({ call }) => !branches.some((one) => holds(one, call.line)));
  const isApartBeside = beside.every((site) => isApart(program, site));
  return (branch) => workOf(program, handler, ref, branch, branches, { sites, beside, isApartBeside });
}

interface Calls {
  readonly sites: readonly CallSite[];
  readonly beside: readonly CallSite[];
  readonly isApartBeside: boolean;
}

function workOf(
  program: Program,
  handler: FunctionRef,
  ref: FunctionRef,
  branch: BranchFact,
  branches: readonly BranchFact[],
  { sites, beside, isApartBeside }: Calls,
): BranchWork {
  const own = sites.filter(({ call }) => holds(branch, call.line));
  const isAlone = !branches.some(
    (one) => one !== branch && (holds(branch, one.line) || holds(one, branch.line)),
  );
  const named = uniqueFunctions(own.flatMap(({ path, index }) => [...program.callees(path, index)]));
  const whole = {
    functions: uniqueFunctions([handler, ref]),
    answering: named.length === 1 ? (named[0] ?? ref) : ref,
  };
  if (!isAlone || named.length === 0 || !isApartBeside) return whole;
  if (!own.every((site) => isApart(program, site))) return whole;
  // What ran before the function around was asked is seen only from the first one on.
  if (ref.path !== handler.path || ref.function !== handler.function) return whole;
  const functions = [...beside, ...own].flatMap(({ path, index }) => [
    ...program.callees(path, index),
    ...program.callbacks(path, index).flatMap(({ refs }) => [...refs]),
  ]);
  return { ...whole, functions: uniqueFunctions(functions) };
}

const holds = ({ line, endLine }: BranchFact, at: number): boolean => at >= line && at <= endLine;

/** Of the function and of all that is nested in it. */
function callsBelow(program: Program, { path, function: index }: FunctionRef): CallSite[] {
  const { functions } = program.file(path);
  const isBelow = (at: number): boolean => at === index || (at > 0 && isBelow(functions[at]?.parent ?? 0));
  return program.sitesOf(path).filter(({ call }) => isBelow(call.within));
}

/** A call whose work is elsewhere, or that only answers. */
function isApart(program: Program, { path, index, call }: CallSite): boolean {
  if (call.isOutside || program.callees(path, index).length > 0) return true;
  const receiver = receiverOf(call);
  const called = program.called(path, index);
  if (called.kind === 'external') return keepsNothing(called.package) || called.package === 'global';
  return receiver !== null && isOfParameter(program, path, receiver);
}
