import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from './support/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'banyan-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function folderWith(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

describe('banyan', () => {
  it('lists its commands in its help', async () => {
    const { exitCode, printed } = await run('--help');
    expect(exitCode).toBe(0);
    for (const name of ['analyze', 'proxy', 'flip', 'status', 'compare', 'demo'])
      expect(printed).toContain(name);
  });

  it.each([
    [['frobnicate']],
    [['flip', 'reviews']],
    [['compare']],
    [['demo', '--fault', 'nonsense']],
    [['history', '--limit', 'all']],
    [['why', 'GET /', '--header', 'no colon']],
  ])('answers the bad usage %j with one message and exit code 2', async (argv) => {
    const { exitCode, printed, noted } = await run(...argv);
    expect({ exitCode, printed }).toEqual({ exitCode: 2, printed: '' });
    expect(noted).not.toBe('');
    expect(noted).not.toMatch(/\n\s+at /);
  });
});

describe('banyan analyze', () => {
  it.each([
    ['a folder that is not there', () => join(folder, 'nowhere')],
    ['an empty folder', () => folderWith('empty', {})],
    ['a folder of broken files', () => folderWith('broken', { 'a.ts': 'const = ;', 'b.js': '}}}{{{' })],
  ])('says of %s what is wrong and how to cure it, and ends with 2', async (_name, path) => {
    const root = path();
    const { exitCode, printed, noted } = await run('analyze', root, '--out', join(folder, 'out'), '--no-git');
    expect({ exitCode, printed }).toEqual({ exitCode: 2, printed: '' });
    expect(noted).toContain(root);
    expect(noted).toMatch(/^banyan: .+\./);
  });
});
