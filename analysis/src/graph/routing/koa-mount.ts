import { textsThroughFrame } from '../frames.ts';
import type { Program } from '../program.ts';
import { type PlacedValue, wayOf } from '../values.ts';

/** koa-mount's `mount('/api', app)` and `mount(app)`, h3's `useBase('/api', handler)`. */
export function koaMount(
  program: Program,
  { path, value }: PlacedValue,
): { app: PlacedValue; prefixes: string[] } | null {
  const call = value.kind === 'call' ? program.file(path).calls[value.call] : undefined;
  const last = call?.args.at(-1);
  if (call === undefined || last === undefined) return null;
  const from = wayOf(program.evaluate(path, call.callee));
  if (from?.package !== 'koa-mount' && !(from?.package === 'h3' && from.way === 'useBase')) return null;
  const [first] = call.args;
  const prefixes =
    call.args.length > 1 && first !== undefined ? textsThroughFrame(program, null, path, first) : [''];
  return { app: { path, value: last }, prefixes };
}
