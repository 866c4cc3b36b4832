import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { partitionMetrics } from '../../src/boundaries/metrics.ts';

/** Two services {a, b, c} and {d, e}; a→b twice, b→c, d→e, c→d, d→c; c and e call themselves. */
const small = {
  size: 5,
  from: [0, 1, 3, 2, 3],
  to: [1, 2, 4, 3, 2],
  weight: [2, 1, 1, 1, Math.E],
  selfCalling: [2, 4],
  useCases: [['buy'], ['buy', 'list'], [], ['list'], ['list']],
};

describe('partitionMetrics', () => {
  it('equals values worked out by hand', () => {
    const metrics = partitionMetrics(small, [0, 0, 0, 1, 1]);
    // Cohesion: 2 pairs of 9, 1 of 4; the self calls are of the elements listed last, which do not count.
    // Coupling: the pair {c, d} is linked once, over 2·3·2; each pair of services counts twice.
    expect(metrics.sm).toBeCloseTo((2 / 9 + 1 / 4) / 2 - 2 * (1 / 12), 10);
    // Volumes 1+ln w: inside 1+ln 2, 1, 1; across 1 and 2.
    expect(metrics.icp).toBeCloseTo(3 / (6 + Math.log(2)), 10);
    expect(metrics.ifn).toBe(1 / 2);
    expect(metrics.ned).toBe(1);
    // {buy, list, Unknown} and {list}.
    expect(metrics.bcp).toBeCloseTo(Math.log(3) / 2, 10);
  });

  it('counts a self call of an element that is not listed last', () => {
    const one = { size: 2, from: [0], to: [1], weight: [1], selfCalling: [0] };
    expect(partitionMetrics(one, [0, 0]).sm).toBe(2 / 4);
  });

  it('has no coupling in one service, and no purity without use cases', () => {
    const metrics = partitionMetrics({ size: 2, from: [0], to: [1], weight: [1] }, [0, 0]);
    expect(metrics).toEqual({ sm: 1 / 4, icp: 0, ifn: 0, ned: 1, bcp: null });
  });
});

interface Application {
  readonly nodes: readonly string[];
  readonly root: string;
  readonly calls: readonly (readonly [number, number, number])[];
  readonly useCases: readonly string[];
  readonly nodeUseCases: readonly (readonly number[])[];
  readonly partitions: Readonly<Record<string, Readonly<Record<string, readonly (number | null)[]>>>>;
}
type Golden = Readonly<
  Record<
    string,
    Readonly<
      Record<string, Readonly<Record<string, Readonly<Record<'SM' | 'ICP' | 'IFN' | 'NED' | 'BCP', number>>>>>
    >
  >
>;

const datasets = process.env['BANYAN_DATASETS'];
const folder = datasets === undefined ? '' : join(datasets, 'cargo-mono2micro');
const haveDatasets = datasets !== undefined && existsSync(join(folder, 'golden-metrics.json'));
if (!haveDatasets)
  console.warn('skipped: golden metric vectors; set BANYAN_DATASETS to the folder of datasets');

describe.skipIf(!haveDatasets)('partitionMetrics on the golden vectors', () => {
  const golden: Golden = haveDatasets
    ? JSON.parse(readFileSync(join(folder, 'golden-metrics.json'), 'utf8'))
    : {};

  it.each(Object.keys(golden))('equals every released partition of %s to three decimals', (name) => {
    const application: Application = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    let compared = 0;
    for (const [algorithm, runs] of Object.entries(golden[name] ?? {})) {
      for (const [run, expected] of Object.entries(runs)) {
        const vector = application.partitions[algorithm]?.[run];
        expect(vector, `${algorithm} ${run}`).toBeDefined();
        const metrics = metricsOf(application, vector ?? []);
        expect(
          {
            SM: metrics.sm,
            ICP: metrics.icp,
            IFN: metrics.ifn,
            NED: metrics.ned,
            BCP: metrics.bcp ?? Number.NaN,
          },
          `${algorithm} ${run}`,
        ).toEqual({
          SM: expect.closeTo(expected.SM, 3),
          ICP: expect.closeTo(expected.ICP, 3),
          IFN: expect.closeTo(expected.IFN, 3),
          NED: expect.closeTo(expected.NED, 3),
          BCP: expect.closeTo(expected.BCP, 3),
        });
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(10);
  });
});

function metricsOf(application: Application, vector: readonly (number | null)[]) {
  const members = application.nodes.flatMap((node, i) =>
    node === application.root || vector[i] === null ? [] : [i],
  );
  const position = new Map(members.map((node, i) => [node, i]));
  const calls = application.calls.flatMap(([from, to, weight]) => {
    const a = position.get(from);
    const b = position.get(to);
    return a === undefined || b === undefined ? [] : [{ a, b, weight }];
  });
  const between = calls.filter(({ a, b }) => a !== b);
  const numbers = new Map<number, number>();
  const labels = members.map((node) => {
    const label = vector[node] ?? -1;
    if (!numbers.has(label)) numbers.set(label, numbers.size);
    return numbers.get(label) ?? 0;
  });
  return partitionMetrics(
    {
      size: members.length,
      from: between.map(({ a }) => a),
      to: between.map(({ b }) => b),
      weight: between.map(({ weight }) => weight),
      selfCalling: calls.filter(({ a, b }) => a === b).map(({ a }) => a),
      useCases: members.map((node) => application.nodeUseCases[node] ?? []),
    },
    labels,
  );
}
