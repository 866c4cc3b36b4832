/**
 * How long 5 000 modules take to cluster, beside one Louvain-like pass over the same graph; and a whole suggestion over facts of as
 * many modules with 40 000 functions: clustered, refined, god objects shared out, described.
 *
 *     node bench/boundaries/speed.ts
 */
import { leiden } from '../../analysis/src/boundaries/cluster/leiden.ts';
import { fraction } from '../../analysis/src/boundaries/cluster/random.ts';
import { EdgeCollector } from '../../analysis/src/boundaries/cluster/sparse-graph.ts';
import { clusterGraph, type GraphFile, suggestBoundaries } from '../../analysis/src/boundaries/index.ts';
import { largeFacts } from './large-facts.ts';

const MODULES = 5_000;
const PER_SERVICE = 60;
const EDGES_PER_MODULE = 6;
const BAR_MS = 3_000;

const graph = plantedGraph();
const single = new EdgeCollector(MODULES);
const index = new Map(graph.nodes.map(({ id }, i) => [id, i]));
for (const { from, to } of graph.edges) single.add(index.get(from) ?? 0, index.get(to) ?? 0, 1);
const keys = Float64Array.from({ length: MODULES }, (_, i) => fraction(i, 1));
const plain = single.toGraph();

clusterGraph(graph);
const ours = cpuMs(() => clusterGraph(graph));
const once = cpuMs(() => leiden(plain, { resolution: 1, keys }));
console.log(
  `${MODULES} modules, ${graph.edges.length} edges: ${ours.toFixed(0)} ms; one clustering run ${once.toFixed(0)} ms`,
);
console.log(
  `bar ${BAR_MS} ms: ratio ${(ours / BAR_MS).toFixed(2)}; ${(ours / once).toFixed(0)} times one run`,
);

const facts = largeFacts({ modules: MODULES, services: Math.ceil(MODULES / PER_SERVICE), seed: 7 });
suggestBoundaries(facts);
const { splits, refinement } = suggestBoundaries(facts);
const whole = cpuMs(() => suggestBoundaries(facts));
console.log(
  `a whole suggestion over ${facts.edges.length} edges and ${facts.functions.length} functions (${splits.length} god objects, ${refinement.moves.length} moves): ${whole.toFixed(0)} ms, ratio ${(whole / BAR_MS).toFixed(2)}`,
);
if (Math.max(ours, whole) > 1.5 * BAR_MS) process.exitCode = 1;

/** CPU time of this process, so that neighbours on a shared machine do not count. */
function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Services of 60 modules; seven edges in ten stay inside, and names say the service now and then. */
function plantedGraph(): GraphFile {
  const services = Math.ceil(MODULES / PER_SERVICE);
  const draw = (i: number, salt: number): number => fraction(i, salt);
  const edges = Array.from({ length: MODULES * EDGES_PER_MODULE }, (_, e) => {
    const from = e % MODULES;
    const inside = draw(e, 1) < 0.7;
    const to = inside
      ? (from % services) + services * Math.floor((draw(e, 2) * MODULES) / services)
      : Math.floor(draw(e, 3) ** 3 * MODULES);
    return { from: `m${from}`, to: `m${Math.min(to, MODULES - 1)}`, kinds: { import: 1, call: 2 } };
  });
  return {
    nodes: Array.from({ length: MODULES }, (_, i) => ({
      id: `m${i}`,
      words: [
        `service${i % services}`,
        `thing${Math.floor(draw(i, 4) * 300)}`,
        `thing${Math.floor(draw(i, 5) * 300)}`,
      ],
    })),
    edges,
  };
}
