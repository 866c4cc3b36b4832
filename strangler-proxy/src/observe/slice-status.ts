import type { Reach } from '../routing/reach.ts';
import { SliceCounters, type SliceCounts } from './counters.ts';
import type { ComparisonCounts, FuseStatus, SliceStatus } from './status.ts';

const nothing: SliceCounts = new SliceCounters();

/** One slice's line in the status. */
export function sliceStatus(
  slice: { name: string; service: string; home: 'monolith' | 'service' },
  reach: { file: Reach; cap: Reach | undefined; served: Reach },
  routeIds: readonly string[],
  { requests, shadow, routes }: SliceCounts = nothing,
  fuse: FuseStatus,
  comparison: ComparisonCounts,
  shadowPauses: SliceStatus['shadowPauses'],
): SliceStatus {
  return {
    name: slice.name,
    service: slice.service,
    home: slice.home,
    file: reach.file,
    cap: reach.cap ?? null,
    served: reach.served,
    fuse,
    requests: { ...requests },
    shadow: { ...shadow },
    shadowPauses,
    comparison,
    routes: routeIds.map((id) => {
      const route = routes.get(id);
      return {
        id,
        requests: { monolith: route?.monolith.requests ?? 0, service: route?.service.requests ?? 0 },
      };
    }),
  };
}
