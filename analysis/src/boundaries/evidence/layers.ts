/** The evidence as weighted layers over one set of nodes: modules first, tables after them. */
import { hashText } from '../cluster/random.ts';
import { EdgeCollector } from '../cluster/sparse-graph.ts';
import type { Evidence } from './evidence.ts';
import { nameLayer } from './name-layer.ts';
import { twinsOf } from './twins.ts';
import { coAccessLayer, useCaseLayer } from './usage-layers.ts';
import { ownWholeName } from './words.ts';

export type LayerName =
  | 'imports'
  | 'calls'
  | 'relations'
  | 'tables'
  | 'foreign-keys'
  | 'co-access'
  | 'co-write'
  | 'co-change'
  | 'use-cases'
  | 'names'
  | 'namesakes'
  | 'previous';

export type Edge = readonly [a: number, b: number, weight: number];

export interface Layer {
  readonly name: LayerName;
  /** How much it counts beside the others. */
  readonly weight: number;
  /** Normalised: see `normalise`. */
  readonly edges: readonly Edge[];
  /** Its edges hold their ends together and count for no strength (`Frame.graphOf`). */
  readonly holds?: boolean;
}

/** Layers that say what is alike; all others say what uses what. */
const LIKENESS: ReadonlySet<LayerName> = new Set<LayerName>(['names', 'use-cases']);

/** All pairs of nodes that use each other, in one way or more. */
export function dependenciesOf(layers: readonly Layer[]): (readonly [a: number, b: number])[] {
  return layers.flatMap(({ name, edges }) =>
    LIKENESS.has(name) ? [] : edges.map(([a, b]) => [a, b] as const),
  );
}

/**
 * One set of weights for every system. They say what a layer counts per module that has such evidence, since layers are
 * normalised by degree first. README.md beside this folder tells what each buys and how little ±25 % changes.
 */
export const LAYER_WEIGHTS: Readonly<Record<LayerName, number>> = {
  imports: 1,
  calls: 1,
  relations: 0.5,
  tables: 0.5,
  'foreign-keys': 0.5,
  'co-access': 1,
  'co-write': 0.25,
  'co-change': 1,
  'use-cases': 0.25,
  names: 1,
  namesakes: 1,
  previous: 1,
};

/**
 * Names where no dependency is known: nothing tells the words that name a thing from those that name a kind of thing. They
 * only settle what the other evidence leaves open.
 */
const UNPROVEN_NAMES = 0.05;

/** Bulk commits couple everything with everything. */
const MAX_COMMIT_MODULES = 40;

/** All layers that have any edge, in a fixed order. */
export function buildLayers(
  evidence: Evidence,
  weights: Readonly<Record<LayerName, number>> = LAYER_WEIGHTS,
): Layer[] {
  const imports = normalise(importLayer(evidence));
  const calls = normalise(callLayer(evidence));
  const edges: Readonly<Record<LayerName, readonly Edge[]>> = {
    imports,
    calls,
    relations: normalise(kindLayer(evidence, 'relation')),
    tables: normalise(tableLayer(evidence)),
    'foreign-keys': normalise(foreignKeyLayer(evidence)),
    'co-access': asOneOfTwins(
      evidence,
      coAccessLayer(evidence, (node) => node < evidence.modules.length),
    ),
    'co-write': normalise(coAccessLayer(evidence, (node) => node >= evidence.modules.length)),
    'co-change': normalise(coChangeLayer(evidence)),
    'use-cases': normalise(useCaseLayer(evidence)),
    names: normalise(nameLayer(evidence)),
    namesakes: amongNamesakes(evidence, [...imports, ...calls]),
    previous: normalise(previousLayer(evidence)),
  };
  const namesAreProven = evidence.edges.length > 0;
  return (Object.keys(edges) as LayerName[])
    .map((name) => ({
      name,
      weight: name === 'names' && !namesAreProven ? UNPROVEN_NAMES * weights.names : weights[name],
      edges: edges[name],
      holds: name === 'namesakes',
    }))
    .filter((layer) => layer.weight > 0 && layer.edges.length > 0);
}

/**
 * `order.controller` that uses `order.service` is one thing in two layers, whatever else the controller calls: both the name and
 * the code say so. Either alone says less: most modules use some of other services, and `order.ts` is often two things.
 *
 * What a module exports does not make it a namesake: `routes/orders` has routers of carts and payments, too.
 */
function amongNamesakes({ words }: Evidence, edges: readonly Edge[]): Edge[] {
  const files = words.map(ownWholeName);
  return edges.filter(([a, b]) => files[a] !== undefined && files[a] === files[b]);
}

