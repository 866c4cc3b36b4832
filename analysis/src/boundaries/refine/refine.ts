/**
 * Local moves that make a cut cheaper without leaving what the evidence says: modules go to a service next to them, tables to
 * another service that writes them.
 *
 * In the manner of Fiduccia and Mattheyses (DAC 1982): the best move first, also where it makes things worse for the moment,
 * each node once a pass, and then back to the best point of the pass. So two modules that pay only together are found.
 */
import type { SparseGraph } from '../cluster/sparse-graph.ts';
import type { CutModel } from './cut-model.ts';

export interface RefineInput {
  readonly model: CutModel;
  /** All evidence; its nodes are the model's. */
  readonly graph: SparseGraph;
  readonly modules: number;
  /** Of the level that is refined: a larger service needs more ties to draw a module. */
  readonly resolution: number;
  /** Nodes that stay. */
  readonly isFixed: (node: number) => boolean;
  /** Services that a table may go to. */
  readonly ownersFor: (table: number) => ReadonlySet<number>;
  /** What a tie in the evidence counts against what a crossing costs, both summed over the whole graph. */
  readonly evidenceWeight?: number;
}

export interface RefineMove {
  readonly node: number;
  readonly from: number;
  readonly to: number;
}

/** README.md tells how agreement with real splits changes with it. */
const EVIDENCE_WEIGHT = 4;
const MAX_PASSES = 4;
/** Moves without a new best after which a pass ends. */
const PATIENCE = 40;
/** No service gets smaller than this by losing modules. */
const MIN_MODULES = 2;
/** No service gets larger than the largest was, by more than a quarter: one service for all would be the cheapest. */
const LARGEST_GROWTH = 1.25;
/** Price units: a move that saves less is not worth a changed suggestion. */
const MIN_SAVING = 1;

/** The moves that remain, net, sorted by node; the model ends in the refined state. */
export function refine(input: RefineInput): RefineMove[] {
  const before = input.model.services.slice();
  const refiner = new Refiner(input);
  for (let pass = 0; pass < MAX_PASSES; pass += 1) if (!refiner.pass()) break;
  return Array.from(before, (from, node) => ({
    node,
    from,
    to: input.model.services[node] as number,
  })).filter(({ from, to }) => from !== to);
}

interface Candidate {
  readonly node: number;
  readonly to: number;
  readonly gain: number;
}

class Refiner {
  readonly #input: RefineInput;
  readonly #services: Int32Array;
  /** Price of one unit of evidence. */
  readonly #evidencePrice: number;
  readonly #strengthOf: Float64Array;
  readonly #modulesOf: Int32Array;
  readonly #mostModules: number;

