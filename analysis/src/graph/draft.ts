import type { FactsDraft } from './linker.ts';

export function emptyDraft(): FactsDraft {
  return {
    stats: { files: 0, lines: 0 },
    modules: [],
    edges: [],
    routes: [],
    entries: [],
    together: [],
    tables: [],
    access: [],
    joins: [],
    transactions: [],
    events: [],
    sharedState: [],
    commits: [],
    functions: [],
    unresolved: [],
  };
}