/** Modules that a module is tied to in its previous service: enough to hold it there, whatever the service's size. */
const HELD_BY = 8;

/** The previous partition: each module tied to some others of its service, drawn by name so that one more changes few. */
function previousLayer(evidence: Evidence): EdgeCollector {
  const layer = new EdgeCollector(nodeCount(evidence));
  for (const members of evidence.previous ?? []) {
    const drawn = [...members].sort((a, b) => drawOf(evidence, a) - drawOf(evidence, b) || a - b);
    drawn.forEach((member, i) => {
      for (let step = 1; step <= Math.min(HELD_BY / 2, drawn.length - 1); step += 1)
        layer.add(member, drawn[(i + step) % drawn.length] as number, 1);
    });
  }
  return layer;
}

function drawOf(evidence: Evidence, module: number): number {
  return hashText(evidence.modules[module] ?? '', 23);
}

export function nodeCount(evidence: Evidence): number {
  return evidence.modules.length + evidence.tables.length;
}

/**
 * w / √(sₐ s_b): a tie of two hubs says little, the only tie of a module says much; and a layer with a million entries
 * counts no more than one with a hundred.
 */
function normalise(layer: EdgeCollector): Edge[] {
  const edges = [...layer.edges()];
  const strength = new Float64Array(layer.size);
  for (const [a, b, weight] of edges) {
    strength[a] = (strength[a] as number) + weight;
    strength[b] = (strength[b] as number) + weight;
  }
  return edges.map(([a, b, weight]) => [
    a,
    b,
    weight / Math.sqrt((strength[a] as number) * (strength[b] as number)),
  ]);
}

/** Normalised, and `m` twins weigh together as one entity. */
function asOneOfTwins(evidence: Evidence, layer: EdgeCollector): Edge[] {
  const twins = twinsOf(evidence);
  return normalise(layer).map(([a, b, weight]) => [
    a,
    b,
    weight / ((twins[a] as number) * (twins[b] as number)),
  ]);
}

/** Type-only imports count as much as others: leaving them out costs 0.15 ARI. They are free only when a cut is priced. */
function importLayer(evidence: Evidence): EdgeCollector {
  const layer = new EdgeCollector(nodeCount(evidence));
  for (const { from, to, kinds } of evidence.edges)
    if (kinds.import || kinds['type-import']) layer.add(from, to, 1);
  return layer;
}

/** Calls, injections, lookups by name and events: what happens at run time. */
function callLayer(evidence: Evidence): EdgeCollector {
  const layer = new EdgeCollector(nodeCount(evidence));
  for (const { from, to, kinds } of evidence.edges) {
    const uses = (kinds.call ?? 0) + (kinds.inject ?? 0) + (kinds.name ?? 0) + (kinds.event ?? 0);
    if (uses > 0) layer.add(from, to, 1 + Math.log(Math.max(1, uses)));
  }
  return layer;
}

function kindLayer(evidence: Evidence, kind: 'relation'): EdgeCollector {
  const layer = new EdgeCollector(nodeCount(evidence));
  for (const { from, to, kinds } of evidence.edges) if (kinds[kind]) layer.add(from, to, 1);
  return layer;
}

/** A writer is tied to its table three times as strongly as a reader: readers can ask, the owner must write. */
function tableLayer(evidence: Evidence): EdgeCollector {
  const strongest = new Map<string, { node: number; table: number; weight: number }>();
  for (const { node, table, mode } of evidence.access) {
    const key = `${node}:${table}`;
    const weight = mode === 'W' ? 3 : 1;
    const known = strongest.get(key);
    if (!known || known.weight < weight) strongest.set(key, { node, table, weight });
  }
  const layer = new EdgeCollector(nodeCount(evidence));
  for (const { node, table, weight } of strongest.values()) layer.add(node, table, weight);
  return layer;
}

function foreignKeyLayer(evidence: Evidence): EdgeCollector {
  const layer = new EdgeCollector(nodeCount(evidence));
  for (const [a, b] of evidence.foreignKeys) layer.add(a, b, 1);
  return layer;
}

/** Each commit of n modules gives each of them the same total, 1, however many pairs that is. */
function coChangeLayer(evidence: Evidence): EdgeCollector {
  const layer = new EdgeCollector(nodeCount(evidence));
  for (const commit of evidence.commits) {
    if (commit.length < 2 || commit.length > MAX_COMMIT_MODULES) continue;
    for (const [i, a] of commit.entries()) {
      for (const b of commit.slice(i + 1)) layer.add(a, b, 1 / (commit.length - 1));
    }
  }
  return layer;
}
