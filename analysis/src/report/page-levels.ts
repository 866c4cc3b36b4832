import { sortedBy } from './order.ts';
import type { PageLevel } from './page/data.ts';
import type { Report } from './schema.ts';

/** What the stops are made of. */
export interface Labelled {
  /** Positions of modules, parts of split modules among them. */
  readonly modules: ReadonlyMap<string, number>;
  /** Part of a split module → the module, and the service that the suggestion gives it. */
  readonly parts: ReadonlyMap<string, { readonly module: string; readonly service: string }>;
}

/**
 * The hierarchy with the suggestion at its place by number of services. Levels that part the modules in the same way are one stop, and
 * the suggestion stands for those like it.
 *
 * @example levelsOf(report, { modules, parts }).find((level) => level.isSuggestion)
 */
export function levelsOf(report: Report, labelled: Labelled): PageLevel[] {
  const { modules, parts } = labelled;
  const suggestion = levelOf(Number.NaN, report.services, modules);
  for (const [path, { service }] of parts)
    suggestion.labels[at(modules, path)] = suggestion.names.indexOf(service);
  const levels: PageLevel[] = [{ ...suggestion, isSuggestion: true }];
  for (const each of report.hierarchy) {
    const level = hierarchyLevel(each, labelled);
    if (!levels.some((other) => isSamePartition(level.labels, other.labels))) levels.push(level);
  }
  return sortedBy(levels, (level) => level.names.length);
}

/** The stop that shows a level of the hierarchy: its own, or that of another which parts the modules alike. */
export function stopOf(
  level: Report['hierarchy'][number],
  levels: readonly PageLevel[],
  labelled: Labelled,
): number {
  const { labels } = hierarchyLevel(level, labelled);
  return levels.findIndex((stop) => isSamePartition(labels, stop.labels));
}

/** Split modules are whole in it; the parts are there to be moved. */
function hierarchyLevel(
  { granularity, services }: Report['hierarchy'][number],
  { modules, parts }: Labelled,
): PageLevel {
  const level = levelOf(granularity, services, modules);
  for (const [path, { module }] of parts)
    level.labels[at(modules, path)] = level.labels[at(modules, module)] ?? -1;
  return level;
}

function levelOf(
  granularity: number,
  services: readonly { readonly name: string; readonly modules: readonly string[] }[],
  modules: ReadonlyMap<string, number>,
): PageLevel & { readonly labels: number[] } {
  const labels: number[] = new Array(modules.size).fill(-1);
  services.forEach((service, index) => {
    for (const path of service.modules) {
      const position = modules.get(path);
      if (position !== undefined) labels[position] = index;
    }
  });
  return { granularity, names: services.map((service) => service.name), labels, isSuggestion: false };
}

function isSamePartition(one: readonly number[], other: readonly number[]): boolean {
  const forth = new Map<number, number>();
  const back = new Map<number, number>();
  return one.every((label, position) => {
    const counterpart = other[position] ?? -1;
    if (!forth.has(label)) forth.set(label, counterpart);
    if (!back.has(counterpart)) back.set(counterpart, label);
    return forth.get(label) === counterpart && back.get(counterpart) === label;
  });
}

function at(positionOf: ReadonlyMap<string, number>, name: string): number {
  return positionOf.get(name) ?? -1;
}
