import { threeThings } from './insights.ts';
import { sortedBy } from './order.ts';
import type { PageData, PageLevel, PagePlace, PageStep } from './page/data.ts';
import type { Report } from './schema.ts';

const edgeKinds = ['import', 'type-import', 'call', 'inject', 'name', 'relation', 'event'];

/**
 * The report as report.html carries it: names become positions.
 *
 * @example const text = toJsonScript(pageDataOf(report));
 */
export function pageDataOf(report: Report): PageData {
  const modules = positions(report.modules.map((module) => module.path));
  const tables = positions(report.tables.map((table) => table.name));
  const services = positions(report.services.map((service) => service.name));
  const symbols = new Interner();
  const step = ([table, mode]: readonly [string, 'R' | 'W']): PageStep => [
    at(tables, table),
    mode === 'W' ? 1 : 0,
  ];
  const inModule = ({ path, line }: { readonly path: string; readonly line: number }) =>
    [at(modules, path), line] as const;

  const edges = report.edges
    .filter((edge) => modules.has(edge.from) && modules.has(edge.to))
    .map((edge) => ({
      from: at(modules, edge.from),
      to: at(modules, edge.to),
      kinds: Object.entries(edge.kinds).flatMap(([kind, weight]) => [edgeKinds.indexOf(kind), weight]),
      places: edge.places.flatMap(({ line, kind, symbol }) => [
        line,
        edgeKinds.indexOf(kind),
        symbols.position(symbol),
      ]),
    }));

  return {
    stats: report.stats,
    things: threeThings(report),
    modules: report.modules.map(({ path, lines, role, because, confidence, service, runnerUp }) => ({
      path,
      lines,
      role,
      because,
      confidence,
      service: at(services, service),
      runnerUp: at(services, runnerUp),
    })),
    edgeKinds,
    symbols: symbols.texts,
    edges,
    tables: report.tables.map(({ name, columns, owner, definedAt, foreignKeys }) => ({
      name,
      columns,
      owner: at(services, owner),
      definedAt: definedAt === null ? null : ([definedAt.path, definedAt.line] satisfies PagePlace),
      foreignKeys: foreignKeys.map(({ column, references }) => [column, at(tables, references)] as const),
    })),
    access: report.access.map(
      ({ module, table, mode, line }) =>
        [at(modules, module), at(tables, table), mode === 'W' ? 1 : 0, line] as const,
    ),
    joins: report.joins.map(
      (join) => [at(modules, join.module), join.line, join.tables.map((table) => at(tables, table))] as const,
    ),
    routes: report.routes.map(({ method, path, handler, line, effect, because, tables: steps }) => ({
      method,
      path,
      module: at(modules, handler.module),
      line,
      effect,
      because,
      tables: steps.map(step),
    })),
    entries: report.entries.map(({ kind, name, module, line, effect }) => ({
      kind,
      name,
      module: at(modules, module),
      line,
      effect,
    })),
    transactions: report.transactions.map(({ module, line, function: name, steps }) => ({
      module: at(modules, module),
      path: module,
      line,
      function: name,
      steps: steps.map(step),
    })),
    events: report.events.map(({ name, emitters, listeners }) => ({
      name,
      emitters: emitters.map(inModule),
      listeners: listeners.map(inModule),
    })),
    sharedState: report.sharedState.map(({ name, module, line, writers, readers }) => ({
      name,
      module: at(modules, module),
      line,
      writers: writers.map((path) => at(modules, path)),
      readers: readers.map((path) => at(modules, path)),
    })),
    services: report.services.map(({ name, confidence, offers, needs }) => ({
      name,
      confidence,
      offers,
      needs,
    })),
    levels: levelsOf(report, modules),
    unresolved: report.unresolved,
  };
}

/**
 * The hierarchy with the suggestion at its place by number of services. Levels that part the modules in the same way are one stop, and
 * the suggestion stands for those like it.
 */
function levelsOf(report: Report, modules: ReadonlyMap<string, number>): PageLevel[] {
  const levels: PageLevel[] = [{ ...levelOf(Number.NaN, report.services, modules), isSuggestion: true }];
  for (const { granularity, services } of report.hierarchy) {
    const level = levelOf(granularity, services, modules);
    if (!levels.some((other) => isSamePartition(level.labels, other.labels))) levels.push(level);
  }
  return sortedBy(levels, (level) => level.names.length);
}

function levelOf(
  granularity: number,
  services: readonly { readonly name: string; readonly modules: readonly string[] }[],
  modules: ReadonlyMap<string, number>,
): PageLevel {
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

function positions(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name, index) => [name, index]));
}

function at(positionOf: ReadonlyMap<string, number>, name: string | null): number {
  return name === null ? -1 : (positionOf.get(name) ?? -1);
}

class Interner {
  readonly texts: string[] = [];
  readonly #positions = new Map<string, number>();

  position(text: string): number {
    const known = this.#positions.get(text);
    if (known !== undefined) return known;
    this.#positions.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}
