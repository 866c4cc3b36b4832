/** Routes by file: what a file exports answers under the path that is its place. */
import type { FoundRoute } from '../entry-index.ts';
import { makingOf } from '../makings.ts';
import type { FunctionRef, Program } from '../program.ts';
import { exportedValue, functionsIn, uniqueFunctions } from '../values.ts';

export interface ExportedRoute {
  /** The file, and the name that it exports the handler under. */
  readonly path: string;
  readonly exported: string;
  readonly method: string;
  readonly url: string;
  readonly framework: string;
}

/** A route whose handler a file exports, where the file's place is the path; none where it exports no such thing. */
export function exportedRoute(
  program: Program,
  { path, exported, method, url, framework }: ExportedRoute,
): FoundRoute[] {
  const isThere = program.file(path).exports.some((one) => one.kind !== 'all' && one.name === exported);
  if (!isThere) return [];
  const entity = program.exported(path, exported);
  const ref: FunctionRef | null =
    entity.kind === 'function' ? { path: entity.path, function: entity.function } : null;
  const line = ref !== null && ref.path === path ? program.functionOf(ref).line : 1;
  const functions = handlersOf(program, path, exported, ref);
  const handler = ref === null ? { module: path, name: '' } : { module: ref.path, name: program.nameOf(ref) };
  return [
    {
      method,
      path: url,
      module: path,
      line,
      handler,
      framework,
      functions,
    },
  ];
}

/**
 * The exported function; where a wrapper made it (`export const GET = withSession({ handler: async () => … })`) what the wrapper gives
 * back and what it was handed. Among options only of wrappers that can be read here: a package's may be told the work by other things
 * than functions.
 */
function handlersOf(
  program: Program,
  path: string,
  exported: string,
  ref: FunctionRef | null,
): FunctionRef[] {
  const own = ref === null ? [] : [ref];
  const written = exportedValue(program, path, exported, 0);
  if (written === null) return own;
  const made = makingOf(program, written.path, written.value);
  if (made.value.kind !== 'call') return own;
  const call = program.file(made.path).calls[made.value.call];
  if (call === undefined) return own;
  const wrapper = program.called(made.path, made.value.call);
  const isRead = wrapper.kind === 'function';
  const inside = isRead
    ? program.functionOf(wrapper).returns.flatMap((value) => functionsIn(program, wrapper.path, value))
    : [];
  // Nobody sees what the wrapper itself does with each request.
  if (isRead && own.length + inside.length === 0) return [];
  const handed = call.args
    .flatMap((arg) => (arg.kind === 'object' && isRead ? arg.entries.map(({ value }) => value) : [arg]))
    .filter((value) => program.evaluate(made.path, value).kind === 'function')
    .flatMap((value) => functionsIn(program, made.path, value));
  return uniqueFunctions([...own, ...inside, ...handed]);
}
