import { expandFacts } from '../boundaries/split/expand-facts.ts';
import { FunctionIndex } from '../boundaries/split/function-index.ts';
import type { FunctionFacts } from '../graph/facts.ts';
import { threeThings, whatDecisionsCost, whatRefinementSaved } from './insights.ts';
import { sortedBy } from './order.ts';
import {
  type PageData,
  type PageLevel,
  type PagePart,
  type PagePlace,
  type PageStep,
  TABLELESS_CALL,
} from './page/data.ts';
import type { Report } from './schema.ts';

const edgeKinds = ['import', 'type-import', 'call', 'inject', 'name', 'relation', 'event', TABLELESS_CALL];

/**
 * The report as report.html carries it: names become positions.
 *
 * @example const text = toJsonScript(pageDataOf(report));
 */
export function pageDataOf(whole: Report): PageData {
  const report = withParts(whole);
  const modules = positions(report.modules.map((module) => module.path));
  const tables = positions(report.tables.map((table) => table.name));
  const services = positions(report.services.map((service) => service.name));
  const symbols = new Interner();
  const step = ([table, mode]: readonly [string, 'R' | 'W']): PageStep => [
    at(tables, table),
    mode === 'W' ? 1 : 0,
  ];
  const splits = new Map(
    whole.splits.flatMap(({ module, parts }) =>
      parts.map((part) => [part.path, { module, ...part }] as const),
    ),
  );
  const partOf = (path: string): { readonly part?: PagePart } => {
    const part = splits.get(path);
    return part ? { part: { of: at(modules, part.module), functions: part.functions, why: part.why } } : {};
  };
  const inModule = ({ path, line }: { readonly path: string; readonly line: number }) =>
    [at(modules, path), line] as const;

  const edges = report.edges
    .filter((edge) => modules.has(edge.from) && modules.has(edge.to))
    .map((edge) => ({
      from: at(modules, edge.from),
      to: at(modules, edge.to),
      kinds: Object.entries(edge.kinds).flatMap(([kind, weight]) => [edgeKinds.indexOf(kind), weight]),
      places: edge.places.flatMap(({ line, kind, symbol, touchesNoTable }) => [
        line,
        edgeKinds.indexOf(touchesNoTable ? TABLELESS_CALL : kind),
        symbols.position(symbol),
      ]),
    }));

  return {
    stats: report.stats,
    things: threeThings(whole),
    decided: whatDecisionsCost(whole),
    refined: { because: whatRefinementSaved(whole), moves: whole.refinement.moves },
    modules: report.modules.map(({ path, lines, role, because, confidence, service, runnerUp }) => ({
      path,
      lines,
      role,
      because,
      confidence,
      service: at(services, splits.get(path)?.service ?? service),
      runnerUp: at(services, runnerUp),
      ...partOf(path),
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
    routes: report.routes.map(
      ({ method, path, handler, line, effect, because, tables: steps, modules: reached }) => ({
        method,
        path,
        module: at(modules, handler.module),
        line,
        effect,
        because,
        tables: steps.map(step),
        reaches: reached.map((reachedPath) => at(modules, reachedPath)),
      }),
    ),
    entries: report.entries.map(({ kind, name, module, line, effect }) => ({
      kind,
      name,
      module: at(modules, module),
      line,
      effect,
    })),
    transactions: report.transactions.map(({ module, line, function: name, steps }) => ({
      module: at(modules, module),
      path: splits.get(module)?.module ?? module,
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
    services: report.services.map(({ name, confidence }) => ({ name, confidence })),
    levels: levelsOf(whole, modules, splits),
    unresolved: report.unresolved,
  };
}

/** The report with each part of a split module as a module of its own, which the page can show, move and price. */
function withParts(report: Report) {
  const functions = report.splits.flatMap(({ module, functions: all }) =>
    all.map(
      (own): FunctionFacts => ({
        ...own,
        module,
        calls: own.calls.map(([name, line]) => [module, name, line]),
      }),
    ),
  );
  const parts = report.splits.flatMap(({ module, parts: all }) =>
    all.map((part) => ({ module, path: part.path, functions: new Set(part.functions) })),
  );
  const modules = report.modules.map((module) => ({ ...module, words: [], exports: [] }));
  const routes = report.routes.map((route) => ({
    ...route,
    modules: route.reaches.map((position) => report.modules[position]?.path ?? ''),
  }));
  const entries = report.entries.map((entry) => ({ ...entry, modules: [] }));
  return {
    ...report,
    ...expandFacts({ ...report, modules, routes, entries }, new FunctionIndex(functions), parts),
  };
}

/**
 * The hierarchy with the suggestion at its place by number of services. Levels that part the modules in the same way are one stop, and
 * the suggestion stands for those like it.
 */
function levelsOf(
  report: Report,
  modules: ReadonlyMap<string, number>,
  parts: ReadonlyMap<string, { readonly module: string; readonly service: string }>,
): PageLevel[] {
  const suggestion = levelOf(Number.NaN, report.services, modules);
  for (const [path, { service }] of parts)
    suggestion.labels[at(modules, path)] = suggestion.names.indexOf(service);
  const levels: PageLevel[] = [{ ...suggestion, isSuggestion: true }];
  for (const { granularity, services } of report.hierarchy) {
    const level = levelOf(granularity, services, modules);
    // At other granularities split modules are whole; the parts are there to be moved.
    for (const [path, { module }] of parts)
      level.labels[at(modules, path)] = level.labels[at(modules, module)] ?? -1;
    if (!levels.some((other) => isSamePartition(level.labels, other.labels))) levels.push(level);
  }
  return sortedBy(levels, (level) => level.names.length);
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
