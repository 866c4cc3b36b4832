/** Refinement of a suggestion: which modules and tables stand elsewhere than the evidence alone would put them, as it is cheaper. */
import type { Facts } from '../../graph/facts.ts';
import type { Constraints } from '../constraints.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { rankedOwners } from '../ownership.ts';
import type { Partition } from '../partition.ts';
import { CutModel } from './cut-model.ts';
import { refine } from './refine.ts';

/** A table goes elsewhere only where another service has nearly as good a claim: cheaper is no reason to give orders away. */
const NEAR_CLAIM = 0.8;

export interface RefinedCut {
  /** One label a module. */
  readonly labels: Int32Array;
  /** Labels of the tables that went to another owner than most of their use speaks for. */
  readonly tables: ReadonlyMap<string, number>;
  readonly moves: readonly {
    readonly what: 'module' | 'table';
    readonly name: string;
    readonly from: number;
    readonly to: number;
  }[];
}

export interface RefineContext {
  readonly facts: Facts;
  readonly evidence: Evidence;
  readonly partition: Partition;
  readonly isOutside: (module: string) => boolean;
  /** What people decided about stays as it is. */
  readonly constraints: Constraints | undefined;
  /** Label of a service that people gave a table to. */
  readonly labelOf: (service: string) => number | undefined;
}

/** @param labels of the modules; negative: in no service. */
export function refineCut(labels: Int32Array, context: RefineContext): RefinedCut {
  const { facts, evidence, partition, isOutside, constraints } = context;
  const { modules, tables } = evidence;
  const services = new Int32Array(modules.length + tables.length).fill(-1);
  modules.forEach((path, i) => {
    if (!isOutside(path)) services[i] = labels[i] as number;
  });
  const position = new Map(modules.map((path, i) => [path, i]));
  const serviceOf = (path: string): number => services[position.get(path) ?? -1] ?? -1;
  const claims = rankedOwners(facts, (path) => (serviceOf(path) < 0 ? null : String(serviceOf(path))));
  tables.forEach((table, i) => {
    const decided = constraints?.tables.get(table);
    const owner = decided === undefined ? claims.get(table)?.[0]?.[0] : context.labelOf(decided);
    services[modules.length + i] = owner === undefined ? -1 : Number(owner);
  });
  const count = services.reduce((most, service) => Math.max(most, service), -1) + 1;
  const model = new CutModel(facts, evidence, services, count);
  const fixed = decidedNodes(constraints);
  const moves = refine({
    model,
    graph: partition.graph,
    modules: modules.length,
    resolution: partition.granularity,
    isFixed: (node) =>
      fixed.has(modules[node] ?? '') || constraints?.tables.has(tables[node - modules.length] ?? '') === true,
    ownersFor: (node) => {
      const [first, ...others] = claims.get(tables[node - modules.length] ?? '') ?? [];
      const near = others.filter(([, score]) => first && score >= NEAR_CLAIM * first[1]);
      return new Set([...(first ? [first] : []), ...near].map(([service]) => Number(service)));
    },
  });
  const refined = labels.slice();
  const movedTables = new Map<string, number>();
  const told = moves.map(({ node, from, to }) => {
    const table = tables[node - modules.length];
    if (table !== undefined) {
      movedTables.set(table, to);
      return { what: 'table' as const, name: table, from, to };
    }
    refined[node] = to;
    return { what: 'module' as const, name: modules[node] ?? '', from, to };
  });
  return { labels: refined, tables: movedTables, moves: told };
}

function decidedNodes(constraints: Constraints | undefined): ReadonlySet<string> {
  if (!constraints) return new Set();
  return new Set([
    ...constraints.pinned.keys(),
    ...constraints.together.flat(),
    ...constraints.apart.flat(2),
  ]);
}
