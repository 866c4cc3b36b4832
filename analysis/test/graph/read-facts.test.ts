import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFacts } from '../../src/graph/index.ts';
import { treeOf } from '../gallery.ts';
import { tempTree } from '../temp-tree.ts';

describe('readFacts refuses with one clear message', () => {
  it('a folder that is not there', async () => {
    await expect(readFacts('/nowhere/at/all')).rejects.toMatchObject({
      code: 'ROOT_MISSING',
      message: '/nowhere/at/all: there is no such folder. Name the root of the code base.',
    });
  });

  it('a file in the place of a folder', async () => {
    const root = tempTree({ 'a.ts': '' });
    await expect(readFacts(join(root, 'a.ts'))).rejects.toMatchObject({ code: 'ROOT_NOT_FOLDER' });
  });

  it('a folder without sources', async () => {
    await expect(readFacts(tempTree({ 'readme.md': 'x' }))).rejects.toMatchObject({ code: 'ROOT_EMPTY' });
  });

  it('a folder of broken files only, naming one with its line', async () => {
    const root = tempTree({ 'a.ts': 'const = ;\n', 'b.ts': '\n)(\n' });
    await expect(readFacts(root)).rejects.toMatchObject({
      code: 'NOTHING_READ',
      message: expect.stringMatching(/a\.ts:1: syntax error/),
    });
  });
});

describe('the same tree gives the same bytes', () => {
  const tree = treeOf('workspaces-npm');
  // The history of the repository around the fixtures is no part of the tree.
  const bytes = async (root: string, options = {}): Promise<string> =>
    JSON.stringify((await readFacts(root, { useGit: false, ...options })).facts);

  it('from another path and in another order of files', async () => {
    const expected = await bytes(tree);
    const copy = tempTree();
    const entries = readdirSync(tree).reverse();
    for (const entry of entries) cpSync(join(tree, entry), join(copy, entry), { recursive: true });
    expect(await bytes(copy)).toBe(expected);
  });

  it('with one thread, two threads or none', async () => {
    const expected = await bytes(tree);
    expect(await bytes(tree, { threads: 1 })).toBe(expected);
    expect(await bytes(tree, { threads: 2 })).toBe(expected);
  });

  it('in another locale and time zone', async () => {
    const expected = await bytes(tree);
    const { LC_ALL: locale, TZ: zone } = process.env;
    process.env['LC_ALL'] = 'tr_TR.UTF-8';
    process.env['TZ'] = 'Asia/Kathmandu';
    try {
      expect(await bytes(tree)).toBe(expected);
    } finally {
      if (locale === undefined) delete process.env['LC_ALL'];
      else process.env['LC_ALL'] = locale;
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it('with a cold, a warm and a deleted cache', async () => {
    const cache = tempTree();
    const expected = await bytes(tree);
    expect(await bytes(tree, { cache })).toBe(expected);
    expect(await bytes(tree, { cache })).toBe(expected);
    rmSync(cache, { recursive: true });
    expect(await bytes(tree, { cache })).toBe(expected);
  });
});

describe('a folder of a package, analysed alone', () => {
  const above = async (root: string, options = {}) =>
    (await readFacts(root, options)).facts.unresolved.filter(({ what }) => what === 'code base');

  it('is told as a part, with the way to the whole, where the manifest lies above in the same repository', async () => {
    const root = tempTree({ 'package.json': '{}', 'server/src/app.ts': 'export const a = 1;\n' });
    expect(await above(join(root, 'server/src'))).toEqual([]);
    mkdirSync(join(root, '.git'));
    expect(await above(join(root, 'server/src'))).toMatchObject([{ path: '../../package.json', line: 1 }]);
    expect(await above(join(root, 'server/src'), { useGit: false })).toEqual([]);
    expect(await above(root)).toEqual([]);
  });

  it('is none where it has a manifest of its own, or the one above is of another repository', async () => {
    const root = tempTree({
      'package.json': '{}',
      'own/package.json': '{}',
      'own/app.ts': 'export const a = 1;\n',
      'other/app.ts': 'export const a = 1;\n',
    });
    mkdirSync(join(root, '.git'));
    mkdirSync(join(root, 'other/.git'));
    expect(await above(join(root, 'own'))).toEqual([]);
    expect(await above(join(root, 'other'))).toEqual([]);
  });
});
