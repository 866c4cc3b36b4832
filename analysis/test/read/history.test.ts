import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFacts } from '../../src/graph/index.ts';
import { readLog } from '../../src/read/history.ts';
import { tempTree } from '../temp-tree.ts';

function repository(): {
  root: string;
  git: (...args: string[]) => void;
  commit: (files: Record<string, string>) => void;
} {
  const root = tempTree();
  const git = (...args: string[]): void => {
    execFileSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      stdio: 'ignore',
    });
  };
  git('init', '-q');
  const commit = (files: Record<string, string>): void => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    git('add', '-A');
    git('commit', '-q', '-m', 'x');
  };
  return { root, git, commit };
}

const long = (word: string): string => `export const ${word} = 1;\n`.repeat(20);

describe('history', () => {
  it('follows renames back and leaves bulk commits out', async () => {
    const { root, commit } = repository();
    commit({ 'old.ts': long('one'), 'b.ts': long('two') });
    commit(
      Object.fromEntries(
        Array.from({ length: 50 }, (_, at) => [`bulk/${at}.ts`, `export const x${at} = ${at};\n`]),
      ),
    );
    mkdirSync(join(root, 'src'));
    renameSync(join(root, 'old.ts'), join(root, 'src/new.ts'));
    commit({});
    commit({ 'src/new.ts': `${long('one')}//\n`, 'b.ts': `${long('two')}//\n`, 'readme.md': 'x' });
    const { facts } = await readFacts(root);
    expect(facts.commits).toEqual([{ paths: ['b.ts', 'src/new.ts'] }, { paths: ['b.ts', 'src/new.ts'] }]);
  });

  it('of a tree that lies elsewhere is given with its folder', async () => {
    const { root, commit } = repository();
    commit({ 'shop/a.ts': long('a'), 'shop/b.ts': long('b'), 'other/a.ts': long('c') });
    const copy = tempTree();
    cpSync(join(root, 'shop'), copy, { recursive: true });
    const { facts } = await readFacts(copy, { history: join(root, '.git') });
    expect(facts.commits).toEqual([{ paths: ['a.ts', 'b.ts'] }]);
    expect((await readFacts(copy)).facts.commits).toEqual([]);
  });

  it('that is shallow is used as far as it goes, and it is said', async () => {
    const { root, commit } = repository();
    commit({ 'a.ts': long('a'), 'b.ts': long('b') });
    commit({ 'a.ts': long('c'), 'b.ts': long('d') });
    const copy = tempTree();
    execFileSync('git', ['clone', '-q', '--depth=1', `file://${root}`, join(copy, 'clone')], {
      stdio: 'ignore',
    });
    const { facts } = await readFacts(join(copy, 'clone'));
    expect(facts.commits).toEqual([{ paths: ['a.ts', 'b.ts'] }]);
    expect(facts.unresolved).toMatchObject([{ what: 'history', because: 'the history is shallow' }]);
  });

  it('of a worktree stands elsewhere, which is said and not followed', async () => {
    const { root, git, commit } = repository();
    commit({ 'shop/a.ts': long('a'), 'shop/b.ts': long('b') });
    const tree = join(tempTree(), 'tree');
    git('worktree', 'add', '-q', tree);
    const { facts } = await readFacts(join(tree, 'shop'));
    expect(facts.commits).toEqual([]);
    expect(facts.unresolved).toMatchObject([
      { path: '.git', because: /give that git folder with --history/ },
    ]);
    const given = await readFacts(join(tree, 'shop'), { history: join(root, '.git') });
    expect(given.facts.commits).toEqual([{ paths: ['a.ts', 'b.ts'] }]);
    expect((await readFacts(tree, { useGit: false })).facts.unresolved).toEqual([]);
  });

  it('that is damaged is reported and the facts are read without', async () => {
    const { root, commit } = repository();
    commit({ 'a.ts': long('a'), 'b.ts': long('b') });
    rmSync(join(root, '.git/objects'), { recursive: true });
    const { facts } = await readFacts(root);
    expect(facts.modules.length).toBe(2);
    expect(facts.unresolved).toMatchObject([{ path: '.git', what: 'history' }]);
  });

  it('of a folder comes from the repository around it, names relative to the folder', async () => {
    const { root, commit } = repository();
    commit({ 'apps/shop/a.ts': long('a'), 'apps/shop/b.ts': long('b'), 'apps/desk/a.ts': long('c') });
    commit({ 'apps/shop/a.ts': long('d'), 'apps/desk/a.ts': long('e') });
    const { facts } = await readFacts(join(root, 'apps/shop'));
    expect(facts.commits).toEqual([{ paths: ['a.ts', 'b.ts'] }]);
    expect(facts.unresolved).toEqual([]);
  });

  it('of a folder that the repository around it does not track is none', async () => {
    const { root, commit } = repository();
    commit({ 'a.ts': long('a'), 'b.ts': long('b') });
    mkdirSync(join(root, 'scratch'));
    for (const name of ['a.ts', 'b.ts']) writeFileSync(join(root, 'scratch', name), long('x'));
    const { facts } = await readFacts(join(root, 'scratch'));
    expect(facts.commits).toEqual([]);
  });

  it('tells how many people changed a file', async () => {
    const { root, git, commit } = repository();
    commit({ 'a.ts': long('a'), 'b.ts': long('b') });
    writeFileSync(join(root, 'a.ts'), long('c'));
    git('-c', 'user.email=c@d', 'commit', '-q', '-am', 'x');
    const { facts } = await readFacts(root);
    expect(facts.modules.map(({ path, authors }) => [path, authors])).toEqual([
      ['a.ts', 2],
      ['b.ts', 1],
    ]);
  });

  it('counts all files of a commit for the cut, those of the tree for the pairs', () => {
    const log = `\x01\0\nM\0x/a.ts\0M\0x/b.ts\0\x01\0\n${Array.from({ length: 41 }, (_, at) => `M\0x/${at}.ts\0`).join('')}`;
    expect(readLog(log, 'x/', new Set(['a.ts', 'b.ts', '1.ts', '2.ts'])).commits).toEqual([
      { paths: ['a.ts', 'b.ts'] },
    ]);
  });
});
