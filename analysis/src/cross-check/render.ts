import type { CrossCheck, EdgeDifference } from './cross-check.ts';

/** The second opinion as a person reads it: each reason with its number of edges and one example. */
export function renderCrossCheck({ agreed, onlyHere, onlyThere }: CrossCheck): string {
  return [
    `Second opinion on imports: madge has ${agreed} of our ${agreed + onlyHere.length} edges.`,
    ...section('Only here', onlyHere),
    ...section('Only in madge', onlyThere),
  ].join('\n');
}

function section(title: string, differences: readonly EdgeDifference[]): string[] {
  if (differences.length === 0) return [];
  const byReason = [...Map.groupBy(differences, ({ because }) => because)];
  byReason.sort(([one, some], [other, others]) => others.length - some.length || (one < other ? -1 : 1));
  return [
    `  ${title}: ${differences.length}`,
    ...byReason.map(([because, [example, ...rest]]) => {
      const more = rest.length === 0 ? '' : ` and ${rest.length} more`;
      return `    ${because}: ${example?.from} → ${example?.to}${more}`;
    }),
  ];
}
