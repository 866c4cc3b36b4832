import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './support/run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyan-gate-'));
  await writeFile(
    join(folder, 'orders.ts'),
    "import { charge } from './payments.ts';\nexport const order = () => charge();\n",
  );
  await writeFile(join(folder, 'payments.ts'), 'export const charge = () => 1;\n');
  await writeFile(
    join(folder, 'boundaries.yaml'),
    'version: 1\nservices:\n  orders: { modules: [orders.ts] }\n  payments: { modules: [payments.ts] }\n',
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe('banyan check', () => {
  it('prints what crosses a boundary, with place and cure, and ends with 1', async () => {
    const { exitCode, printed } = await run('check', folder);
    expect(exitCode).toBe(1);
    expect(printed).toContain('orders.ts:1  dependency\n    uses charge from payments.ts of payments');
    expect(printed).toContain('1 finding.');
  });

  it.each([
    ['--format', 'github', /^::error file=orders\.ts,line=1,title=/],
    ['--format', 'sarif', /"ruleId": "dependency"/],
    ['--json', '', /^\{"findings":\[\{"rule":"dependency"/],
  ])('prints them for machines with %s %s', async (flag, value, expected) => {
    const { exitCode, printed } = await run('check', folder, flag, ...(value === '' ? [] : [value]));
    expect(exitCode).toBe(1);
    expect(printed).toMatch(expected);
  });

  it('ends with 0 once a baseline knows them', async () => {
    const baseline = join(folder, 'baseline.json');
    expect((await run('check', folder, '--baseline', baseline, '--write-baseline')).exitCode).toBe(0);
    expect(await readFile(baseline, 'utf8')).toContain('"rule":"dependency"');
    const { exitCode, printed } = await run('check', folder, '--baseline', baseline);
    expect({ exitCode, printed }).toEqual({
      exitCode: 0,
      printed: 'All boundaries hold (1 known in the baseline).',
    });
  });

  it.each([
    ['no rules', ['--config', 'none.yaml'], /there is no none\.yaml/],
    ['no baseline', ['--baseline', 'none.json'], /there is no baseline none\.json/],
    ['a baseline without a file', ['--write-baseline'], /--baseline FILE/],
    ['an unknown format', ['--format', 'xml'], /Allowed choices are text, github, sarif/],
  ])('ends with 2 and one message: %s', async (_, options, message) => {
    const { exitCode, printed, noted } = await run('check', folder, ...options);
    expect({ exitCode, printed }).toEqual({ exitCode: 2, printed: '' });
    expect(noted).toMatch(message);
  });
});

describe('banyan drift', () => {
  it('ends with 0 where nothing moved, with 2 on what is no report', async () => {
    const out = join(folder, 'report');
    expect((await run('analyze', folder, '--out', out, '--no-git')).exitCode).toBe(0);
    expect(await run('drift', out, join(out, 'report.json'))).toMatchObject({
      exitCode: 0,
      printed: 'The boundaries are where they were.',
    });
    const { exitCode, noted } = await run('drift', out, join(folder, 'orders.ts'));
    expect(exitCode).toBe(2);
    expect(noted).toContain("can't be read as a report");
  });

  it('ends with 1 and tells what moved', async () => {
    const out = join(folder, 'report');
    const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8'));
    const after = join(folder, 'after.json');
    const seam = {
      from: 'orders',
      to: 'payments',
      kind: 'shared-state',
      what: [],
      evidence: [],
      remedy: '',
      cost: 3,
    };
    await writeFile(after, JSON.stringify({ ...report, seams: [...report.seams, seam] }));
    const { exitCode, printed } = await run('drift', out, after);
    expect(exitCode).toBe(1);
    expect(printed).toContain('+ orders → payments shared-state: cost 0 → 3');
  });
});
