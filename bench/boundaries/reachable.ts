/**
 * What the bars of the agreement table allow in hindsight: weights of the layers drawn at random between a quarter and four
 * times what they are, every stop of the slider, and for each row with a bar how many draws hold a cut that reaches it.
 *
 *     BANYAN_DATASETS=<folder> node bench/boundaries/reachable.ts [--draws 100]
 *
 * No bench of the engine, which has one configuration: it tells a bar that the engine misses from one that its evidence misses.
 */
import { parseArgs } from 'node:util';
import { type Agreement, agreement } from '../../analysis/src/boundaries/agreement.ts';
import { fraction } from '../../analysis/src/boundaries/cluster/random.ts';
import { evidenceOfGraph } from '../../analysis/src/boundaries/evidence/evidence.ts';
import { LAYER_WEIGHTS } from '../../analysis/src/boundaries/evidence/layers.ts';
import { partitionOf } from '../../analysis/src/boundaries/partition.ts';
import { agreementRows, type Bar, pair, reaches } from './agreement-rows.ts';
import type { Weights } from './scoring.ts';
import type { System } from './systems.ts';

/** Weights are drawn between this share of what they are and its inverse, evenly on a log scale. */
const SPREAD = 4;

const { values } = parseArgs({ options: { draws: { type: 'string', default: '100' } } });
const draws = Number(values.draws);
const datasets = process.env['BANYAN_DATASETS'];
if (datasets === undefined || !(draws >= 1)) {
  console.error('Set BANYAN_DATASETS to the folder of datasets, and --draws to a number of at least 1.');
  process.exit(2);
}

const drawn = Array.from({ length: draws }, (_, draw) => drawWeights(draw));
console.log(
  `| system | evidence | bar | draws that reach it, of ${draws} | highest MoJoFM | highest ARI | nearest |`,
);
console.log('|---|---|---|---|---|---|---|');
for (const { system, evidence, bar } of agreementRows(datasets)) {
  if (!bar) continue;
  const cuts = drawn.map((weights) => cutsOf(system, weights));
  const all = cuts.flat();
  const nearest = all.reduce((a, b) => (shortfall(b, bar) < shortfall(a, bar) ? b : a));
  const reached = cuts.filter((found) => found.some((scored) => reaches(scored, bar))).length;
  const mojoFm = Math.max(...all.map((scored) => scored.mojoFm));
  const ari = Math.max(...all.map((scored) => scored.ari));
  console.log(
    `| ${system.name} | ${evidence} | ${bar[0]}/${bar[1].toFixed(2)} | ${reached} | ${mojoFm.toFixed(1)} | ${ari.toFixed(2)} | ${pair(nearest.mojoFm, nearest.ari)} |`,
  );
}

/** Agreement of every level of the hierarchy. */
function cutsOf({ graph, truth }: System, weights: Weights): Agreement[] {
  const evidence = evidenceOfGraph(graph);
  return partitionOf(evidence, { weights }).levels.map(({ labels }) =>
    agreement(new Map(evidence.modules.map((id, i) => [id, String(labels[i])] as const)), truth),
  );
}

/** How far a cut stays below its bar, as the larger of both shares of the way. */
function shortfall({ mojoFm, ari }: Agreement, bar: Bar): number {
  return Math.max(1 - mojoFm / bar[0], 1 - ari / bar[1]);
}

function drawWeights(draw: number): Weights {
  const entries = Object.entries(LAYER_WEIGHTS).map(([layer, weight], i) => [
    layer,
    weight * SPREAD ** (2 * fraction(i + 1, draw + 1) - 1),
  ]);
  return Object.fromEntries(entries) as Weights;
}
