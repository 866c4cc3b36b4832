/** Frames for the callers of a function that registers routes: who called it, and what `this` is in it. */
import { type CallSite, receiverOf } from '../call-index.ts';
import type { Frame } from '../frames.ts';
import type { ClassRef, Program } from '../program.ts';

const NO_CALL: CallSite = {
  path: '',
  index: -1,
  call: {
    kind: 'call',
    name: '',
    callee: { kind: 'name', name: '', binding: -1 },
    args: [],
    typeArgs: [],
    line: 0,
    within: 0,
    isAwaited: false,
    isOutside: false,
  },
};

/** Puts a caller under the frames that are known already; `this` of a method called on `this` is the caller's. */
export function under(frame: Frame, caller: Frame): Frame {
  const round = frame.round === undefined ? {} : { round: frame.round };
  if (frame.outer === null) return { ...caller, ...round };
  const outer = under(frame.outer, caller);
  const receiver = receiverOf(frame.site.call);
  const isOnThis = receiver?.kind === 'this' || receiver?.kind === 'super';
  return { ...frame, self: isOnThis ? (outer.self ?? frame.self) : frame.self, outer };
}

/** Where an application's own wrapper was called; the call itself without one. A loop's round is no call of its own. */
export function registeringCall(site: CallSite, frame: Frame): CallSite {
  let place = site;
  for (let at: Frame | null = frame; at !== null; at = at.outer) if (at.site.index >= 0) place = at.site;
  return place;
}

/** What is known of a call without knowing who called the function around it: nothing. */
export function ownFrame(site: CallSite): Frame {
  return { callee: { path: site.path, function: site.call.within }, site: NO_CALL, self: null, outer: null };
}

/** What `this` is inside the called method: the caller's own for `this.get(…)`, else the receiver's class. */
export function selfOfCall(program: Program, caller: CallSite, frame: Frame): ClassRef | null {
  const receiver = receiverOf(caller.call);
  if (receiver === null) return null;
  if ((receiver.kind === 'this' || receiver.kind === 'super') && frame.self !== null) return frame.self;
  const own = receiver.kind === 'this' || receiver.kind === 'super' ? receiver.class : -1;
  if (own >= 0) return { path: caller.path, class: own };
  const entity = program.evaluate(caller.path, receiver);
  return entity.kind === 'instance' ? { path: entity.path, class: entity.class } : null;
}
