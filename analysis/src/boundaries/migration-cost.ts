/**
 * What a cut costs: every dependency that crosses from one service to another, priced in migration cost units.
 *
 * One unit is about the work of turning one plain function call into a call over the network. Runs in the browser too (the
 * what-if page): no imports but types and what does too.
 */
import type { EdgeKind, Facts, Place } from '../graph/facts.ts';
import type { Seam, SeamKind } from './boundaries.ts';
import { remedyOf, SeamContent } from './remedies.ts';

/** The part of the facts that a cut can break. */
export type CutFacts = Pick<Facts, 'edges' | 'access' | 'joins' | 'transactions' | 'tables' | 'sharedState'>;

/** Service of a module, owner of a table; `null`: outside every service. */
export type ServiceOf = (name: string) => string | null;

/** File of a module: another one for the parts of split modules. */
export type FileOf = (module: string) => string;

/**
 * Unit costs. Their order follows what practitioners rank highest and what extractions ran into: writes of two services in
 * one transaction need a saga; writing another's table needs an operation on its owner; joins need a read model; a call
 * needs an endpoint; an event is asynchronous already; types are free at run time, they are copied or shared.
 */
export const UNIT_COST: Readonly<Record<SeamKind, number>> = {
  transaction: 13,
  'table-write': 8,
  join: 5,
  'shared-state': 5,
  'foreign-key': 3,
  'table-read': 3,
  call: 1,
  inject: 1,
  name: 1,
  relation: 1,
  import: 0.5,
  event: 0.5,
  'type-import': 0,
};

const KIND_IN_WORDS: Readonly<Partial<Record<SeamKind, string>>> = {
  inject: 'injection',
  name: 'lookup by name',
  relation: 'object relation',
};

/** @example kindInWords('table-read') // 'table read' */
export function kindInWords(kind: SeamKind): string {
  return KIND_IN_WORDS[kind] ?? kind.replace('-', ' ');
}

const EDGE_KINDS: readonly EdgeKind[] = [
  'call',
  'inject',
  'name',
  'relation',
  'event',
  'import',
  'type-import',
];
/** Places kept a seam; the report shows them, and more would not convince anyone further. */
const MAX_EVIDENCE = 20;

/**
 * Every seam of a cut, sorted by cost (highest first), then by name.
 *
 * @example findSeams(facts, (path) => serviceByModule.get(path) ?? null, (table) => ownerByTable.get(table) ?? null);
 */
export function findSeams(
  facts: CutFacts,
  serviceOf: ServiceOf,
  ownerOf: ServiceOf,
  fileOf: FileOf = (module) => module,
): Seam[] {
  const drafts = new SeamDrafts();
  const models = new Set(facts.tables.flatMap(({ definedAt }) => definedAt?.path ?? []));
  const add = (
    from: string | null,
    to: string | null,
    kind: SeamKind,
    units: number,
    what: string[],
    at: Place[],
  ) => {
    if (from === null || to === null || from === to) return;
    const draft = drafts.of(from, to, kind);
    draft.units += units;
    for (const name of what) if (name !== '') draft.content.what.add(name);
    for (const place of at) draft.evidence.set(`${place.path}:${place.line}`, place);
  };
  for (const edge of facts.edges) {
    const from = serviceOf(edge.from);
    const to = serviceOf(edge.to);
    if (from === null || to === null || from === to) continue;
    for (const kind of EDGE_KINDS) {
      if (!edge.kinds[kind]) continue;
      const places = edge.places.filter((place) => place.kind === kind);
      const symbols = new Set(places.map((place) => place.symbol));
      drafts.of(from, to, kind).content.note(edge, places, models);
      // Ten calls of one function are one endpoint: distinct symbols count, not call sites.
      add(
        from,
        to,
        kind,
        Math.max(1, symbols.size),
        [...symbols],
        places.map(({ line }) => ({ path: fileOf(edge.from), line })),
      );
    }
  }
  const touched = new Map<string, Set<string>>();
  for (const access of facts.access) {
    const kind = access.mode === 'W' ? 'table-write' : 'table-read';
    const service = serviceOf(access.module);
    if (service === null) continue;
    const place = { path: fileOf(access.module), line: access.line };
    // A table costs once a service and mode, wherever in the service it is touched.
    const services = touched.get(`${access.mode}${access.table}`) ?? new Set();
    touched.set(`${access.mode}${access.table}`, services);
    add(service, ownerOf(access.table), kind, services.has(service) ? 0 : 1, [access.table], [place]);
    services.add(service);
  }
  for (const join of facts.joins) {
    const service = serviceOf(join.module);
    for (const table of join.tables) {
      add(service, ownerOf(table), 'join', 1, [table], [{ path: fileOf(join.module), line: join.line }]);
    }
  }
  for (const table of facts.tables) {
    for (const key of table.foreignKeys) {
      const what = `${table.name}.${key.column} → ${key.references}`;
      add(
        ownerOf(table.name),
        ownerOf(key.references),
        'foreign-key',
        1,
        [what],
        table.definedAt ? [table.definedAt] : [],
      );
    }
  }
  for (const transaction of facts.transactions) {
    const writers = writingOwners(transaction.steps, ownerOf);
    const home = serviceOf(transaction.module) ?? writers[0] ?? null;
    const what = transaction.steps.filter(([, mode]) => mode === 'W').map(([table]) => table);
    // What writes for one owner alone can be one operation of that owner: nothing is torn apart.
    for (const other of writers.length > 1 ? writers : []) {
      add(home, other, 'transaction', 1, what, [
        { path: fileOf(transaction.module), line: transaction.line },
      ]);
    }
  }
  for (const state of facts.sharedState) {
    const home = serviceOf(state.module);
    const others = new Set([...state.writers, ...state.readers].map(serviceOf));
    for (const other of others) {
      add(other, home, 'shared-state', 1, [state.name], [{ path: fileOf(state.module), line: state.line }]);
    }
  }
  return drafts
    .all()
    .map((draft) =>
      toSeam(
        draft,
        remedyOf(draft.kind, draft.content, (kind) => drafts.find(draft.from, draft.to, kind)?.content),
      ),
    )
    .sort(bySeamOrder);
}

