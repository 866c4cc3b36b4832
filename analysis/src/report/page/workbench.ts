/** The cut on the table: a stop of the slider plus what the reader moved by hand. Pure but for the one current value. */
import { tableOwners } from '../../boundaries/ownership.ts';
import type { CutFactsOfPage } from './cut-facts.ts';
import type { Index, PageData } from './data.ts';

export interface Move {
  readonly what: 'module' | 'table';
  readonly index: Index;
  /** Name of the service; one that is not there yet is founded. `null`: outside every service. */
  readonly to: string | null;
}

export interface Cut {
  /** Position in `levels`. */
  readonly level: number;
  readonly names: readonly string[];
  /** Service of each module. */
  readonly labels: Int32Array;
  /** Service of each table. */
  readonly owners: Int32Array;
  readonly moves: readonly Move[];
}

export interface Workbench {
  readonly cut: () => Cut;
  /** A stop of the slider without moves; the one shown unless named. */
  readonly untouched: (level?: number) => Cut;
  readonly canRedo: () => boolean;
  readonly move: (moves: readonly Move[]) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly discard: () => void;
  /** Takes back every move of one module or table, whatever was moved since. */
  readonly putBack: (moved: Pick<Move, 'what' | 'index'>) => void;
  readonly setLevel: (level: number) => void;
  readonly onChange: (listener: () => void) => void;
}

/**
 * Every stop of the slider keeps its own moves: going there and back loses none.
 *
 * @example const bench = createWorkbench(data, facts); bench.move([{ what: 'module', index: 7, to: 'orders' }]);
 */
export function createWorkbench(data: PageData, facts: CutFactsOfPage): Workbench {
  const listeners: (() => void)[] = [];
  const bases = new Map<number, Cut>();
  const done = data.levels.map((): (readonly Move[])[] => []);
  const undone = data.levels.map((): (readonly Move[])[] => []);
  let level = Math.max(
    0,
    data.levels.findIndex((each) => each.isSuggestion),
  );
  const untouched = (at = level): Cut => {
    const known = bases.get(at) ?? baseCut(data, facts, at);
    bases.set(at, known);
    return known;
  };
  let cut = untouched();
  const changed = () => {
    cut = applyMoves(untouched(), (done[level] ?? []).flat());
    for (const listener of listeners) listener();
  };
  return {
    cut: () => cut,
    untouched,
    canRedo: () => (undone[level] ?? []).length > 0,
    move(moves) {
      done[level]?.push(moves);
      undone[level] = [];
      changed();
    },
    undo() {
      const last = done[level]?.pop();
      if (last) undone[level]?.push(last);
      changed();
    },
    redo() {
      const next = undone[level]?.pop();
      if (next) done[level]?.push(next);
      changed();
    },
    discard() {
      done[level] = [];
      undone[level] = [];
      changed();
    },
    putBack({ what, index }) {
      const isOther = (move: Move) => move.what !== what || move.index !== index;
      done[level] = (done[level] ?? [])
        .map((moves) => moves.filter(isOther))
        .filter(({ length }) => length > 0);
      undone[level] = [];
      changed();
    },
    setLevel(next) {
      if (next === level || !data.levels[next]) return;
      level = next;
      changed();
    },
    onChange: (listener) => listeners.push(listener),
  };
}

function baseCut(data: PageData, facts: CutFactsOfPage, level: number): Cut {
  const { names, labels, isSuggestion } = data.levels[level] ?? { names: [], labels: [], isSuggestion: true };
  const cut = { level, names, labels: Int32Array.from(labels), moves: [] };
  if (isSuggestion) return { ...cut, owners: Int32Array.from(data.tables, (table) => table.owner) };
  const owners = tableOwners(facts, (path) => names[labels[facts.moduleAt.get(path) ?? -1] ?? -1] ?? null);
  return {
    ...cut,
    owners: Int32Array.from(data.tables, (table) => names.indexOf(owners.get(table.name) ?? '')),
  };
}

/** A new cut; the old one stays as it is. */
export function applyMoves(cut: Cut, moves: readonly Move[]): Cut {
  if (moves.length === 0) return cut;
  const names = [...cut.names];
  const labels = cut.labels.slice();
  const owners = cut.owners.slice();
  for (const move of moves) {
    let target = move.to === null ? -1 : names.indexOf(move.to);
    if (move.to !== null && target === -1) target = names.push(move.to) - 1;
    (move.what === 'module' ? labels : owners)[move.index] = target;
  }
  return { level: cut.level, names, labels, owners, moves: [...cut.moves, ...moves] };
}
