import type { ProxyStatus, Reach, SliceStatus } from '@banyan/strangler-proxy';
import { table } from './table.ts';

/** The status as a person reads it: what each slice may do, what it does, and who answered how much. */
export function renderStatus(status: ProxyStatus, describeReach: (reach: Reach) => string): string {
  const { requests } = status;
  const head = `${status.url}: ${requests.monolith} requests answered by the monolith, ${requests.service} by services, ${requests.fallback} fell back, ${requests.refused} refused, ${requests.failed} failed`;
  if (status.slices.length === 0) return `${head}\nNo slices: everything goes to the monolith.`;
  const rows = status.slices.map((slice) => sliceRow(slice, describeReach));
  return `${head}\n\n${table(['slice', 'service', 'serves', 'file says', 'cap', 'monolith', 'service', 'shadow asked / dropped'], rows)}`;
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
