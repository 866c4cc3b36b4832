/** The functions of the tree that see a request: the one that a server calls, what is nested in it, and what they hand the request to. */
import { type CallSite, receiverOf } from '../call-index.ts';
import type { FunctionRef, Program } from '../program.ts';
import { isOfParameter } from './request-values.ts';
import { routersOf } from './router-identity.ts';

/** A server without a framework that has more is not told apart by hand. */
const MAX_FUNCTIONS = 300;

export interface RequestReach {
  readonly functions: readonly FunctionRef[];
  /** Request and answer go on to a router, or to a package that answers. */
  readonly isHandedOn: boolean;
}

export function reachOf(program: Program, handler: FunctionRef): RequestReach {
  const seen = new Map([[keyOf(handler), handler]]);
  const add = (ref: FunctionRef): void => {
    if (seen.size < MAX_FUNCTIONS && !seen.has(keyOf(ref))) seen.set(keyOf(ref), ref);
  };
  let isHandedOn = false;
  // A map's values may grow while they are walked.
  for (const ref of seen.values()) {
    for (const nested of nestedIn(program, ref)) add(nested);
    for (const site of program.callsIn(ref)) {
      if (!site.call.args.some((arg) => isOfParameter(program, site.path, arg))) continue;
      const callees = program.callees(site.path, site.index);
      if (callees.length === 0) isHandedOn ||= handsOn(program, site);
      for (const callee of callees) add(callee);
    }
  }
  return { functions: [...seen.values()], isHandedOn };
}

const keyOf = ({ path, function: index }: FunctionRef): string => `${path}#${index}`;

function nestedIn(program: Program, { path, function: index }: FunctionRef): FunctionRef[] {
  return program
    .file(path)
    .functions.flatMap(({ parent }, nested) => (parent === index ? [{ path, function: nested }] : []));
}

/** `app(req, res)`, `handle(req, res)`, `server.emit('request', req, res)`, `app.fetch(request)`, `proxy.web(req, res)`. */
function handsOn(program: Program, { path, call }: CallSite): boolean {
  const whole = call.args.filter(({ kind, ...arg }) => {
    const binding = 'binding' in arg ? program.file(path).bindings[arg.binding] : undefined;
    return kind === 'name' && binding?.kind === 'parameter';
  });
  const isFetch = call.name === 'fetch' || call.name === 'handle';
  if (whole.length < (isFetch ? 1 : 2)) return false;
  const receiver = receiverOf(call);
  const asked = receiver === null ? [call.callee] : [call.callee, receiver];
  return asked.some(
    (value) =>
      program.evaluate(path, value).kind === 'external' || routersOf(program, null, path, value).length > 0,
  );
}
