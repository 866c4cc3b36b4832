import { dataIndexOf } from '../data/data-index.ts';
import { entryIndexOf } from '../entry-index.ts';
import type { Program } from '../program.ts';
import type { EffectSources } from './effect-walk.ts';
import { eventIndexOf } from './event-index.ts';
import { externalCall } from './external-calls.ts';
import type { Happening } from './happening.ts';
import { queueSends } from './queue-sends.ts';
import { SessionUses } from './session-use.ts';

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
  const happening = externalCall(program, site);
  const sent = queueSends(program, site);
  return happening === null ? sent : [happening, ...sent];
}
