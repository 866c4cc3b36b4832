import type { Effect, EffectFacts, SessionUse, TableStep } from '../facts.ts';
import type { EffectTrail } from './effect-walk.ts';
import type { Happening } from './happening.ts';

/**
 * Turns a trail into the facts about an entry point: what it does, and why it is classed so. `isSaidToRead`: its method or kind says
 * that nothing is changed (GET, a query), or nothing either way (a job).
 */
export function judgeEffect(trail: EffectTrail, isSaidToRead: boolean): EffectFacts {
  const tables = new Map<string, TableStep>();
  const events = new Set<string>();
  const external = new Set<string>();
  for (const happening of trail.happenings) {
    if (happening.kind === 'access')
      tables.set(
        `${happening.table}\0${happening.mode}`,
        tables.get(`${happening.table}\0${happening.mode}`) ?? [happening.table, happening.mode],
      );
    if (happening.kind === 'event') events.add(happening.name);
    if (happening.kind === 'external') external.add(happening.what);
  }
  return {
    ...classOf(trail.happenings, isSaidToRead),
    tables: [...tables.values()],
    modules: [...trail.modules].sort(),
    events: [...events].sort(),
    external: [...external].sort(),
    session: sessionUse(trail.happenings),
  };
}

export function sessionUse(happenings: readonly Happening[]): SessionUse {
  const modes = happenings.flatMap((happening) => (happening.kind === 'session' ? [happening.mode] : []));
  return modes.includes('W') ? 'write' : modes.length > 0 ? 'read' : 'none';
}

/** The gravest thing that happens decides: a call to others, then a write that can't be repeated, then one that can, then what nobody knows. */
function classOf(
  happenings: readonly Happening[],
  isSaidToRead: boolean,
): { effect: Effect; because: string } {
  const writes = happenings.filter((happening) => happening.kind === 'access' && happening.mode === 'W');
  for (const happening of happenings)
    if (happening.kind === 'external') return { effect: 'external', because: `calls ${happening.what}` };
  for (const write of writes)
    if (write.kind === 'access' && !write.isIdempotent)
      return { effect: 'write', because: `writes ${write.table}` };
  for (const happening of happenings) {
    if (happening.kind === 'event' && happening.leaves)
      return { effect: 'write', because: `puts a message on ${happening.name}` };
    if (happening.kind === 'store' && !happening.isIdempotent)
      return { effect: 'write', because: `changes a store (${happening.what})` };
  }
  for (const happening of happenings)
    if (happening.kind === 'file') return { effect: 'write', because: `changes files (${happening.what})` };
  const [first] = writes;
  if (first?.kind === 'access')
    return { effect: 'idempotent-write', because: `sets ${first.table} to the same again when repeated` };
  for (const happening of happenings)
    if (happening.kind === 'store')
      return { effect: 'idempotent-write', because: `sets a store to the same again (${happening.what})` };
  for (const happening of happenings)
    if (happening.kind === 'unknown') return { effect: 'unknown', because: happening.because };
  const reads = happenings.filter((happening) => happening.kind === 'access').length;
  if (!isSaidToRead) {
    // A POST that only reads is the exception: it needs to be seen to read, and nothing else.
    for (const happening of happenings)
      if (happening.kind === 'open') return { effect: 'unknown', because: happening.because };
    for (const happening of happenings)
      if (happening.kind === 'event')
        return { effect: 'unknown', because: `who hears ${happening.name} is not known` };
    if (reads === 0) return { effect: 'unknown', because: 'what it changes is not seen' };
  }
  const isReading =
    reads > 0 || happenings.some((happening) => happening.kind === 'open' && happening.isRead);
  return { effect: 'read', because: isReading ? 'only reads' : 'touches no table' };
}
