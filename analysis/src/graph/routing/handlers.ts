import { type FramedValue, functionsThroughFrame } from '../frames.ts';
import type { FunctionRef, Program } from '../program.ts';
import { describeValue, uniqueFunctions } from '../values.ts';

export interface HandlerChain {
  /** In order of running; the last one answers. */
  readonly functions: readonly FunctionRef[];
  /** What answers, for people: its module and name. */
  readonly handler: { readonly module: string; readonly name: string };
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
  if (answering === undefined) {
    return {
      functions,
      handler: {
        module: last?.path ?? fallbackModule,
        name: last === undefined ? '' : describeValue(last.value),
      },
      unseen:
        last !== undefined && program.evaluate(last.path, last.value).kind === 'external'
          ? 'package'
          : 'unknown',
    };
  }
  return { functions, handler: { module: answering.path, name: program.nameOf(answering) } };
}

/** Its first parameter is called like a request or context, or it takes two. */
export function hasHandlerShape(program: Program, ref: FunctionRef | undefined): boolean {
  if (ref === undefined) return false;
  const { parameters } = program.functionOf(ref);
  return parameters.length >= 2 || /^_?(?:req|request|ctx|context|c)$/i.test(parameters[0]?.name ?? '');
}
