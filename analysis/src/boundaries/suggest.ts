/** The whole way from facts to suggested services. */
import type { Facts, ModuleFacts } from '../graph/facts.ts';
import { OUTSIDE } from '../graph/module-roles.ts';
import { applyConstraints, type ConstrainedPartition } from './apply-constraints.ts';
import type { Boundaries, Decisions } from './boundaries.ts';
import type { ParsedBoundariesFile } from './config.ts';
import { type Constraints, resolveConstraints } from './constraints.ts';
import { type Cut, type CutSource, cutOf, placesOf, refinedCut } from './cut.ts';
import { doorsOf } from './doors.ts';
import { type Evidence, evidenceOfFacts } from './evidence/evidence.ts';
import { type Membership, memberships } from './membership.ts';
import { writingOwners } from './migration-cost.ts';
import { namerOfFacts } from './name-services.ts';
import { type PartitionOptions, partitionOf, UNLINKED } from './partition.ts';
import { describeServices, type Member } from './services.ts';
import { describeSplits } from './split/describe-splits.ts';
import { FunctionIndex } from './split/function-index.ts';
import { metricsOfFacts } from './system-metrics.ts';

export interface SuggestOptions extends PartitionOptions {
  /** A boundaries.yaml to respect, and its name for messages. */
  readonly config?: { readonly parsed: ParsedBoundariesFile; readonly name: string };
}

/**
 * Services that the facts speak for, with their seams and cost. Pure: the same facts give the same services.
 *
 * @throws AnalysisError when the boundaries file contradicts itself on this tree, or asks for more services than there can be.
 * @example const { services } = suggestBoundaries(facts, { granularity: 2 });
 */
export function suggestBoundaries(facts: Facts, options: SuggestOptions = {}): Boundaries {
  const own = evidenceOfFacts(facts);
  const constraints = options.config && constraintsOn(facts, options.config);
  const evidence = constraints ? withPrevious(own, constraints.previous) : own;
  const partition = partitionOf(evidence, { ...limitsOf(constraints), ...options });
  const bend = (labels: Int32Array): ConstrainedPartition =>
    constraints
      ? applyConstraints(evidence.modules, labels, partition.graph, constraints)
      : { labels, names: new Map(), moves: [] };
  const bent = bend(partition.labels);
  const index = new FunctionIndex(facts.functions);
  const source = sourceOf({ facts, index, evidence, partition }, constraints);
  const { namer, outside } = source;
  const plain = cutOf(source, bent, constraints);
  const cut = refinedCut(source, plain, bent, constraints);
  return {
    services: describeServices(cut.facts, {
      members: membersOf(source, cut),
      serviceOf: cut.serviceOf,
      ownerOf: cut.ownerOf,
      seams: cut.seams,
    }),
    shared: new Map(
      facts.modules.flatMap((module): [string, string][] =>
        cut.serviceOf(module.path) === null ? [[module.path, outside.get(module.path) ?? module.role]] : [],
      ),
    ),
    tableOwners: cut.owners,
    splits: describeSplits(cut.splits, cut.facts, index, cut.serviceOf),
    seams: cut.seams,
    metrics: metricsOfFacts(cut.facts, cut.serviceOf),
    refinement: {
      moves: cut.moves.map(({ what, name, from, to }) => ({
        what,
        name,
        from: cut.nameOf(from),
        to: cut.nameOf(to),
      })),
      costWithout: plain.cost,
      cost: cut.cost,
    },
    hierarchy: partition.levels.map(({ granularity, labels }) => {
      const level = bend(labels);
      const nameAt = namer(level.labels, level.names);
      const placeOf = placesOf(source, level.labels);
      return {
        granularity,
        labels: new Map(
          evidence.modules.flatMap((path): [string, string][] => {
            const name = nameAt(placeOf(path));
            return name === null ? [] : [[path, name]];
          }),
        ),
      };
    }),
    transactions: facts.transactions.map((transaction) => ({
      at: { path: transaction.module, line: transaction.line },
      services: writingOwners(transaction.steps, cut.ownerOf),
      steps: transaction.steps,
    })),
    ...(constraints && {
      decisions: decisionsOf({ facts, index, evidence: own, partition }, bent, cut, constraints, options),
    }),
  };
}

type Found = Pick<CutSource, 'facts' | 'index' | 'evidence' | 'partition'>;

function sourceOf(found: Found, constraints: Constraints | undefined): CutSource {
  const { facts, evidence } = found;
  const outside = outsideOf(facts.modules, constraints);
  return {
    ...found,
    outside,
    namer: namerOfFacts(evidence, facts, outside),
    doors: doorsOf(facts, (path) => outside.get(path) === 'infrastructure'),
  };
}

