import { callIndexOf } from '../call-index.ts';
import { dataIndexOf } from '../data/data-index.ts';
import { entryIndexOf } from '../entry-index.ts';
import type { Program } from '../program.ts';
import type { EffectSources } from './effect-walk.ts';
import { eventIndexOf } from './event-index.ts';
import { externalCall } from './external-calls.ts';
import type { Happening } from './happening.ts';
import { queueSends } from './queue-sends.ts';
import { SessionUse } from './session-use.ts';

const built = new WeakMap<Program, EffectSources>();

/** Everything that single calls do, by call. */
export function effectSourcesOf(program: Program): EffectSources {
  const known = built.get(program);
  if (known !== undefined) return known;
  const data = dataIndexOf(program);
  const events = eventIndexOf(program);
  const entries = entryIndexOf(program);
  const session = new SessionUse(program);
  const outside = outsideCalls(program);
  const sources: EffectSources = {
    happeningsAt(path, call) {
      const emitted = events.emittedAt(path, call).map((name): Happening => ({ kind: 'event', name }));
      const own = data.happeningsAt(path, call);
      const out = outside.get(`${path}#${call}`);
      return emitted.length === 0 && out === undefined ? own : [...own, ...emitted, ...(out ?? [])];
    },
    listenersOf: (event) => events.events.get(event)?.handlers ?? [],
    usesSession: (ref) => session.isUsedIn(ref),
    isDeferred: (path, call) => events.isListening(path, call) || entries.isRegistration(path, call),
  };
  built.set(program, sources);
  return sources;
}

function outsideCalls(program: Program): Map<string, Happening[]> {
  const found = new Map<string, Happening[]>();
  for (const site of callIndexOf(program).sites) {
    const happening = externalCall(program, site);
    const sent = queueSends(program, site);
    const all = [...(happening === null ? [] : [happening]), ...sent];
    if (all.length > 0) found.set(`${site.path}#${site.index}`, all);
  }
  return found;
}
