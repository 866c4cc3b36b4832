import type { Value } from '../../read/value.ts';
import type { CallSite } from '../call-index.ts';
import { dataIndexOf } from '../data/data-index.ts';
import { entryIndexOf } from '../entry-index.ts';
import { isInject } from '../names/name-edges.ts';
import type { Program } from '../program.ts';
import { dispatcherOf } from './dispatch.ts';
import type { EffectSources } from './effect-walk.ts';
import { eventIndexOf } from './event-index.ts';
import { externalCall } from './external-calls.ts';
import type { Happening } from './happening.ts';
import { openCall } from './open-calls.ts';
import { queueSends } from './queue-sends.ts';
import { SessionUses } from './session-use.ts';
import { storeCall } from './stores.ts';

const NOTHING: readonly Happening[] = [];

const built = new WeakMap<Program, EffectSources>();

/** Everything that single calls do, by call. */
export function effectSourcesOf(program: Program): EffectSources {
  const known = built.get(program);
  if (known !== undefined) return known;
  const data = dataIndexOf(program);
  const events = eventIndexOf(program);
  const entries = entryIndexOf(program);
  const session = new SessionUses(program);
  const sources: EffectSources = {
    happeningsAt(path, call) {
      const own = data.happeningsAt(path, call);
      const emitted = events.emittedAt(path, call);
      const outside = outsideAt(program, path, call);
      if (own.length + emitted.length + outside.length === 0) return openAt(program, path, call);
      if (emitted.length + outside.length === 0) return own;
      return [...own, ...emitted.map((name): Happening => ({ kind: 'event', name })), ...outside];
    },
    listenersOf: (event) => events.events.get(event)?.handlers ?? [],
    sessionModes: (ref) => session.modesIn(ref),
    isDeferred: (path, call) => events.isListening(path, call) || entries.isRegistration(path, call),
  };
  built.set(program, sources);
  return sources;
}

/** Asked only for calls that an entry point reaches. */
function outsideAt(program: Program, path: string, index: number): readonly Happening[] {
  const call = program.file(path).calls[index];
  if (call === undefined || (call.isOutside && call.name !== 'fetch')) return NOTHING;
  const site = { path, index, call };
  const happening = externalCall(program, site) ?? storeCall(program, site) ?? behindToken(program, site);
  const sent = queueSends(program, site);
  return happening === null ? sent : [happening, ...sent];
}

function openAt(program: Program, path: string, index: number): readonly Happening[] {
  const call = program.file(path).calls[index];
  const happening = call === undefined ? null : openCall(program, { path, index, call });
  return happening === null ? NOTHING : [happening];
}

/**
 * A method of something that a container injects by token, where neither the token nor the interface leads to a class of the tree:
 * what it does is not known, so it is no read.
 */
function behindToken(program: Program, site: CallSite): Happening | null {
  const { callee } = site.call;
  if (callee.kind !== 'member') return null;
  const entity = program.called(site.path, site.index);
  if (entity.kind !== 'typed' || entity.type.kind !== 'function') return null;
  if (!isInjected(program, site.path, callee.of)) return null;
  if (dispatcherOf(program).targetsOf(site, null).length > 0) return null;
  return { kind: 'unknown', because: `what ${callee.name} does is decided by what is injected` };
}

/** `this.gateway`, where `@inject(TOKEN) private gateway: Gateway` is a parameter or a property of the class around. */
function isInjected(program: Program, path: string, value: Value): boolean {
  if (value.kind !== 'member' || value.of.kind !== 'this' || value.of.class < 0) return false;
  const { name } = value;
  const { members } = program.classOf({ path, class: value.of.class });
  const made = members.find(({ kind }) => kind === 'constructor');
  const parameters =
    made === undefined || made.function < 0
      ? []
      : program.functionOf({ path, function: made.function }).parameters;
  return [...members, ...parameters].some((one) => one.name === name && one.decorators.some(isInject));
}
