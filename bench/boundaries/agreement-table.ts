/**
 * Agreement with known splits over every dataset that has one, beside the best published or plain result on the same input.
 *
 *     BANYAN_DATASETS=<folder> node bench/boundaries/agreement-table.ts
 *
 * Exits with 1 when a row falls more than 1.5 times as far short of 100 as its bar allows.
 */
import { agreement } from '../../analysis/src/boundaries/agreement.ts';
import { clusterGraph } from '../../analysis/src/boundaries/index.ts';
import { agreementRows, pair, type Row, reaches } from './agreement-rows.ts';

const datasets = process.env['BANYAN_DATASETS'];
if (datasets === undefined) {
  console.error('BANYAN_DATASETS is not set; give the folder of datasets.');
  process.exit(2);
}

let failed = 0;
console.log(
  '| system | evidence | ours: MoJoFM/ARI | F1 | purity | K (of) | best level | best known | bar | stretch |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|');
for (const { system, evidence, best, bar, stretch } of agreementRows(datasets)) {
  const result = clusterGraph(system.graph);
  const scored = agreement(new Map(Object.entries(result.clusters)), system.truth);
  const levels = result.hierarchy.map(({ clusters }) =>
    agreement(new Map(Object.entries(clusters)), system.truth),
  );
  const top = levels.reduce((a, b) => (b.ari > a.ari ? b : a), scored);
  const ours = pair(scored.mojoFm, scored.ari);
  console.log(
    `| ${system.name} | ${evidence} | ${ours} | ${scored.f1.toFixed(2)} | ${scored.purity.toFixed(2)} | ${scored.clusters} (${scored.references}) | ${pair(top.mojoFm, top.ari)} | ${best} | ${verdict(scored, bar)} | ${verdict(scored, stretch)} |`,
  );
  if (bar && 100 - scored.mojoFm > 1.5 * Math.max(100 - bar[0], 5) + 5) failed += 1;
}
if (failed > 0) {
  console.error(`${failed} rows are beyond 1.5 times their bar`);
  process.exitCode = 1;
}

function verdict(scored: { mojoFm: number; ari: number }, bar: Row['bar']): string {
  if (!bar) return '–';
  return `${bar[0]}/${bar[1].toFixed(2)} ${reaches(scored, bar) ? '✓' : '✗'}`;
}
