/**
 * Is the recipe a knife edge? All weights drawn within ±25 %, 20 times; the mean ARI must fall by at most 0.03.
 *
 *     node bench/boundaries/weight-robustness.ts FOLDER=TRUTH.json …
 */
import { fraction } from '../../analysis/src/boundaries/cluster/random.ts';
import { LAYER_WEIGHTS } from '../../analysis/src/boundaries/evidence/layers.ts';
import { readCodeBases, usage } from './code-bases.ts';
import { mean, scoreOf, type Weights } from './scoring.ts';

const DRAWS = 20;
const SPREAD = 0.25;
const MAX_FALL = 0.03;

const pairs = process.argv.slice(2);
if (pairs.length === 0) usage('weight-robustness.ts');
const codeBases = await readCodeBases(pairs);
const meanAri = (weights: Weights): number =>
  mean(codeBases.map((one) => scoreOf(one, weights).agreement.ari));

const asShipped = meanAri(LAYER_WEIGHTS);
const drawn = Array.from({ length: DRAWS }, (_, draw) => {
  const entries = Object.entries(LAYER_WEIGHTS).map(([layer, weight], i) => [
    layer,
    weight * (1 + SPREAD * (2 * fraction(i + 1, draw + 1) - 1)),
  ]);
  return meanAri(Object.fromEntries(entries) as Weights);
});
const fall = asShipped - mean(drawn);
console.log(
  `mean ARI as shipped ${asShipped.toFixed(3)}; over ${DRAWS} draws ${mean(drawn).toFixed(3)} (lowest ${Math.min(...drawn).toFixed(3)}, highest ${Math.max(...drawn).toFixed(3)})`,
);
console.log(`fall ${fall.toFixed(3)}, bar ${MAX_FALL}: ratio ${(fall / MAX_FALL).toFixed(2)}`);
if (fall > 1.5 * MAX_FALL) process.exitCode = 1;
