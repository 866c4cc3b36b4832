import type { ComparisonReport } from '../compare/index.ts';
import type { ComparisonCounts } from '../observe/status.ts';

/** One slice's part of a comparison, found by the paths of its routes. */
export function comparisonCounts(
  report: ComparisonReport | null,
  paths: ReadonlySet<string>,
): ComparisonCounts {
  const endpoints = (report?.endpoints ?? []).filter(({ endpoint }) =>
    paths.has(endpoint.slice(endpoint.indexOf(' ') + 1)),
  );
  return {
    compared: endpoints.reduce((sum, { requests }) => sum + requests, 0),
    mismatched: endpoints.reduce(
      (sum, { mismatches }) => sum + Math.max(0, ...mismatches.map(({ count }) => count)),
      0,
    ),
    fields: endpoints.flatMap(({ endpoint, mismatches }) =>
      mismatches.map(({ path }) => `${endpoint} ${path}`),
    ),
  };
}
