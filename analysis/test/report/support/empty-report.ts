import { buildReport } from '../../../src/report/index.ts';

/** The report of a tree in which nothing was found. */
export const emptyReport = buildReport(
  {
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
    unresolved: [],
  },
  {
    services: [],
    shared: new Map(),
    tableOwners: new Map(),
    seams: [],
    metrics: { sm: 0, icp: 0, ifn: 0, ned: 1, bcp: null },
    hierarchy: [],
    transactions: [],
  },
);
