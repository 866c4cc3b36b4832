/** Whether a call asks a container for something: `resolve` nearly always does, `get` is said to maps, settings and clients too. */
import type { CallFact } from '../../read/file-facts.ts';
import { containerMethods } from '../../read/outside-calls.ts';
import type { Value } from '../../read/value.ts';
import type { Program } from '../program.ts';

/** What no container comes from: the language, Node's own modules, clients and caches that have a `get`. */
const NEVER = /^(?:global$|node:)|(?:axios|got|express|redis|cache|supertest|config|headers|cookie|lodash)/;
/** How containers are called, where nothing else tells. */
const CONTAINER =
  /(?:container|scope|injector|module(?:ref)?|resolver|ioc|kernel|cradle|locator|services|registry|di)$/i;

export const soundsLikeContainer = (name: string): boolean => CONTAINER.test(name);

/** By the method's name alone: everything else costs more. */
export function soundsLikeAsking({ callee, args }: CallFact): boolean {
  return callee.kind === 'member' && args.length > 0 && containerMethods.has(callee.name);
}

export function asksContainer(program: Program, path: string, call: CallFact): boolean {
  const { callee, args } = call;
  const [asked] = args;
  if (!soundsLikeAsking(call) || callee.kind !== 'member' || asked === undefined) return false;
  const receiver = program.evaluate(path, callee.of);
  if (receiver.kind === 'value') return false;
  if (receiver.kind === 'external') return !NEVER.test(receiver.package);
  if (callee.name.startsWith('resolve')) return true;
  // A class or symbol is asked of containers only; a plain name could be a key of anything.
  return !isText(program, path, asked) || CONTAINER.test(lastName(callee.of));
}

function isText(program: Program, path: string, value: Value): boolean {
  return program.strings(path, value).length > 0;
}

function lastName(value: Value): string {
  if (value.kind === 'name' || value.kind === 'member') return value.name;
  return value.kind === 'this' ? 'container' : '';
}
