/** One order for every list, by code unit, so that equal trees give equal bytes in any locale. */
import type { Facts } from './facts.ts';
import type { FactsDraft } from './linker.ts';

type Key = string | number;

export function sortFacts(draft: FactsDraft): Facts {
  return {
    stats: draft.stats,
    modules: by(draft.modules, (one) => [one.path]),
    edges: draft.edges,
    routes: by(draft.routes, (one) => [one.module, one.line, one.path, one.method]),
    entries: by(draft.entries, (one) => [one.module, one.line, one.kind, one.name]),
    together: by(draft.together, (one) => [one.routes.join('\n'), one.because]),
    tables: by(draft.tables, (one) => [one.name]),
    access: by(draft.access, (one) => [one.module, one.line, one.function, one.table, one.mode]),
    joins: by(draft.joins, (one) => [one.module, one.line, one.tables.join('\n')]),
    transactions: by(draft.transactions, (one) => [one.module, one.line, one.function]),
    events: by(draft.events, (one) => [one.name]),
    sharedState: by(draft.sharedState, (one) => [one.module, one.line, one.name]),
    commits: draft.commits,
    functions: by(draft.functions, (one) => [one.module, one.line, one.name]),
    unresolved: by(draft.unresolved, (one) => [one.path, one.line, one.what, one.because]),
  };
}

function by<T>(list: readonly T[], keyOf: (item: T) => readonly Key[]): T[] {
  return list
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((a, b) => compareKeys(a.key, b.key))
    .map(({ item }) => item);
}

function compareKeys(a: readonly Key[], b: readonly Key[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? '';
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
