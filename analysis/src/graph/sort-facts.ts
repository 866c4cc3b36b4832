/** One order for every list, by code unit, so that equal trees give equal bytes in any locale. */
import type { Facts } from './facts.ts';
import type { FactsDraft } from './linker.ts';

type Key = string | number;

export function sortFacts(draft: FactsDraft): Facts {
  return {
    stats: draft.stats,
    modules: by(draft.modules, (one) => one.path),
    edges: draft.edges,
    routes: by(
      draft.routes,
      (one) => one.module,
      (one) => one.line,
      (one) => one.path,
      (one) => one.method,
    ),
    entries: by(
      draft.entries,
      (one) => one.module,
      (one) => one.line,
      (one) => one.kind,
      (one) => one.name,
    ),
    together: by(
      draft.together,
      (one) => one.routes.join('\n'),
      (one) => one.because,
    ),
    tables: by(draft.tables, (one) => one.name),
    access: by(
      draft.access,
      (one) => one.module,
      (one) => one.line,
      (one) => one.function,
      (one) => one.table,
      (one) => one.mode,
    ),
    joins: by(
      draft.joins,
      (one) => one.module,
      (one) => one.line,
      (one) => one.tables.join('\n'),
    ),
    transactions: by(
      draft.transactions,
      (one) => one.module,
      (one) => one.line,
      (one) => one.function,
    ),
    events: by(draft.events, (one) => one.name),
    sharedState: by(
      draft.sharedState,
      (one) => one.module,
      (one) => one.line,
      (one) => one.name,
    ),
    commits: draft.commits,
    functions: by(
      draft.functions,
      (one) => one.module,
      (one) => one.line,
      (one) => one.name,
    ),
    unresolved: by(
      draft.unresolved,
      (one) => one.path,
      (one) => one.line,
      (one) => one.what,
      (one) => one.because,
    ),
  };
}

/** By one question after the other, until they differ. */
function by<T>(list: readonly T[], ...questions: readonly ((item: T) => Key)[]): T[] {
  return list.toSorted((a, b) => {
    for (const ask of questions) {
      const left = ask(a);
      const right = ask(b);
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  });
}