/** Services that write in a transaction, sorted; more than one: the cut breaks it. */
export function writingOwners(
  steps: readonly (readonly [string, 'R' | 'W'])[],
  ownerOf: ServiceOf,
): string[] {
  const owners = new Set<string>();
  for (const [table, mode] of steps) {
    const owner = mode === 'W' ? ownerOf(table) : null;
    if (owner !== null) owners.add(owner);
  }
  return [...owners].sort();
}

/** Cost of a whole cut, in migration cost units. */
export function costOf(seams: readonly Seam[]): number {
  return roundCost(seams.reduce((sum, seam) => sum + seam.cost, 0));
}

interface SeamDraft {
  readonly from: string;
  readonly to: string;
  readonly kind: SeamKind;
  units: number;
  readonly content: SeamContent;
  readonly evidence: Map<string, Place>;
}

/** By from, to and kind, a level each: names come from anywhere, so joined ones could mean two things. */
class SeamDrafts {
  readonly #drafts = new Map<string, Map<string, Map<SeamKind, SeamDraft>>>();

  of(from: string, to: string, kind: SeamKind): SeamDraft {
    const targets = this.#drafts.get(from) ?? new Map<string, Map<SeamKind, SeamDraft>>();
    this.#drafts.set(from, targets);
    const kinds = targets.get(to) ?? new Map<SeamKind, SeamDraft>();
    targets.set(to, kinds);
    const draft = kinds.get(kind) ?? {
      from,
      to,
      kind,
      units: 0,
      content: new SeamContent(),
      evidence: new Map(),
    };
    kinds.set(kind, draft);
    return draft;
  }

  find(from: string, to: string, kind: SeamKind): SeamDraft | undefined {
    return this.#drafts.get(from)?.get(to)?.get(kind);
  }

  all(): SeamDraft[] {
    return [...this.#drafts.values()].flatMap((targets) =>
      [...targets.values()].flatMap((kinds) => [...kinds.values()]),
    );
  }
}

function toSeam(draft: SeamDraft, remedy: string): Seam {
  return {
    from: draft.from,
    to: draft.to,
    kind: draft.kind,
    what: [...draft.content.what].sort(),
    evidence: [...draft.evidence.values()].sort(byPlace).slice(0, MAX_EVIDENCE),
    remedy,
    cost: roundCost(draft.units * UNIT_COST[draft.kind]),
  };
}

function bySeamOrder(a: Seam, b: Seam): number {
  return (
    b.cost - a.cost || compareText(a.from, b.from) || compareText(a.to, b.to) || compareText(a.kind, b.kind)
  );
}

function byPlace(a: Place, b: Place): number {
  return compareText(a.path, b.path) || a.line - b.line;
}

/** By code unit: the same order in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function roundCost(value: number): number {
  return Math.round(value * 10) / 10;
}
