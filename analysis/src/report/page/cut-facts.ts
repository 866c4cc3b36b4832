/** Turns the page's positions back into the facts that the formulas of `boundaries/` take. */
import type { CutFacts } from '../../boundaries/migration-cost.ts';
import type { EdgeFacts, EdgeKind, TableStep, UsePlace } from '../../graph/facts.ts';
import { type Index, type PageData, type PageEdge, type PageStep, TABLELESS_CALL } from './data.ts';
import { type CutEdge, edgesOf } from './edges-of-cut.ts';

export interface CutFactsOfPage extends CutFacts {
  /** Position of a module by its path, of a table by its name. */
  readonly moduleAt: ReadonlyMap<string, Index>;
  readonly tableAt: ReadonlyMap<string, Index>;
  readonly paths: readonly string[];
  /** The edges with their ends as positions. */
  readonly cutEdges: readonly CutEdge[];
  /** File of a module: of what a part was taken from. */
  readonly fileOf: (module: string) => string;
}

export function cutFactsOf(data: PageData): CutFactsOfPage {
  const path = (module: Index) => data.modules[module]?.path ?? '';
  const table = (index: Index) => data.tables[index]?.name ?? '';
  const files = new Map(
    data.modules.flatMap((module) => (module.part ? [[module.path, path(module.part.of)]] : [])),
  );
  const steps = (from: readonly PageStep[]) =>
    from.map(([index, write]): TableStep => [table(index), write ? 'W' : 'R']);
  const edges = data.edges.map((edge) => edgeOf(data, edge, 'one a symbol'));
  return {
    cutEdges: edgesOf(data, { edges }),
    moduleAt: new Map(data.modules.map((module, index) => [module.path, index])),
    paths: data.modules.map((module) => module.path),
    fileOf: (module) => files.get(module) ?? module,
    tableAt: new Map(data.tables.map(({ name }, index) => [name, index])),
    edges,
    access: data.access.map(([module, index, write, line]) => ({
      module: path(module),
      function: '',
      line,
      table: table(index),
      mode: write ? 'W' : 'R',
      columns: [],
    })),
    joins: data.joins.map(([module, line, tables]) => ({
      module: path(module),
      line,
      tables: tables.map(table),
    })),
    tables: data.tables.map(({ name, columns, definedAt, foreignKeys }) => ({
      name,
      columns,
      definedAt: definedAt && { path: definedAt[0], line: definedAt[1] },
      foreignKeys: foreignKeys.map(([column, references]) => ({
        column,
        references: table(references),
        referencedColumn: '',
        onDelete: '',
      })),
    })),
    transactions: data.transactions.map(({ module, line, function: name, steps: from }) => ({
      module: path(module),
      line,
      function: name,
      steps: steps(from),
    })),
    sharedState: data.sharedState.map(({ name, module, line, writers, readers }) => ({
      name,
      module: path(module),
      line,
      writers: writers.map(path),
      readers: readers.map(path),
    })),
  };
}

/**
 * An edge with all its places, or with one a kind and symbol: as each symbol is priced once, that costs the same and is far less to go
 * through at every move.
 */
export function edgeOf(data: PageData, edge: PageEdge, places: 'all' | 'one a symbol'): EdgeFacts {
  const kinds: Partial<Record<EdgeKind, number>> = {};
  for (let i = 0; i < edge.kinds.length; i += 2) kinds[kindAt(data, edge.kinds[i])] = edge.kinds[i + 1] ?? 0;
  const kept: UsePlace[] = [];
  const seen = new Set<number>();
  for (let i = 0; i < edge.places.length; i += 3) {
    const [line = 1, kind = -1, symbol = -1] = edge.places.slice(i, i + 3);
    const key = symbol * data.edgeKinds.length + kind;
    if (places === 'one a symbol' && seen.has(key)) continue;
    seen.add(key);
    const use = { line, symbol: data.symbols[symbol] ?? '' };
    kept.push(
      data.edgeKinds[kind] === TABLELESS_CALL
        ? { ...use, kind: 'call', touchesNoTable: true }
        : { ...use, kind: kindAt(data, kind) },
    );
  }
  return {
    from: data.modules[edge.from]?.path ?? '',
    to: data.modules[edge.to]?.path ?? '',
    kinds,
    places: kept,
  };
}

function kindAt(data: PageData, index = -1): EdgeKind {
  return (data.edgeKinds[index] ?? 'import') as EdgeKind;
}
