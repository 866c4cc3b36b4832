/**
 * Facts against the peers' graphs, paired in one run on one tree.
 *
 *   node bench/facts/run.ts [--lines 330000] [--rounds 3] [--root FOLDER] [--growth]
 *
 * Exits with 1 when a bar is missed by more than half.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generateTree } from './generate-tree.ts';

/** Bars of the design: ratio to madge's graph, peak memory, re-runs. */
const bars = { timesMadge: 6, peakMb: 800, unchangedMs: 800, oneChangedMs: 4_000 };
const slack = 1.5;

interface Run {
  readonly ms: number;
  /** Of all threads of the process: says more than `ms` on a machine with other work. */
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly files: number;
  readonly edges: number;
}

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '330000' },
    rounds: { type: 'string', default: '3' },
    root: { type: 'string' },
    growth: { type: 'boolean', default: false },
  },
});

const work = mkdtempSync(join(tmpdir(), 'banyan-bench-'));
try {
  const failures = values.growth ? measureGrowth() : measurePeers();
  for (const failure of failures) console.log(`MISSED ${failure}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
} finally {
  rmSync(work, { recursive: true, force: true });
}

function measurePeers(): string[] {
  const root = values.root ?? join(work, 'tree');
  if (values.root === undefined) console.log('tree', generateTree(root, Number(values.lines), 1));
  const banyan: Run[] = [];
  const madge: Run[] = [];
  const dpdm: Run[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    banyan.push(run('read-banyan.ts', root));
    madge.push(run('read-madge.ts', root));
    dpdm.push(run('read-dpdm.ts', root));
  }
  for (const [name, runs] of Object.entries({ banyan, madge, dpdm })) print(name, runs);
  const ratio = median(madge.map((one) => one.ms)) / median(banyan.map((one) => one.ms));
  const peakMb = Math.max(...banyan.map((one) => one.peakMb));
  console.log(`all facts are ${ratio.toFixed(1)} times as fast as madge's graph (bar ${bars.timesMadge})`);
  console.log(
    `and ${(median(dpdm.map((one) => one.ms)) / median(banyan.map((one) => one.ms))).toFixed(1)} times as fast as dpdm's`,
  );

  const cache = join(work, 'cache');
  run('read-banyan.ts', root, cache);
  const unchanged = run('read-banyan.ts', root, cache);
  const failures: string[] = [];
  console.log(`unchanged: ${Math.round(unchanged.ms)} ms (bar ${bars.unchangedMs})`);
  if (values.root === undefined) {
    appendFileSync(join(root, 'src/app.ts'), '// one more line\n');
    const changed = run('read-banyan.ts', root, cache);
    console.log(`one file changed: ${Math.round(changed.ms)} ms (bar ${bars.oneChangedMs})`);
    if (changed.ms > bars.oneChangedMs * slack)
      failures.push(`one file changed: ${Math.round(changed.ms)} ms`);
  }
  if (ratio < bars.timesMadge / slack) failures.push(`${ratio.toFixed(1)} times madge`);
  if (peakMb > bars.peakMb * slack) failures.push(`${Math.round(peakMb)} MB`);
  if (unchanged.ms > bars.unchangedMs * slack) failures.push(`unchanged: ${Math.round(unchanged.ms)} ms`);
  return failures;
}

/** Time over size: the exponent is the slope of the line through the logarithms; 1 is linear. */
function measureGrowth(): string[] {
  const points = [60_000, 120_000, 240_000, 480_000, 1_000_000].map((lines) => {
    const root = join(work, `tree-${lines}`);
    generateTree(root, lines, 1);
    const runs = Array.from({ length: Number(values.rounds) }, () => run('read-banyan.ts', root));
    const ms = median(runs.map((one) => one.ms));
    const cpuMs = median(runs.map((one) => one.cpuMs));
    const peakMb = Math.max(...runs.map((one) => one.peakMb));
    console.log(
      `${lines} lines: ${Math.round(ms)} ms, CPU ${Math.round(cpuMs)} ms, ${Math.round(peakMb)} MB`,
    );
    rmSync(root, { recursive: true, force: true });
    return { size: Math.log(lines), wall: Math.log(ms), cpu: Math.log(cpuMs) };
  });
  const wall = slopeOf(points.map(({ size, wall }) => ({ x: size, y: wall })));
  const cpu = slopeOf(points.map(({ size, cpu }) => ({ x: size, y: cpu })));
  console.log(`time grows with size to the power of ${wall.toFixed(2)}, CPU time of ${cpu.toFixed(2)}`);
  return cpu > 1.2 ? [`exponent ${cpu.toFixed(2)}`] : [];
}

function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const above = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  return above / points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
}

function run(script: string, ...args: readonly string[]): Run {
  const file = join(import.meta.dirname, script);
  const output = execFileSync(process.execPath, ['--max-old-space-size=4096', file, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 300_000,
    cwd: import.meta.dirname,
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Run;
}

function print(name: string, runs: readonly Run[]): void {
  const [first] = runs;
  const times = runs.map((one) => Math.round(one.ms)).join(', ');
  const cpu = runs.map((one) => Math.round(one.cpuMs)).join(', ');
  const peak = Math.round(Math.max(...runs.map((one) => one.peakMb)));
  console.log(
    `${name.padEnd(8)} ${times} ms; CPU ${cpu} ms; peak ${peak} MB; ${first?.files} files, ${first?.edges} edges`,
  );
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
