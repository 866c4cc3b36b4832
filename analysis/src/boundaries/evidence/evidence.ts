/** What speaks for two modules to belong together, by kind, over one numbering of modules and tables. */
import type { AccessMode, EdgeKind, Facts, ModuleRole } from '../../graph/facts.ts';
import { APART } from '../../graph/module-roles.ts';
import { isUsedByAll } from '../../graph/roles.ts';
import type { GraphFile } from '../graph-file.ts';
import { Numbering } from '../numbering.ts';
import { areComplete, independentTables, interfacesWithoutData } from './schema.ts';
import { wordsOfModule, wordsOfNode } from './words.ts';

export interface Evidence {
  /** Modules that are clustered, sorted; module `i` is node `i`. */
  readonly modules: readonly string[];
  readonly roles: readonly (ModuleRole | undefined)[];
  readonly lines: readonly number[];
  /** Own words of each module; repeated words count more. */
  readonly words: readonly (readonly string[])[];
  /** Table `t` is node `modules.length + t`. */
  readonly tables: readonly string[];
  /**
   * Most services that have something to stand on: tables that stand for something of their own, or an interface that needs no
   * table; `null` where the schema is not known whole.
   */
  readonly mostServices: number | null;
  readonly edges: readonly EvidenceEdge[];
  readonly access: readonly { readonly node: number; readonly table: number; readonly mode: AccessMode }[];
  /** Pairs of tables tied by a foreign key. */
  readonly foreignKeys: readonly (readonly [number, number])[];
  /** Nodes (modules or tables) touched by one transaction or operation, with their modes. */
  readonly transactions: readonly (readonly (readonly [node: number, mode: AccessMode])[])[];
  /** Modules changed together. */
  readonly commits: readonly (readonly number[])[];
  /** Business use cases in which each module was seen. */
  readonly useCases: readonly (readonly string[])[];
  /** Modules of each service of an earlier suggestion that is to be kept where the code allows it. */
  readonly previous?: readonly (readonly number[])[];
}

export interface EvidenceEdge {
  readonly from: number;
  readonly to: number;
  readonly kinds: Readonly<Partial<Record<EdgeKind, number>>>;
}

/**
 * Modules that everybody uses, whatever the service: their ties say nothing, and they return as library or duplicate
 * candidates. They stay nodes, since a person may pin one to a service.
 */
const USED_BY_ALL: ReadonlySet<ModuleRole | undefined> = new Set<ModuleRole>([
  'shared-kernel',
  'infrastructure',
]);

/** Evidence of an analysed tree. */
export function evidenceOfFacts(facts: Facts): Evidence {
  const clustered = facts.modules.filter((module) => !APART.has(module.role));
  const modules = clustered.map((module) => module.path);
  const tables = tableNames(
    facts.tables.map((table) => table.name),
    facts.access.map((access) => access.table),
    facts.transactions.flatMap((transaction) => transaction.steps.map(([table]) => table)),
  );
  const numbering = new Numbering(modules, tables);
  return {
    modules,
    roles: clustered.map((module) => module.role),
    lines: clustered.map((module) => module.lines),
    words: clustered.map((module) => (USED_BY_ALL.has(module.role) ? [] : wordsOfModule(module))),
    tables,
    mostServices: areComplete(facts.tables.map((table) => table.definedAt !== null))
      ? independentTables(facts.tables) + interfacesWithoutData(facts)
      : null,
    edges: telling(
      linkEdges(facts.edges, numbering),
      clustered.map((module) => module.role),
    ),
    access: linkAccess(
      facts.access.map(({ module, table, mode }) => ({ node: module, table, mode })),
      numbering,
    ),
    foreignKeys: facts.tables.flatMap((table) =>
      table.foreignKeys.flatMap((key) =>
        linkPair(numbering.table(table.name), numbering.table(key.references)),
      ),
    ),
    transactions: facts.transactions.map(({ steps }) =>
      steps.flatMap(([table, mode]) => linkStep(numbering.table(table), mode)),
    ),
    commits: facts.commits.map((commit) => numbering.modules(commit.paths)),
    useCases: entryPointsReaching(facts, modules),
  };
}

