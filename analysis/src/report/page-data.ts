import { expandFacts } from '../boundaries/split/expand-facts.ts';
import { FunctionIndex } from '../boundaries/split/function-index.ts';
import type { FunctionFacts } from '../graph/facts.ts';
import { howItAgrees, nearerLevel } from './against-reference.ts';
import { threeThings, whatDecisionsCost, whatRefinementSaved } from './insights.ts';
import {
  type PageData,
  type PageLevel,
  type PagePart,
  type PagePlace,
  type PageReference,
  type PageStep,
  TABLELESS_CALL,
} from './page/data.ts';
import { type Labelled, levelsOf, stopOf } from './page-levels.ts';
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
  const labelled = { modules, parts: splits };
  const levels = levelsOf(whole, labelled);

  return {
    stats: report.stats,
    things: threeThings(whole),
    decided: whatDecisionsCost(whole),
    refined: { because: whatRefinementSaved(whole), moves: whole.refinement.moves },
    reference: referenceOf(whole, levels, labelled),
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
    levels,
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

/** `null` without a reference. */
function referenceOf(report: Report, levels: readonly PageLevel[], labelled: Labelled): PageReference | null {
  const { reference } = report;
  if (reference === undefined) return null;
  const nearer = nearerLevel(report);
  const level = nearer === undefined ? -1 : stopOf(nearer, levels, labelled);
  return {
    sentences: howItAgrees(report),
    moves: reference.moves.map((move) => ({ ...move, module: at(labelled.modules, move.path) })),
    joins: reference.joins,
    // The suggestion may stand for the nearest level, too: there is nowhere to go then.
    nearer:
      nearer === undefined || levels[level]?.isSuggestion !== false
        ? null
        : { level, granularity: nearer.granularity },
  };
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
