/**
 * The whole analyzer on real source, scored against what the maintainers did.
 *
 *     node bench/boundaries/source-agreement.ts FOLDER=TRUTH.json …
 *
 * Prints each code base, mean and worst, and what each layer of evidence buys; exits with 1 beyond 1.5 times a bar.
 */
import { LAYER_WEIGHTS, type LayerName } from '../../analysis/src/boundaries/evidence/layers.ts';
import { readCodeBases, usage } from './code-bases.ts';
import { mean, type Scored, scoreOf, type Weights } from './scoring.ts';

const pairs = process.argv.slice(2);
if (pairs.length === 0) usage('source-agreement.ts');

const BARS = { mojoFm: 78, ari: 0.5, best: 0.65, f1: 0.55 } as const;

const codeBases = await readCodeBases(pairs);
const scores = codeBases.map((codeBase) => scoreOf(codeBase));

console.log('| code base | MoJoFM | ARI | F1 | purity | clusters (of) | best level: MoJoFM/ARI |');
console.log('|---|---|---|---|---|---|---|');
scores.forEach((scored, i) => {
  const { mojoFm, ari, f1, purity, clusters, references } = scored.agreement;
  const best = `${scored.best.mojoFm.toFixed(1)}/${scored.best.ari.toFixed(2)}`;
  console.log(
    `| ${codeBases[i]?.name} | ${mojoFm.toFixed(1)} | ${ari.toFixed(2)} | ${f1.toFixed(2)} | ${purity.toFixed(2)} | ${clusters} (${references}) | ${best} |`,
  );
});
const means = summary(scores);
console.log(
  `| **mean** | ${means.mojoFm.toFixed(1)} | ${means.ari.toFixed(3)} | ${means.f1.toFixed(3)} | ${means.purity.toFixed(2)} | | ARI ${means.best.toFixed(3)} |`,
);
console.log(
  `| worst | ${worst((s) => s.agreement.mojoFm).toFixed(1)} | ${worst((s) => s.agreement.ari).toFixed(2)} | ${worst((s) => s.agreement.f1).toFixed(2)} | ${worst((s) => s.agreement.purity).toFixed(2)} | | ARI ${worst((s) => s.best.ari).toFixed(2)} |`,
);

console.log('\n| without | MoJoFM | ARI | best level ARI |\n|---|---|---|---|');
for (const layer of Object.keys(LAYER_WEIGHTS) as LayerName[]) {
  const weights: Weights = { ...LAYER_WEIGHTS, [layer]: 0 };
  const without = summary(codeBases.map((codeBase) => scoreOf(codeBase, weights)));
  console.log(
    `| ${layer} | ${signed(without.mojoFm - means.mojoFm, 1)} | ${signed(without.ari - means.ari, 3)} | ${signed(without.best - means.best, 3)} |`,
  );
}

const ratio = Math.max(
  (100 - means.mojoFm) / (100 - BARS.mojoFm),
  (1 - means.ari) / (1 - BARS.ari),
  (1 - means.best) / (1 - BARS.best),
);
console.log(
  `\nshortfall against the bars (MoJoFM ${BARS.mojoFm}, ARI ${BARS.ari}, best level ${BARS.best}): ${ratio.toFixed(2)} of what they allow`,
);
if (ratio > 1.5) process.exitCode = 1;

function summary(list: readonly Scored[]): {
  mojoFm: number;
  ari: number;
  f1: number;
  purity: number;
  best: number;
} {
  return {
    mojoFm: mean(list.map((s) => s.agreement.mojoFm)),
    ari: mean(list.map((s) => s.agreement.ari)),
    f1: mean(list.map((s) => s.agreement.f1)),
    purity: mean(list.map((s) => s.agreement.purity)),
    best: mean(list.map((s) => s.best.ari)),
  };
}

function worst(of: (scored: Scored) => number): number {
  return Math.min(...scores.map(of));
}

function signed(value: number, digits: number): string {
  return `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(digits)}`;
}