/** Evidence of a GRAPH.json. Steps of its transactions may name nodes or tables. */
export function evidenceOfGraph(graph: GraphFile): Evidence {
  const nodes = [...graph.nodes]
    .filter((node) => node.role === undefined || !APART.has(node.role))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const modules = nodes.map((node) => node.id);
  const known = new Set(modules);
  const steps = graph.transactions?.flatMap((transaction) => transaction.steps.map(([name]) => name)) ?? [];
  const tables = tableNames(
    graph.access?.map((access) => access.table) ?? [],
    steps.filter((name) => !known.has(name)),
    [],
  );
  const numbering = new Numbering(modules, tables);
  const roles = rolesOf(graph, nodes);
  // Never by index: a node may be called “constructor”.
  const useCases = new Map(Object.entries(graph.useCases ?? {}));
  return {
    modules,
    roles,
    lines: nodes.map((node) => node.lines ?? 0),
    words: nodes.map((node) => node.words ?? wordsOfNode(node.id)),
    tables,
    // A graph says which tables are used, not which there are.
    mostServices: null,
    edges: telling(linkEdges(graph.edges, numbering), roles),
    access: linkAccess(graph.access ?? [], numbering),
    foreignKeys: (graph.foreignKeys ?? []).flatMap(([a, b]) =>
      linkPair(numbering.table(a), numbering.table(b)),
    ),
    transactions: (graph.transactions ?? []).map((transaction) =>
      transaction.steps.flatMap(([name, mode]) =>
        linkStep(numbering.module(name) ?? numbering.table(name), mode),
      ),
    ),
    commits: (graph.commits ?? []).map((names) => numbering.modules(names)),
    useCases: modules.map((name) => useCases.get(name) ?? []),
  };
}

/** Roles as given; a node without one that everybody imports and that touches no table is shared kernel, as in an analysed tree. */
function rolesOf(graph: GraphFile, nodes: GraphFile['nodes']): (ModuleRole | undefined)[] {
  const importers = new Map<string, Set<string>>();
  for (const { from, to, kinds } of graph.edges) {
    if (!kinds.import && !kinds['type-import']) continue;
    const known = importers.get(to);
    if (known) known.add(from);
    else importers.set(to, new Set([from]));
  }
  const touching = new Set(graph.access?.map(({ node }) => node));
  return nodes.map(({ id, role }) => {
    if (role !== undefined || touching.has(id)) return role;
    return isUsedByAll(importers.get(id)?.size ?? 0, nodes.length) ? 'shared-kernel' : undefined;
  });
}

/** Routes, jobs and listeners that reach each module: what a person does with the system, as far as the code tells. */
function entryPointsReaching({ routes, entries }: Facts, modules: readonly string[]): string[][] {
  const reaching = new Map<string, string[]>(modules.map((path) => [path, []]));
  const add = (name: string, reached: readonly string[]): void => {
    for (const path of reached) reaching.get(path)?.push(name);
  };
  for (const { method, path, modules: reached } of routes) add(`${method} ${path}`, reached);
  for (const { kind, name, modules: reached } of entries) add(`${kind} ${name}`, reached);
  return [...reaching.values()];
}

function tableNames(...lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())].sort();
}

function linkEdges(
  edges: readonly { readonly from: string; readonly to: string; readonly kinds: EvidenceEdge['kinds'] }[],
  numbering: Numbering,
): EvidenceEdge[] {
  return edges.flatMap(({ from, to, kinds }) => {
    const a = numbering.module(from);
    const b = numbering.module(to);
    return a === undefined || b === undefined ? [] : [{ from: a, to: b, kinds }];
  });
}

function telling(edges: readonly EvidenceEdge[], roles: readonly (ModuleRole | undefined)[]): EvidenceEdge[] {
  return edges.filter(({ from, to }) => !USED_BY_ALL.has(roles[from]) && !USED_BY_ALL.has(roles[to]));
}

function linkAccess(
  access: readonly { readonly node: string; readonly table: string; readonly mode: AccessMode }[],
  numbering: Numbering,
): Evidence['access'] {
  return access.flatMap(({ node, table, mode }) => {
    const a = numbering.module(node);
    const b = numbering.table(table);
    return a === undefined || b === undefined ? [] : [{ node: a, table: b, mode }];
  });
}

function linkPair(a: number | undefined, b: number | undefined): (readonly [number, number])[] {
  return a === undefined || b === undefined ? [] : [[a, b]];
}

function linkStep(node: number | undefined, mode: AccessMode): (readonly [number, AccessMode])[] {
  return node === undefined ? [] : [[node, mode]];
}
