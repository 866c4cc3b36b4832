import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadReport } from '../../src/drift/index.ts';
import { writeReport } from '../../src/report/index.ts';
import { emptyReport } from '../report/support/empty-report.ts';

let root: string;
const git = (...command: string[]) =>
  execFileSync('git', ['-C', root, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...command], {
    encoding: 'utf8',
  });
const refuse = () => Promise.reject(new Error('nothing is to be analysed'));

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'banyan-load-'));
  git('init', '-q', '-b', 'main');
  await writeFile(join(root, 'first.ts'), 'export const first = 1;\n');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  await writeFile(join(root, 'second.ts'), 'export const second = 2;\n');
  git('add', '.');
  git('commit', '-q', '-m', 'second');
});
afterAll(() => rm(root, { recursive: true }));

describe('loadReport', () => {
  it('reads a file, or the report in a folder', async () => {
    const folder = join(root, 'boundary-report');
    await writeReport(folder, emptyReport);
    expect(await loadReport(folder, { root, analyzeTree: refuse })).toEqual(emptyReport);
    expect(await loadReport(join(folder, 'report.json'), { root, analyzeTree: refuse })).toEqual(emptyReport);
  });

  it('checks a commit out beside the repository, runs no hook, and leaves nothing behind', async () => {
    const marker = join(root, 'hook-ran');
    const hook = join(root, '.git', 'hooks', 'post-checkout');
    await mkdir(join(root, '.git', 'hooks'), { recursive: true });
    await writeFile(hook, `#!/bin/sh\ntouch '${marker}'\n`);
    await chmod(hook, 0o755);
    const seen: string[][] = [];
    const trees: string[] = [];
    for (const commit of ['main~1', 'main']) {
      await loadReport(commit, {
        root,
        analyzeTree: async (tree) => {
          trees.push(tree);
          seen.push((await readdir(tree)).filter((name) => name !== '.git').sort());
          return emptyReport;
        },
      });
    }
    expect(seen).toEqual([['first.ts'], ['first.ts', 'second.ts']]);
    expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    for (const tree of trees) await expect(readdir(tree)).rejects.toThrow('ENOENT');
    await expect(readdir(marker)).rejects.toThrow('ENOENT');
  });

  it('analyses the same folder of the commit when the root is one in the repository', async () => {
    const folder = join(root, 'packages', 'shop');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'shop.ts'), 'export const shop = 3;\n');
    git('add', 'packages');
    git('commit', '-q', '-m', 'shop');
    let seen: string[] = [];
    await loadReport('main', {
      root: folder,
      analyzeTree: async (tree) => {
        seen = await readdir(tree);
        return emptyReport;
      },
    });
    expect(seen).toEqual(['shop.ts']);
  });

  it('takes a folder without a report for the branch of that name', async () => {
    await mkdir(join(root, 'docs'), { recursive: true });
    git('branch', '-f', 'docs', 'main~1');
    const name = join(root, 'docs');
    await expect(loadReport(name, { root, analyzeTree: refuse })).rejects.toThrow(/nor a commit/);
    const before = process.cwd();
    process.chdir(root);
    try {
      expect(await loadReport('docs', { root, analyzeTree: async () => emptyReport })).toEqual(emptyReport);
    } finally {
      process.chdir(before);
    }
  });

  it('tells a shallow clone and a folder outside of git what to do', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'banyan-shallow-'));
    const clone = join(elsewhere, 'clone');
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${root}`, clone]);
    await expect(loadReport('HEAD~1', { root: clone, analyzeTree: refuse })).rejects.toThrow(
      /This clone is shallow, .* `git fetch --unshallow`/,
    );
    await expect(loadReport('HEAD', { root: elsewhere, analyzeTree: refuse })).rejects.toThrow(
      /is in no git repository: name two reports/,
    );
    await rm(elsewhere, { recursive: true });
  });

  it('takes the worktree away when the analysis fails', async () => {
    await expect(loadReport('main', { root, analyzeTree: refuse })).rejects.toThrow(
      'nothing is to be analysed',
    );
    expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  });

  it.each([
    [
      'what is neither a file nor a commit',
      'no-such-commit',
      /neither a report, a folder with a report\.json, nor a commit\. Name one of them/,
    ],
    ['an option in place of a commit', '--upload-pack=touch', /neither a report/],
  ])('refuses %s', async (_, name, message) => {
    await expect(loadReport(name, { root, analyzeTree: refuse })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message,
    });
  });

  it.each([
    ['no JSON', '{', /can't be read as a report/],
    ['another version', '{"version":2}', /is no report of this version \(version: /],
  ])('refuses %s', async (_, text, message) => {
    const path = join(root, 'odd.json');
    await writeFile(path, text);
    await expect(loadReport(path, { root, analyzeTree: refuse })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message,
    });
  });
});
