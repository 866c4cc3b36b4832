/** Turns the page's positions back into the facts that the formulas of `boundaries/` take. */
import type { CutFacts } from '../../boundaries/migration-cost.ts';
import type { EdgeFacts, EdgeKind, TableStep } from '../../graph/facts.ts';
import type { Index, PageData, PageStep } from './data.ts';

export interface CutFactsOfPage extends CutFacts {
  /** Position of a module by its path, of a table by its name. */
  readonly moduleAt: ReadonlyMap<string, Index>;
  readonly tableAt: ReadonlyMap<string, Index>;
}

export function cutFactsOf(data: PageData): CutFactsOfPage {
  const path = (module: Index) => data.modules[module]?.path ?? '';
  const table = (index: Index) => data.tables[index]?.name ?? '';
  const steps = (from: readonly PageStep[]) =>
    from.map(([index, write]): TableStep => [table(index), write ? 'W' : 'R']);
  return {
    moduleAt: new Map(data.modules.map((module, index) => [module.path, index])),
    tableAt: new Map(data.tables.map(({ name }, index) => [name, index])),
    edges: data.edges.map((edge) => edgeOf(data, edge)),
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
    transactions: data.transactions.map(({ path: module, line, function: name, steps: from }) => ({
      module,
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

function edgeOf(data: PageData, edge: PageData['edges'][number]): EdgeFacts {
  const kinds: Partial<Record<EdgeKind, number>> = {};
  for (let i = 0; i < edge.kinds.length; i += 2) kinds[kindAt(data, edge.kinds[i])] = edge.kinds[i + 1] ?? 0;
  const places: { line: number; kind: EdgeKind; symbol: string }[] = [];
  for (let i = 0; i < edge.places.length; i += 3) {
    places.push({
      line: edge.places[i] ?? 1,
      kind: kindAt(data, edge.places[i + 1]),
      symbol: data.symbols[edge.places[i + 2] ?? -1] ?? '',
    });
  }
  return { from: data.modules[edge.from]?.path ?? '', to: data.modules[edge.to]?.path ?? '', kinds, places };
}

function kindAt(data: PageData, index = -1): EdgeKind {
  return (data.edgeKinds[index] ?? 'import') as EdgeKind;
}
