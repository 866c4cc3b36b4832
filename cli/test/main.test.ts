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

  it('compares the suggestion with a split that is given', async () => {
    const using = (...names: readonly string[]) =>
      `${names.map((name) => `import { ${name} } from './${name}.ts';\n`).join('')}export const self = [${names.join()}];\n`;
    const root = folderWith('compared', {
      'cart.ts': `${using('order', 'item')}export const cart = 1;\n`,
      'order.ts': `${using('item', 'cart')}export const order = 1;\n`,
      'item.ts': `${using('cart', 'order')}export const item = 1;\n`,
      'split.json': JSON.stringify({ 'cart.ts': 'shop', 'order.ts': 'shop', 'item.ts': 'shop' }),
    });
    const options = ['--out', join(folder, 'out'), '--no-git', '--no-cache'];
    const given = ['--reference', join(root, 'split.json')];
    const { exitCode, printed } = await run('analyze', root, ...options, ...given);
    expect(exitCode).toBe(0);
    expect(printed).toContain('split.json names 3 modules in 1 service: MoJoFM 100.0 of 100');
    const wrong = await run('analyze', root, ...options, '--reference', join(root, 'none.json'));
    expect(wrong.exitCode).toBe(2);
    expect(wrong.noted).toMatch(/none\.json cannot be read.*Give a boundaries\.yaml/);
  });
});

describe('banyan cluster', () => {
  it('compares the clusters with a split that is given', async () => {
    const ids = ['a1', 'a2', 'a3', 'b1', 'b2', 'b3'];
    const edges = ['a1 a2', 'a2 a3', 'a1 a3', 'b1 b2', 'b2 b3', 'b1 b3'].map((pair) => {
      const [from, to] = pair.split(' ');
      return { from, to, kinds: { import: 1 } };
    });
    const root = folderWith('graph', {
      'graph.json': JSON.stringify({ nodes: ids.map((id) => ({ id })), edges }),
      'split.json': JSON.stringify(Object.fromEntries(ids.map((id) => [id, id[0]]))),
    });
    const { exitCode, printed } = await run(
      'cluster',
      join(root, 'graph.json'),
      '--reference',
      join(root, 'split.json'),
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(printed).reference).toMatchObject({
      agreement: { mojoFm: 100, ari: 1 },
      steps: { moves: [], joins: [] },
    });
  });
});
