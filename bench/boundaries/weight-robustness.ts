/**
 * Is the recipe a knife edge? All weights drawn within ±25 %, 20 times; the mean ARI must fall by at most 0.03.
 *
 * The engine's randomness is drawn from names, so what is shipped is one draw of it, lucky or not. The same weights under other
 * names (a folder of one letter in front of every path, which says nothing) tell the luck from the weights.
 *
 *     node bench/boundaries/weight-robustness.ts FOLDER=TRUTH.json …
 */
import { fraction } from '../../analysis/src/boundaries/cluster/random.ts';
import { LAYER_WEIGHTS } from '../../analysis/src/boundaries/evidence/layers.ts';
import { type CodeBase, readCodeBases, usage } from './code-bases.ts';
import { mean, scoreOf, type Weights } from './scoring.ts';

const DRAWS = 20;
const SPREAD = 0.25;
const MAX_FALL = 0.03;
const FOLDERS = 'abcdefghij';

const pairs = process.argv.slice(2);
if (pairs.length === 0) usage('weight-robustness.ts');
const codeBases = await readCodeBases(pairs);
const meanAri = (weights: Weights, of: readonly CodeBase[] = codeBases): number =>
  mean(of.map((one) => scoreOf(one, weights).agreement.ari));

const asShipped = meanAri(LAYER_WEIGHTS);
const redrawn = [...FOLDERS].map((folder) =>
  meanAri(
    LAYER_WEIGHTS,
    codeBases.map((one) => movedInto(folder, one)),
  ),
);
const drawn = Array.from({ length: DRAWS }, (_, draw) => {
  const entries = Object.entries(LAYER_WEIGHTS).map(([layer, weight], i) => [
    layer,
    weight * (1 + SPREAD * (2 * fraction(i + 1, draw + 1) - 1)),
  ]);
  return meanAri(Object.fromEntries(entries) as Weights);
});
const range = (values: readonly number[]): string =>
  `${mean(values).toFixed(3)} (lowest ${Math.min(...values).toFixed(3)}, highest ${Math.max(...values).toFixed(3)})`;
const fall = asShipped - mean(drawn);
console.log(
  `mean ARI as shipped ${asShipped.toFixed(3)}; over ${DRAWS} draws of the weights ${range(drawn)}`,
);
console.log(`the shipped weights over ${FOLDERS.length} other draws of the randomness ${range(redrawn)}`);
console.log(
  `fall ${fall.toFixed(3)}, bar ${MAX_FALL}: ratio ${(fall / MAX_FALL).toFixed(2)}; without the luck of the shipped draw ${(mean(redrawn) - mean(drawn)).toFixed(3)}`,
);
if (fall > 1.5 * MAX_FALL) process.exitCode = 1;

/** The same code one folder deeper. */
function movedInto(folder: string, { name, facts, truth }: CodeBase): CodeBase {
  const paths = new Set(facts.modules.map(({ path }) => path));
  const moved = JSON.stringify(facts, (_, value) =>
    typeof value === 'string' && paths.has(value) ? `${folder}/${value}` : value,
  );
  return {
    name,
    facts: JSON.parse(moved),
    truth: new Map([...truth].map(([path, service]) => [`${folder}/${path}`, service])),
  };
}
