import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildReport, reportSchema, writeReport } from '../../src/report/index.ts';
import { synthetic } from './support/synthetic.ts';

const { facts, boundaries } = synthetic({ modules: 60, services: 4, seed: 2 });
const report = buildReport(facts, boundaries);
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyan-report-'));
});
afterAll(() => rm(directory, { recursive: true }));

describe('writeReport', () => {
  it('writes the same report for machines, browsers and pull requests, and leaves nothing else behind', async () => {
    const target = join(directory, 'deep', 'boundary-report');
    const written = await writeReport(target, report, { timings: { readMs: 12 } });
    expect(written.map((path) => path.slice(target.length + 1))).toEqual([
      'report.json',
      'report.html',
      'report.md',
      'report.mmd',
      'report.dot',
      'timings.json',
    ]);
    expect((await readdir(target)).sort()).toEqual([
      'report.dot',
      'report.html',
      'report.json',
      'report.md',
      'report.mmd',
      'timings.json',
    ]);
    expect(reportSchema.parse(JSON.parse(await readFile(join(target, 'report.json'), 'utf8')))).toEqual(
      report,
    );
  });

  it('refuses a report that breaks its own schema and writes nothing', async () => {
    const target = join(directory, 'broken');
    const broken = {
      ...report,
      services: [{ ...report.services[0], rank: 'first' }],
    } as unknown as typeof report;
    await expect(writeReport(target, broken)).rejects.toThrow(/services\[0\]\.rank/);
    await expect(readdir(target)).rejects.toThrow('ENOENT');
  });
});
