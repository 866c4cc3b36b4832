import type { ComparisonReport } from '../compare/index.ts';
import { sliceStatus } from '../observe/slice-status.ts';
import type { ProxyStatus } from '../observe/status.ts';
import { comparisonCounts } from './comparison-counts.ts';
import type { DataPlane } from './data-plane.ts';
import type { Snapshot } from './snapshot.ts';

/** The status of a proxy: its table, and what its processes say, added up. */
export function describeStatus(
  about: Pick<ProxyStatus, 'url' | 'adminUrl' | 'startedAt' | 'configProblem'>,
  snapshot: Snapshot,
  plane: DataPlane,
  comparison: ComparisonReport | null,
): ProxyStatus {
  const reports = plane.reports();
  const counts = plane.counts();
  const pauses = new Map(
    reports.flatMap(({ shadowPauses }) =>
      shadowPauses.map((pause) => [`${pause.slice} ${pause.endpoint}`, pause] as const),
    ),
  );
  return {
    version: snapshot.hash,
    ...about,
    requests: { ...counts.total },
    underWay: reports.reduce((sum, { underWay }) => sum + underWay, 0),
    workers: reports.map(({ pid, startedAt, underWay }) => ({ pid, startedAt, underWay })),
    slices: [...snapshot.slices.values()].map((slice) => {
      const { name } = slice.config;
      const routes = snapshot.table.routes.filter((route) => route.slice === name);
      return sliceStatus(
        slice.config,
        slice,
        routes.map(({ id }) => id),
        counts.slices.get(name),
        { openIn: reports.filter(({ openFuses }) => openFuses.includes(name)).length, of: reports.length },
        comparisonCounts(comparison, new Set(routes.map(({ path }) => path))),
        [...pauses.values()].flatMap(({ slice: of, ...pause }) => (of === name ? [pause] : [])),
      );
    }),
  };
}
