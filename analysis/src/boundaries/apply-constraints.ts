/** Bends a partition to what people decided, moving as little else as possible, and says what was moved. */
import type { SparseGraph } from './cluster/sparse-graph.ts';
import type { Constraints } from './constraints.ts';

export interface ConstrainedPartition {
  /** One label a module; `UNLINKED` (−1) for modules outside every service. */
  readonly labels: Int32Array;
  /** Names that the file gives, by label. */
  readonly names: ReadonlyMap<number, string>;
  readonly moves: readonly Move[];
}

export interface Move {
  readonly module: number;
  /** Labels; −1: no service. */
  readonly from: number;
  readonly to: number;
  readonly because: 'pinned' | 'together' | 'apart' | 'shared';
}

/**
 * The cheapest way first: a pinned service takes over the cluster that holds most of its modules, and only the rest moves.
 *
 * @param modules names of the modules; labels and the graph's first nodes are in this order.
 */
export function applyConstraints(
  modules: readonly string[],
  labels: Int32Array,
  graph: SparseGraph,
  constraints: Constraints,
): ConstrainedPartition {
  const state = new Bending(modules, labels, graph);
  const names = state.seatPinned(constraints.pinned);
  for (const [label, name] of state.seatsOf(constraints.previous))
    if (!names.has(label)) names.set(label, name);
  state.shareGroups(constraints.together, constraints.pinned);
  state.separate(constraints.apart, constraints.pinned);
  state.takeOut(constraints.shared);
  return { labels: state.labels, names, moves: state.moves };
}

class Bending {
  readonly labels: Int32Array;
  readonly moves: Move[] = [];
  readonly #nodes: ReadonlyMap<string, number>;
  readonly #graph: SparseGraph;
  #next: number;

  constructor(modules: readonly string[], labels: Int32Array, graph: SparseGraph) {
    this.labels = labels.slice(0, modules.length);
    this.#nodes = new Map(modules.map((name, i) => [name, i]));
    this.#graph = graph;
    this.#next = this.labels.reduce((most, label) => Math.max(most, label), -1) + 1;
  }

  /** Names the cluster of each pinned service and moves its pins there; each cluster can be one service's only. */
  seatPinned(pinned: ReadonlyMap<string, string>): Map<number, string> {
    const names = this.seatsOf(pinned);
    const seats = new Map([...names].map(([label, service]) => [service, label]));
    for (const [service, nodes] of this.#membersOf(pinned)) {
      const label = seats.get(service) ?? this.#newLabel();
      names.set(label, service);
      for (const node of nodes) this.#move(node, label, 'pinned');
    }
    return names;
  }

  /** The cluster that holds most of each service, for as many services as find one: label → service. */
  seatsOf(serviceByModule: ReadonlyMap<string, string>): Map<number, string> {
    const bids = [...this.#membersOf(serviceByModule)].flatMap(([service, nodes]) =>
      [...this.#countLabels(nodes)].map(([label, held]) => ({ service, label, held })),
    );
    bids.sort((a, b) => b.held - a.held || (a.service < b.service ? -1 : 1) || a.label - b.label);
    const seated = new Set<string>();
    const names = new Map<number, string>();
    for (const { service, label } of bids) {
      if (seated.has(service) || names.has(label)) continue;
      seated.add(service);
      names.set(label, service);
    }
    return names;
  }

  #membersOf(serviceByModule: ReadonlyMap<string, string>): Map<string, number[]> {
    const members = new Map<string, number[]>();
    for (const [path, service] of serviceByModule) {
      const node = this.#nodes.get(path);
      if (node !== undefined) members.set(service, [...(members.get(service) ?? []), node]);
    }
    return members;
  }

  /** A group goes where one of it is pinned, else where most of it is. */
  shareGroups(groups: Constraints['together'], pinned: ReadonlyMap<string, string>): void {
    for (const group of groups) {
      const nodes = this.#nodesOf(group);
      const fixed = group.find((path) => pinned.has(path));
      const anchor = fixed === undefined ? undefined : this.#nodes.get(fixed);
      const [most] = [...this.#countLabels(nodes)].sort(([a, x], [b, y]) => y - x || a - b)[0] ?? [];
      const label = anchor === undefined ? (most ?? this.#newLabel()) : (this.labels[anchor] as number);
      for (const node of nodes) this.#move(node, label, 'together');
    }
  }

  /** Of two entries in one service the one less tied to it leaves, for the service it is tied to next. */
  separate(groups: Constraints['apart'], pinned: ReadonlyMap<string, string>): void {
    const fixed = new Set(this.#nodesOf([...pinned.keys()]));
    for (const group of groups) {
      const entries = group.map((entry) => this.#nodesOf(entry)).filter((nodes) => nodes.length > 0);
      const isFixed = (nodes: readonly number[]): boolean => nodes.some((node) => fixed.has(node));
      // Pinned entries choose first, then those with most modules.
      entries.sort((a, b) => Number(isFixed(b)) - Number(isFixed(a)) || b.length - a.length);
      const taken = new Set<number>();
      for (const nodes of entries) {
        const current = new Set(nodes.map((node) => this.labels[node] as number));
        if (![...current].some((label) => taken.has(label)) || isFixed(nodes)) {
          for (const label of current) taken.add(label);
          continue;
        }
        const label = this.#nearest(nodes, taken);
        for (const node of nodes) this.#move(node, label, 'apart');
        taken.add(label);
      }
    }
  }

  takeOut(shared: ReadonlySet<string>): void {
    for (const path of shared) {
      const node = this.#nodes.get(path);
      if (node !== undefined) this.#move(node, -1, 'shared');
    }
  }

  #move(node: number, to: number, because: Move['because']): void {
    const from = this.labels[node] as number;
    if (from === to) return;
    this.labels[node] = to;
    this.moves.push({ module: node, from, to, because });
  }

  #newLabel(): number {
    this.#next += 1;
    return this.#next - 1;
  }

  #nodesOf(paths: readonly string[]): number[] {
    return paths.flatMap((path) => this.#nodes.get(path) ?? []);
  }

  #countLabels(nodes: readonly number[]): Map<number, number> {
    const counts = new Map<number, number>();
    for (const node of nodes) {
      const label = this.labels[node] as number;
      if (label >= 0) counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    return counts;
  }

  /** The service that the nodes are tied to most, outside `taken`; a new one when there is none. */
  #nearest(nodes: readonly number[], taken: ReadonlySet<number>): number {
    const ties = new Map<number, number>();
    const { offsets, targets, weights } = this.#graph;
    for (const node of nodes) {
      for (let e = offsets[node] as number; e < (offsets[node + 1] as number); e += 1) {
        const label = this.labels[targets[e] as number];
        if (label === undefined || label < 0 || taken.has(label)) continue;
        ties.set(label, (ties.get(label) ?? 0) + (weights[e] as number));
      }
    }
    const [label] = [...ties].sort(([a, x], [b, y]) => y - x || a - b)[0] ?? [];
    return label ?? this.#newLabel();
  }
}
