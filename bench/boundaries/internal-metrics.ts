/**
 * The internal metrics of FSE'21 at matched K: for every released partition of each published tool, ours on the same call
 * graph and use cases with as many services. Medians over K; a tool dominates when it is at least as good on all four.
 *
 *     BANYAN_DATASETS=<folder> node bench/boundaries/internal-metrics.ts
 */
import { clusterGraph } from '../../analysis/src/boundaries/index.ts';
import { type PartitionMetrics, partitionMetrics } from '../../analysis/src/boundaries/metrics.ts';
import { type CargoApplication, callSystem, cargoApplication } from './systems.ts';

const APPLICATIONS = ['daytrader', 'acmeair', 'jpetstore', 'plants'] as const;
type Measures = Pick<PartitionMetrics, 'sm' | 'icp' | 'ifn' | 'ned'>;

const datasets = process.env['BANYAN_DATASETS'];
if (datasets === undefined) {
  console.error('BANYAN_DATASETS is not set; give the folder of datasets.');
  process.exit(2);
}
let dominated = 0;
console.log(
  '| application | tool | SM: theirs, ours | ICP | IFN | NED | dominates us |\n|---|---|---|---|---|---|---|',
);
for (const name of APPLICATIONS) {
  const app = cargoApplication(datasets, name);
  const { graph } = callSystem(datasets, name, null, true);
  const oursAt = new Map<number, Measures | null>();
  for (const [tool, runs] of Object.entries(app.partitions)) {
    const pairs = Object.values(runs).flatMap((vector) => {
      const count = new Set(vector.filter((label) => label !== null)).size;
      if (!oursAt.has(count)) oursAt.set(count, ours(graph, count, app));
      const own = oursAt.get(count);
      return own ? [{ theirs: measure(app, (i) => vector[i] ?? null), ours: own }] : [];
    });
    if (pairs.length === 0) continue;
    const theirs = medians(pairs.map((pair) => pair.theirs));
    const own = medians(pairs.map((pair) => pair.ours));
    const dominates =
      theirs.sm >= own.sm && theirs.icp <= own.icp && theirs.ifn <= own.ifn && theirs.ned <= own.ned;
    if (dominates) dominated += 1;
    const cell = (key: keyof Measures): string => `${theirs[key].toFixed(3)}, ${own[key].toFixed(3)}`;
    console.log(
      `| ${name} | ${tool} | ${cell('sm')} | ${cell('icp')} | ${cell('ifn')} | ${cell('ned')} | ${dominates ? 'yes' : 'no'} |`,
    );
  }
}
console.log(`\ndominated on ${dominated} rows`);
if (dominated > 0) process.exitCode = 1;

/** `null` where so many services cannot be told apart. */
function ours(
  graph: Parameters<typeof clusterGraph>[0],
  count: number,
  app: CargoApplication,
): Measures | null {
  try {
    const { clusters } = clusterGraph(graph, { count });
    return measure(app, (i) => clusters[app.nodes[i] as string] ?? null);
  } catch {
    return null;
  }
}

function measure(app: CargoApplication, labelOf: (node: number) => string | number | null): Measures {
  const members = [...app.nodes.keys()].filter(
    (node) => app.nodes[node] !== app.root && labelOf(node) !== null,
  );
  const position = new Map(members.map((node, i) => [node, i]));
  const numbers = new Map<string | number, number>();
  const labels = members.map((node) => {
    const label = labelOf(node) as string | number;
    if (!numbers.has(label)) numbers.set(label, numbers.size);
    return numbers.get(label) as number;
  });
  const calls = app.calls.flatMap(([from, to, weight]) => {
    const [a, b] = [position.get(from), position.get(to)];
    return a === undefined || b === undefined ? [] : [{ a, b, weight }];
  });
  const between = calls.filter(({ a, b }) => a !== b);
  return partitionMetrics(
    {
      size: members.length,
      from: between.map(({ a }) => a),
      to: between.map(({ b }) => b),
      weight: between.map(({ weight }) => weight),
      selfCalling: calls.filter(({ a, b }) => a === b).map(({ a }) => a),
    },
    labels,
  );
}

function medians(list: readonly Measures[]): Measures {
  const median = (key: keyof Measures): number => {
    const values = list.map((one) => one[key]).sort((a, b) => a - b);
    return values[Math.floor(values.length / 2)] ?? 0;
  };
  return { sm: median('sm'), icp: median('icp'), ifn: median('ifn'), ned: median('ned') };
}
