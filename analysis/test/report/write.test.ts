import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildReport, reportSchema, writeReport, writeWhole } from '../../src/report/index.ts';
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

  it('refuses a folder that the system does not make, and does not try for ever', async () => {
    await expect(writeReport('/proc/banyan/report', report)).rejects.toThrow(/can't be written: /);
  });
});

describe('writeWhole', () => {
  it('writes the file that a link leads to, and keeps the link', async () => {
    const [file, link] = [join(directory, 'agreed.yaml'), join(directory, 'link.yaml')];
    await writeFile(file, 'old');
    await symlink(file, link);
    await writeWhole(link, 'new');
    expect(await readFile(file, 'utf8')).toBe('new');
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
  });

  it.each([
    ['a folder', async () => join(await mkdtemp(join(directory, 'folder-'))), /it is a folder\./],
    [
      'a folder that is not there',
      async () => join(directory, 'none', 'x.json'),
      /its folder is not there\./,
    ],
    [
      'a file in a file',
      async () => {
        await writeFile(join(directory, 'file'), 'kept');
        return join(directory, 'file', 'x.json');
      },
      /its folder is a file\./,
    ],
  ])('refuses %s with the reason and leaves nothing behind', async (_, place, message) => {
    await mkdir(directory, { recursive: true });
    const path = await place();
    await expect(writeWhole(path, 'text')).rejects.toMatchObject({ code: 'NOT_WRITABLE', message });
    expect((await readdir(directory)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
