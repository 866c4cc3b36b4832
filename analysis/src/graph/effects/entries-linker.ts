import { entryIndexOf, type FoundOther } from '../entry-index.ts';
import type { EffectFacts, SessionUse } from '../facts.ts';
import type { Linker } from '../linker.ts';
import type { FunctionRef, Program } from '../program.ts';
import { eventIndexOf } from './event-index.ts';
import { judgeEffect, sessionUse } from './judge-effect.ts';
import { trailOf } from './trails.ts';

/** Routes and other entry points with everything that they set in motion. */
export const entriesLinker: Linker = {
  name: 'entries',
  link(program, draft) {
    const { routes, others, unread } = entryIndexOf(program);
    for (const { functions, own, around, unseen, ...route } of routes) {
      const isAnswerSeen = unseen === undefined || (unseen === 'package' && isSafe(route.method));
      const inHandlers = effectOf(program, functions, isSafe(route.method));
      const effect = withAround(program, isAnswerSeen ? inHandlers : unlessRead(inHandlers), around ?? []);
      draft.routes.push({ ...route, ...effect, session: routeSession(program, effect, own) });
    }
    for (const { functions, ...entry } of others)
      draft.entries.push({ ...entry, ...effectOf(program, functions, !isMutation(entry)) });
    for (const { name, site, handlers } of eventIndexOf(program).listenings) {
      draft.entries.push({
        kind: 'listener',
        name,
        module: site.path,
        line: site.call.line,
        ...effectOf(program, handlers, true),
      });
    }
    draft.unresolved.push(...unread);
  },
};

/** Middleware that reads makes no read of a route whose answer is not seen. */
const unlessRead = (effect: EffectFacts): EffectFacts =>
  effect.effect === 'read'
    ? { ...effect, effect: 'unknown', because: 'the handler is known only at run time' }
    : effect;

/** Adds the tables of a session store; that it keeps sessions makes no route a write. */
function withAround(program: Program, effect: EffectFacts, around: readonly FunctionRef[]): EffectFacts {
  if (around.length === 0) return effect;
  const store = effectOf(program, around, true);
  const known = new Set(effect.tables.map((step) => step.join()));
  return {
    ...effect,
    session: effect.session === 'none' ? 'around' : effect.session,
    tables: [...effect.tables, ...store.tables.filter((step) => !known.has(step.join()))],
    modules: [...new Set([...effect.modules, ...store.modules])].sort(),
  };
}

/** What only shared middleware does with the session is said apart from what the route's own handlers do. */
function routeSession(
  program: Program,
  effect: EffectFacts,
  own: readonly FunctionRef[] | undefined,
): SessionUse {
  if (own === undefined || effect.session === 'none') return effect.session;
  const inHandlers = sessionUse(trailOf(program, own).happenings);
  return inHandlers === 'none' ? 'around' : inHandlers;
}

/** RFC 9110 9.2.1: whoever asks so wants nothing changed. */
const isSafe = (method: string): boolean => /^(?:GET|HEAD|OPTIONS|TRACE)$/.test(method);

/** An action is asked with a POST, whatever it does. */
const isMutation = ({ kind, name }: Pick<FoundOther, 'kind' | 'name'>): boolean =>
  kind === 'action' || (kind === 'graphql' && /^\w*Mutations?\./.test(name));

function effectOf(program: Program, functions: readonly FunctionRef[], isSaidToRead: boolean): EffectFacts {
  const effect = judgeEffect(trailOf(program, functions), isSaidToRead);
  return functions.length > 0
    ? effect
    : { ...effect, effect: 'unknown', because: 'the handler is known only at run time' };
}