function constraintsOn(facts: Facts, config: NonNullable<SuggestOptions['config']>): Constraints {
  return resolveConstraints(
    config.parsed,
    config.name,
    facts.modules.map((module) => module.path),
    facts.tables.map((table) => table.name),
    facts.functions,
  );
}

function limitsOf(constraints: Constraints | undefined): PartitionOptions {
  return {
    ...(constraints?.granularity === undefined ? {} : { granularity: constraints.granularity }),
    ...(constraints?.count === undefined ? {} : { count: constraints.count }),
  };
}

/** Modules outside every service, with the word for why; a pin is stronger than a role. */
function outsideOf(
  modules: readonly ModuleFacts[],
  constraints: Constraints | undefined,
): Map<string, string> {
  const outside = new Map<string, string>();
  for (const { path, role } of modules) {
    if (constraints?.shared.has(path)) outside.set(path, 'shared-kernel');
    else if (OUTSIDE.has(role) && !constraints?.pinned.has(path)) outside.set(path, role);
  }
  return outside;
}

const SURE: Membership = { confidence: 1, runnerUp: null };
const UNSURE: Membership = { confidence: 0, runnerUp: null };

function membersOf({ facts, evidence, partition, outside }: CutSource, cut: Cut): Map<string, Member[]> {
  const labelOf = new Map(Array.from(new Set(cut.labels), (label) => [cut.nameOf(label), label]));
  const owners = evidence.tables.map((table) => labelOf.get(cut.owners.get(table) ?? null) ?? UNLINKED);
  const sure = memberships(partition.graph, Int32Array.from([...cut.labels, ...owners]), cut.labels.length);
  const isDoorAtHome = doorsAtHome(facts, cut);
  const members = new Map<string, Member[]>();
  evidence.modules.forEach((path, i) => {
    const name = cut.serviceOf(path);
    if (name === null) return;
    const list = members.get(name) ?? [];
    members.set(name, list);
    // A door is where all that it opens is; nothing else ties it.
    const { confidence, runnerUp } = outside.has(path) || isDoorAtHome(path) ? SURE : (sure[i] ?? UNSURE);
    list.push({
      path,
      confidence: Math.round(confidence * 1000) / 1000,
      runnerUp: runnerUp === null ? null : cut.nameOf(runnerUp),
    });
  });
  return members;
}

/** Whether a door, pinned or not, stands where it would by itself. */
function doorsAtHome(facts: Facts, { serviceOf }: Cut): (path: string) => boolean {
  const roles = new Map(facts.modules.map(({ path, role }) => [path, role]));
  const numbers = new Map<string, number>();
  for (const path of roles.keys()) {
    const service = serviceOf(path);
    if (service !== null && !numbers.has(service)) numbers.set(service, numbers.size);
  }
  const labelOf = (path: string) => numbers.get(serviceOf(path) ?? '') ?? UNLINKED;
  const homes = doorsOf(facts, (path) => roles.get(path) === 'infrastructure')(labelOf);
  return (path) => homes.get(path) === labelOf(path);
}

/**
 * What the boundaries file changed, and what that costs against the cut without it, where no pin opens a door either. What refinement or
 * a door would put where the file has it is no change.
 */
function decisionsOf(
  found: Found,
  bent: ConstrainedPartition,
  { nameOf, serviceOf, cost }: Cut,
  constraints: Constraints,
  options: SuggestOptions,
): Decisions {
  const { evidence } = found;
  const partition = constraints.previous.size === 0 ? found.partition : partitionOf(evidence, options);
  const free = { labels: partition.labels, names: new Map() };
  const source = sourceOf({ ...found, partition }, undefined);
  const without = refinedCut(source, cutOf(source, free), free);
  return {
    moves: bent.moves
      .map(({ module, from, to, because }) => ({
        path: evidence.modules[module] as string,
        from: nameOf(from),
        to: nameOf(to),
        because,
      }))
      .filter(({ path, to }) => without.serviceOf(path) !== to),
    left: [...constraints.previous]
      .map(([path, from]) => ({ path, from, to: serviceOf(path) }))
      .filter(({ from, to }) => from !== to)
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
    costWithout: without.cost,
    cost,
    gone: constraints.gone,
  };
}

/** The evidence with an earlier suggestion among it. */
function withPrevious(evidence: Evidence, serviceByModule: ReadonlyMap<string, string>): Evidence {
  const services = Map.groupBy(
    evidence.modules.keys().filter((node) => serviceByModule.has(evidence.modules[node] ?? '')),
    (node) => serviceByModule.get(evidence.modules[node] ?? ''),
  );
  return { ...evidence, previous: [...services.values()] };
}
