import { emptyDraft } from '../../../src/graph/draft.ts';
import { buildReport } from '../../../src/report/index.ts';

/** The report of a tree in which nothing was found. */
export const emptyReport = buildReport(emptyDraft(), {
  services: [],
  shared: new Map(),
  tableOwners: new Map(),
  splits: [],
  refinement: { moves: [], costWithout: 0, cost: 0 },
  seams: [],
  metrics: { sm: 0, icp: 0, ifn: 0, ned: 1, bcp: null },
  hierarchy: [],
  transactions: [],
});
