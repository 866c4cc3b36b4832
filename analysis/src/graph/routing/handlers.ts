import { type FramedValue, functionsThroughFrame } from '../frames.ts';
import type { FunctionRef, Program } from '../program.ts';
import { describeValue, uniqueFunctions } from '../values.ts';

/** What answers, for people. */
interface Handler {
  readonly module: string;
  readonly name: string;
}

export interface HandlerChain {
  /** In order of running; the last one answers. */
  readonly functions: readonly FunctionRef[];
  readonly handler: Handler;
  /** Nothing of the tree is known to answer: a package does, or what only the running program knows. */
  readonly unseen?: 'package' | 'unknown';
}

/** The functions behind the handlers of a registration. */
export function handlerChain(
  program: Program,
  handlers: readonly FramedValue[],
  fallbackModule: string,
): HandlerChain {
  const found = handlers.map((handler) => functionsThroughFrame(program, handler));
  const functions = uniqueFunctions(found.flat());
  const last = handlers.at(-1);
  const answering = found.at(-1)?.at(-1);
  const handler = handlerOf(program, answering, {
    module: last?.path ?? fallbackModule,
    name: last === undefined ? '' : describeValue(last.value),
  });
  if (answering !== undefined) return { functions, handler };
  const isOfPackage = last !== undefined && program.evaluate(last.path, last.value).kind === 'external';
  return { functions, handler, unseen: isOfPackage ? 'package' : 'unknown' };
}

/** The function that answers, or `otherwise` where nothing of the tree is known to. */
export function handlerOf(program: Program, answering: FunctionRef | undefined, otherwise: Handler): Handler {
  return answering === undefined ? otherwise : { module: answering.path, name: program.nameOf(answering) };
}

/** Its first parameter is called like a request or context, or it takes two. */
export function hasHandlerShape(program: Program, ref: FunctionRef | undefined): boolean {
  if (ref === undefined) return false;
  const { parameters } = program.functionOf(ref);
  return parameters.length >= 2 || /^_?(?:req|request|ctx|context|c)$/i.test(parameters[0]?.name ?? '');
}
