/** Calls in a row on one builder: `db('users').where(…).update(…)`, also over a variable. */
import { type CallSite, calledName, receiverOf } from '../call-index.ts';
import type { Program } from '../program.ts';
import { originOf } from '../values.ts';

/** Longer chains are generated code. */
const MAX_LINKS = 60;

const consumers = new WeakMap<Program, Map<string, ReadonlyMap<number, readonly number[]>>>();

/** The calls that are made on what a call gives, in order. */
export function callsAfter(program: Program, path: string, index: number): CallSite[] {
  const after: CallSite[] = [];
  const byReceiver = consumersIn(program, path);
  const open = [...(byReceiver.get(index) ?? [])];
  const seen = new Set<number>([index]);
  while (open.length > 0 && after.length < MAX_LINKS) {
    const next = open.shift() ?? -1;
    const call = program.file(path).calls[next];
    if (call === undefined || seen.has(next)) continue;
    seen.add(next);
    after.push({ path, index: next, call });
    open.push(...(byReceiver.get(next) ?? []));
  }
  return after;
}

/** The calls whose result the callee stands on, nearest first. */
export function callsBefore(program: Program, site: CallSite): CallSite[] {
  const before: CallSite[] = [];
  let receiver = receiverOf(site.call);
  while (receiver !== null && before.length < MAX_LINKS) {
    if (receiver.kind === 'name' && receiver.binding >= 0) {
      const own = program.file(site.path).bindings[receiver.binding];
      receiver = own?.kind === 'const' || own?.kind === 'let' ? own.value : null;
      if (receiver?.kind !== 'call') return before;
    }
    if (receiver.kind !== 'call') return before;
    const call = program.file(site.path).calls[receiver.call];
    if (call === undefined) return before;
    before.push({ path: site.path, index: receiver.call, call });
    receiver = receiverOf(call);
  }
  return before;
}

/** The same where what the chain begins with may be made in another file: `authorised.input(…).mutation(…)`. */
export function callsBeforeAnywhere(program: Program, site: CallSite): CallSite[] {
  const before: CallSite[] = [];
  for (let at: CallSite | null = site; at !== null && before.length < MAX_LINKS; ) {
    before.push(...callsBefore(program, at));
    const first: CallSite = before.at(-1) ?? at;
    const receiver = receiverOf(first.call);
    const origin = receiver?.kind === 'name' ? originOf(program, first.path, receiver) : null;
    const call =
      origin?.value.kind === 'call' ? program.file(origin.path).calls[origin.value.call] : undefined;
    if (origin?.value.kind !== 'call' || call === undefined || before.some((one) => one.call === call)) break;
    at = { path: origin.path, index: origin.value.call, call };
    before.push(at);
  }
  return before;
}

export const namesOf = (sites: readonly CallSite[]): ReadonlySet<string> =>
  new Set(sites.map(({ call }) => calledName(call)));

/** Call index to the calls on its result, direct or through a variable. */
function consumersIn(program: Program, path: string): ReadonlyMap<number, readonly number[]> {
  const files = consumers.get(program) ?? new Map<string, ReadonlyMap<number, readonly number[]>>();
  consumers.set(program, files);
  const known = files.get(path);
  if (known !== undefined) return known;
  const { bindings } = program.file(path);
  const found = new Map<number, number[]>();
  for (const { index, call } of program.sitesOf(path)) {
    const receiver = receiverOf(call);
    const value =
      receiver?.kind === 'name' && receiver.binding >= 0 ? bindings[receiver.binding]?.value : receiver;
    if (value?.kind !== 'call') continue;
    const list = found.get(value.call);
    if (list === undefined) found.set(value.call, [index]);
    else list.push(index);
  }
  files.set(path, found);
  return found;
}
