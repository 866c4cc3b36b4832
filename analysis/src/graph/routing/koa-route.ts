import type { Value } from '../../read/value.ts';
import type { Program } from '../program.ts';
import { type PlacedValue, wayOf } from '../values.ts';
import { VERBS } from './frameworks.ts';

export interface KoaRoute {
  readonly method: string;
  readonly path: Value;
  readonly handlers: readonly Value[];
  readonly module: string;
}

/** koa-route's `route.get('/orders/:id', show)`, which is middleware that looks at the path itself. */
export function koaRoute(program: Program, { path: module, value }: PlacedValue): KoaRoute | null {
  const call = value.kind === 'call' ? program.file(module).calls[value.call] : undefined;
  if (call === undefined) return null;
  const [path, ...handlers] = call.args;
  const method = VERBS.get(call.name);
  if (path === undefined || method === undefined || handlers.length === 0) return null;
  const from = wayOf(program.evaluate(module, call.callee))?.package;
  return from === 'koa-route' || from === 'koa-path' ? { method, path, handlers, module } : null;
}