  constructor(input: RefineInput) {
    const { model, graph, modules } = input;
    this.#input = input;
    this.#services = model.services;
    const weight = input.evidenceWeight ?? EVIDENCE_WEIGHT;
    this.#evidencePrice = graph.total === 0 ? 0 : (weight * model.potential) / (graph.total / 2);
    const count = this.#services.reduce((most, service) => Math.max(most, service), -1) + 1;
    this.#strengthOf = new Float64Array(count);
    this.#modulesOf = new Int32Array(count);
    this.#services.forEach((service, node) => {
      if (service < 0) return;
      this.#strengthOf[service] = (this.#strengthOf[service] as number) + (graph.strengths[node] as number);
      if (node < modules) this.#modulesOf[service] = (this.#modulesOf[service] as number) + 1;
    });
    this.#mostModules = LARGEST_GROWTH * this.#modulesOf.reduce((most, size) => Math.max(most, size), 0);
  }

  /** Whether the pass made the cut better. */
  pass(): boolean {
    const queue = new BestFirst();
    const locked = new Set<number>();
    for (let node = 0; node < this.#services.length; node += 1) this.#offer(queue, node);
    const done: { node: number; from: number }[] = [];
    let gain = 0;
    let best = { gain: 0, moves: 0 };
    for (let next = queue.take(); next; next = queue.take()) {
      if (locked.has(next.node)) continue;
      const now = this.#bestMove(next.node);
      if (!now) continue;
      if (now.gain < next.gain - 1e-9) {
        queue.add(now);
        continue;
      }
      done.push({ node: now.node, from: this.#services[now.node] as number });
      this.#move(now.node, now.to);
      locked.add(now.node);
      gain += now.gain;
      if (gain > best.gain + 1e-9) best = { gain, moves: done.length };
      else if (done.length - best.moves >= PATIENCE) break;
      for (const other of new Set(this.#input.model.neighbours(now.node)))
        if (!locked.has(other)) this.#offer(queue, other);
    }
    if (best.gain < MIN_SAVING) best = { gain: 0, moves: 0 };
    for (const { node, from } of done.slice(best.moves).reverse()) this.#move(node, from);
    return best.moves > 0;
  }

  #offer(queue: BestFirst, node: number): void {
    const move = this.#bestMove(node);
    if (move) queue.add(move);
  }

  #bestMove(node: number): Candidate | null {
    const { isFixed, model, modules, ownersFor } = this.#input;
    const from = this.#services[node] as number;
    if (from < 0 || isFixed(node)) return null;
    const isModule = node < modules;
    if (isModule && (this.#modulesOf[from] as number) <= MIN_MODULES) return null;
    const targets = isModule ? model.servicesAround(node) : ownersFor(node);
    let best: Candidate | null = null;
    for (const to of [...targets].sort((a, b) => a - b)) {
      if (to === from || (isModule && (this.#modulesOf[to] as number) >= this.#mostModules)) continue;
      const gain = this.#gainOf(node, from, to);
      if (!best || gain > best.gain + 1e-9) best = { node, to, gain };
    }
    return best;
  }

  #gainOf(node: number, from: number, to: number): number {
    const { model } = this.#input;
    const before = model.price;
    model.move(node, to);
    const saved = before - model.price;
    model.move(node, from);
    // The evidence holds back and never drives: what it alone would move, the clustering has settled.
    return saved + this.#evidencePrice * Math.min(0, this.#evidenceGain(node, from, to));
  }

  /** Of modularity, in units of evidence. */
  #evidenceGain(node: number, from: number, to: number): number {
    const { graph } = this.#input;
    let ties = 0;
    for (let e = graph.offsets[node] as number; e < (graph.offsets[node + 1] as number); e += 1) {
      const service = this.#services[graph.targets[e] as number];
      if (service === to) ties += graph.weights[e] as number;
      else if (service === from) ties -= graph.weights[e] as number;
    }
    if (graph.total === 0) return 0;
    const own = graph.strengths[node] as number;
    const larger = (this.#strengthOf[to] as number) - (this.#strengthOf[from] as number) + own;
    return ties - (this.#input.resolution * own * larger) / graph.total;
  }

  #move(node: number, to: number): void {
    const { graph, model, modules } = this.#input;
    const from = this.#services[node] as number;
    const strength = graph.strengths[node] as number;
    this.#strengthOf[from] = (this.#strengthOf[from] as number) - strength;
    this.#strengthOf[to] = (this.#strengthOf[to] as number) + strength;
    if (node < modules) {
      this.#modulesOf[from] = (this.#modulesOf[from] as number) - 1;
      this.#modulesOf[to] = (this.#modulesOf[to] as number) + 1;
    }
    model.move(node, to);
  }
}

/** A heap: the largest gain first, among equals the smaller node. */
class BestFirst {
  readonly #heap: Candidate[] = [];

  add(candidate: Candidate): void {
    const heap = this.#heap;
    let at = heap.push(candidate) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBetter(candidate, heap[parent] as Candidate)) break;
      heap[at] = heap[parent] as Candidate;
      at = parent;
    }
    heap[at] = candidate;
  }

  take(): Candidate | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBetter(heap[child + 1] as Candidate, heap[child] as Candidate))
        child += 1;
      if (!isBetter(heap[child] as Candidate, last)) break;
      heap[at] = heap[child] as Candidate;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBetter(a: Candidate, b: Candidate): boolean {
  return a.gain > b.gain || (a.gain === b.gain && a.node < b.node);
}
