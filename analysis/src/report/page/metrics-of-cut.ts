/** The metrics of research for a cut, by the formulas of `boundaries/`. Pure. */
import { type PartitionMetrics, partitionMetrics } from '../../boundaries/metrics.ts';
import type { PageData } from './data.ts';
import { type CutEdge, standingAs } from './edges-of-cut.ts';
import type { Cut } from './workbench.ts';

/** Over the modules inside services, as `boundaries/` does it; a module's edge to itself is a self call. */
export function metricsOfCut(data: PageData, cut: Cut, edges: readonly CutEdge[]): PartitionMetrics {
  const element = new Int32Array(data.modules.length).fill(-1);
  const labels: number[] = [];
  const renumbered = new Map<number, number>();
  cut.labels.forEach((label, module) => {
    if (label < 0 || standingAs(data, cut, module) !== module) return;
    if (!renumbered.has(label)) renumbered.set(label, renumbered.size);
    element[module] = labels.push(renumbered.get(label) ?? 0) - 1;
  });
  cut.labels.forEach((_, module) => {
    element[module] = element[standingAs(data, cut, module)] ?? -1;
  });
  const from: number[] = [];
  const to: number[] = [];
  const weight: number[] = [];
  const selfCalling: number[] = [];
  for (const edge of edges) {
    const source = element[edge.from] ?? -1;
    const target = element[edge.to] ?? -1;
    if (source < 0 || target < 0) continue;
    if (source === target) {
      selfCalling.push(source);
      continue;
    }
    const { kinds } = edge.facts;
    from.push(source);
    to.push(target);
    weight.push(Math.max(1, kinds.call ?? kinds.import ?? 1));
  }
  const useCases = useCasesOf(data, element, labels.length);
  return partitionMetrics({ size: labels.length, from, to, weight, selfCalling, ...useCases }, labels);
}

/** Each route is a use case of the modules that it reaches. */
function useCasesOf(
  data: PageData,
  element: Int32Array,
  size: number,
): { readonly useCases?: readonly (readonly string[])[] } {
  if (data.routes.length === 0) return {};
  const useCases: string[][] = Array.from({ length: size }, () => []);
  for (const { method, path, reaches } of data.routes)
    for (const module of reaches) useCases[element[module] ?? -1]?.push(`${method} ${path}`);
  return { useCases };
}
