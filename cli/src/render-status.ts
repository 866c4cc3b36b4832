import type { ProxyStatus, Reach, SliceStatus } from '@banyan/strangler-proxy';
import type { ComparisonReport } from '@banyan/strangler-proxy/compare';
import { table } from './table.ts';

/** The status as a person reads it: what each slice may do, what it does, who answered how much, and whether alike. */
export function renderStatus(
  status: ProxyStatus,
  comparison: ComparisonReport | null,
  describeReach: (reach: Reach) => string,
): string {
  const { requests } = status;
  const head = [
    `${status.url}: ${requests.monolith} requests answered by the monolith, ${requests.service} by services, ${requests.fallback} fell back, ${requests.refused} refused, ${requests.failed} failed`,
    `${status.underWay} under way in ${status.workers.length === 1 ? 'one process' : `${status.workers.length} processes (${status.workers.map(({ pid, underWay }) => `${pid}: ${underWay}`).join(', ')})`}, since ${status.startedAt}`,
    ...(status.configProblem === null
      ? []
      : [`The file on disk is not what is served:\n${status.configProblem}`]),
    ...status.slices
      .filter(({ fuse }) => fuse.openIn > 0)
      .map(
        ({ name, service, fuse }) =>
          `The fuse of ${name} is open in ${fuse.openIn} of ${fuse.of}: ${service} fails, so requests go home; one in a while tries it`,
      ),
  ].join('\n');
  if (status.slices.length === 0) return `${head}\nNo slices: everything goes to the monolith.`;
  const rows = status.slices.map((slice) => sliceRow(slice, describeReach));
  const header = [
    'slice',
    'service',
    'serves',
    'file says',
    'cap',
    'by monolith',
    'by service',
    'shadow asked / dropped',
  ];
  const pauses = status.slices.flatMap(({ name, shadowPauses }) =>
    shadowPauses.map(
      ({ endpoint, because }) => `shadow of ${name}: ${endpoint} is asked only now and then: ${because}`,
    ),
  );
  return [head, '', table(header, rows), '', ...describeComparison(comparison), ...pauses]
    .join('\n')
    .trimEnd();
}

/** What was compared beside the callers' requests, in one line, and a line for each field that differs. */
export function describeComparison(comparison: ComparisonReport | null): string[] {
  if (comparison === null || comparison.requests === 0) return ['Nothing was compared yet.'];
  const { requests, matched, endpoints } = comparison;
  const differences = endpoints.flatMap(({ endpoint, mismatches }) =>
    mismatches.map(({ path, kind, count }) => `  ${endpoint}: ${path} (${kind}, ${count} times)`),
  );
  return [`${requests} answers compared beside the callers' requests, ${matched} alike`, ...differences];
}

function sliceRow(slice: SliceStatus, describeReach: (reach: Reach) => string): string[] {
  return [
    slice.name,
    slice.service,
    describeReach(slice.served),
    describeReach(slice.file),
    slice.cap === null ? '-' : describeReach(slice.cap),
    String(slice.requests.monolith),
    String(slice.requests.service),
    `${slice.shadow.asked} / ${slice.shadow.dropped}`,
  ];
}
