#!/usr/bin/env node
import { numberAbove0, runCommand, urlOf } from './command-line.ts';
import { type ContractReport, runContract } from './suite/run-contract.ts';
import { describeCounts } from './suite/side-counts.ts';

const usage = `Holds a shop to its contract.

  node contract/run.ts --base-url URL [--only TEXT] [--repeat N] [--json]

  --base-url  where the shop, or a proxy in front of it, listens
  --only      only cases whose name contains TEXT, such as "reviews:"
  --repeat    run each case N times, each time as new visitors (1)
  --json      print the whole report as JSON

Exit code: 0 all passed, 1 some failed, 2 bad usage.`;

const options = {
  'base-url': { type: 'string' },
  only: { type: 'string', default: '' },
  repeat: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
} as const;

await runCommand(usage, options, async ({ 'base-url': baseUrl, only, repeat, json }) => {
  const report = await runContract({
    baseUrl: urlOf(baseUrl),
    repeat: Math.ceil(numberAbove0('repeat', repeat)),
    only: (name) => name.includes(only),
  });
  console.log(json ? JSON.stringify(report, null, 2) : describe(report));
  return report.failed === 0 ? 0 : 1;
});

function describe({ passed, failed, results, countsByRouteAndSide }: ContractReport): string {
  const failures = results
    .filter((result) => !result.passed)
    .map(({ name, problem }) => `✗ ${name}\n    ${problem}`);
  const tookMs = results.reduce((sum, result) => sum + result.tookMs, 0);
  return [
    ...describeCounts(countsByRouteAndSide),
    ...failures,
    `${passed} passed, ${failed} failed in ${(tookMs / 1000).toFixed(1)} s`,
  ].join('\n');
}
