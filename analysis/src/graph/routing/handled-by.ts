import type { Program } from '../program.ts';
import type { PlacedValue } from '../values.ts';

const HANDLING = new Set(['fetch', 'handle', 'handler']);

/** `books.fetch` and `books.handler` answer for the router that they are taken from; any other value for itself. */
export function handledBy(program: Program, place: PlacedValue): PlacedValue {
  const { path, value } = place;
  if (value.kind === 'member' && HANDLING.has(value.name)) return { path, value: value.of };
  const call = value.kind === 'call' ? program.file(path).calls[value.call] : undefined;
  const { callee } = call ?? {};
  // `books.fetch.bind(books)`, `books.handle(request)` is no handler.
  return callee?.kind === 'member' && callee.name === 'bind'
    ? handledBy(program, { path, value: callee.of })
    : place;
}
