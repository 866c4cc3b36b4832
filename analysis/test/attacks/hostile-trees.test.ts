import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFacts } from '../../src/graph/index.ts';
import { tempTree } from '../temp-tree.ts';

const fine = "import { b } from './b';\nexport const a = b;\n";
const reasons = async (root: string, options = {}): Promise<Record<string, string>> => {
  const { facts } = await readFacts(root, options);
  return Object.fromEntries(facts.unresolved.map((one) => [one.path, `${one.what}: ${one.because}`]));
};

const serverWith = (body: string): string =>
  `require('node:http').createServer((req, res) => { const url = req.url;\n${body}\n}).listen(1);`;

describe('links', () => {
  it('are reported and never followed: files, folders, loops, the root of the disk', async () => {
    const outside = tempTree({ 'secret.ts': 'export const secret = 1;\n' });
    const root = tempTree({ 'a.ts': "import { secret } from './linked';\nexport const a = secret;\n" });
    symlinkSync(join(outside, 'secret.ts'), join(root, 'linked.ts'));
    symlinkSync(outside, join(root, 'folder'));
    symlinkSync(root, join(root, 'itself'));
    symlinkSync('/', join(root, 'disk'));
    const { facts } = await readFacts(root);
    expect(facts.modules.map((module) => module.path)).toEqual(['a.ts']);
    expect(facts.unresolved.filter((one) => one.what === 'link').map((one) => one.path)).toEqual([
      'disk',
      'folder',
      'itself',
      'linked.ts',
    ]);
    expect(facts.unresolved).toContainEqual(
      expect.objectContaining({ path: 'a.ts', because: 'no such file in the tree' }),
    );
  });

  it('in the place of a git folder or an ignore file are not followed', async () => {
    const outside = tempTree({ ignored: '*.ts\n' });
    const root = tempTree({ 'a.ts': fine });
    symlinkSync(outside, join(root, '.git'));
    symlinkSync(join(outside, 'ignored'), join(root, '.gitignore'));
    const { facts } = await readFacts(root);
    expect(facts.modules.map((module) => module.path)).toEqual(['a.ts']);
    expect(facts.commits).toEqual([]);
  });
});

describe('special files', () => {
  it.skipIf(process.platform === 'win32')('a pipe named like a source is not opened', async () => {
    const root = tempTree({ 'a.ts': fine });
    execFileSync('mkfifo', [join(root, 'pipe.ts')]);
    expect(await reasons(root)).toMatchObject({ 'pipe.ts': 'special file: only regular files are read' });
  });

  it('binary content, a sparse giant and a one-line file of 3 MB are left out, the rest is read', async () => {
    const root = tempTree({
      'a.ts': fine,
      'binary.ts': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2]),
      'one-line.js': `x=[${'1,'.repeat(1_500_000)}]`,
    });
    writeFileSync(join(root, 'sparse.ts'), '');
    truncateSync(join(root, 'sparse.ts'), 10 * 1024 ** 3);
    const found = await reasons(root);
    expect(found['binary.ts']).toBe('file: binary content');
    expect(found['sparse.ts']).toMatch(/^file: 10737418240 bytes, above the limit/);
    expect(found['one-line.js']).toMatch(/^file: \d+ bytes, above the limit/);
  });
});

describe('nesting', () => {
  const levels: Record<string, (count: number) => string> = {
    brackets: (count) => `x=${'['.repeat(count)}${']'.repeat(count)}`,
    parentheses: (count) => `x=${'('.repeat(count)}1${')'.repeat(count)}`,
    templates: (count) => `x=${'`${'.repeat(count)}1${'}`'.repeat(count)}`,
    generics: (count) => `let x:${'A<'.repeat(count)}B${'>'.repeat(count)}`,
    functions: (count) => `${'function f(){'.repeat(count)}${'}'.repeat(count)}`,
    blocks: (count) => `${'{'.repeat(count)}${'}'.repeat(count)}`,
    sums: (count) => `x=${'a+'.repeat(count)}a`,
    negations: (count) => `x=${'!'.repeat(count)}1`,
    branches: (count) => `${'if(a){}else '.repeat(count)}{}`,
    loops: (count) => `${'for(;;)'.repeat(count)}{}`,
    arrows: (count) => `x=${'a=>'.repeat(count)}1`,
    conditions: (count) => `x=${'a?b:'.repeat(count)}c`,
    chains: (count) => `a${'.b()'.repeat(count)}`,
    hidden: (count) => `/* ' */x=${'['.repeat(count)}/* ' */${']'.repeat(count)}`,
    awaits: (count) => `async()=>${'await '.repeat(count)}1`,
    labels: (count) => `${'a:'.repeat(count)}{}`,
  };

  it.each(Object.keys(levels))('1 000 levels of %s are read', async (kind) => {
    const root = tempTree({
      'a.ts': fine,
      'b.ts': 'export const b = 1;\n',
      'deep.ts': levels[kind]?.(1_000) ?? '',
    });
    const { facts } = await readFacts(root);
    expect(facts.edges).toMatchObject([{ from: 'a.ts', to: 'b.ts' }]);
    expect(facts.modules.map((module) => module.path)).toContain('deep.ts');
  });

  it.each(Object.keys(levels))('300 000 levels of %s cost that file only', async (kind) => {
    const root = tempTree({
      'a.ts': fine,
      'b.ts': 'export const b = 1;\n',
      'deep.ts': levels[kind]?.(300_000) ?? '',
    });
    const { facts } = await readFacts(root);
    expect(facts.edges).toMatchObject([{ from: 'a.ts', to: 'b.ts' }]);
    expect(facts.unresolved).toMatchObject([{ path: 'deep.ts' }]);
  });
});

describe('configuration of the tree', () => {
  it('is never run: no file with a known name leaves its mark', async () => {
    const root = tempTree({ 'a.ts': fine });
    const mark = join(root, 'executed');
    const evil = `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '1')`;
    for (const name of [
      'webpack.config.js',
      'babel.config.js',
      '.babelrc.js',
      'eslint.config.js',
      'prettier.config.js',
      'jest.config.js',
      'vitest.config.js',
      'vite.config.js',
      'rollup.config.js',
      'evil.js',
      'index.js',
      '.dependency-cruiser.js',
    ]) {
      writeFileSync(join(root, name), evil);
    }
    writeFileSync(join(root, '.madgerc'), '{ "webpackConfig": "evil.js" }');
    writeFileSync(
      join(root, 'tsconfig.json'),
      '{ "compilerOptions": { "plugins": [{ "name": "./evil.js" }] } }',
    );
    writeFileSync(
      join(root, 'package.json'),
      '{ "scripts": { "prepare": "node evil.js" }, "main": "evil.js" }',
    );
    const { facts } = await readFacts(root);
    expect(facts.modules.length).toBeGreaterThan(10);
    expect(existsSync(mark)).toBe(false);
  });

  it('cannot make git run a program: hooks, monitors, pagers, signatures, external diffs', async () => {
    const root = tempTree({ 'a.ts': fine, 'b.ts': 'export const b = 1;\n' });
    const git = (...args: string[]): void => {
      execFileSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        stdio: 'ignore',
      });
    };
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'both');
    const mark = join(root, 'executed');
    const script = join(root, 'evil.sh');
    writeFileSync(script, `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
    for (const key of [
      'core.fsmonitor',
      'core.pager',
      'diff.external',
      'gpg.program',
      'core.sshCommand',
      'pager.log',
    ]) {
      git('config', key, script);
    }
    git('config', 'log.showSignature', 'true');
    mkdirSync(join(root, '.git/hooks'), { recursive: true });
    for (const hook of ['post-index-change', 'reference-transaction', 'post-checkout']) {
      writeFileSync(join(root, '.git/hooks', hook), `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
    }
    const { facts } = await readFacts(root);
    expect(facts.commits).toEqual([{ paths: ['a.ts', 'b.ts'] }]);
    expect(existsSync(mark)).toBe(false);
  });

  it('may be cyclic, broken, huge or point outside: each is said once and the imports go on', async () => {
    const root = tempTree({
      'a.ts': fine,
      'b.ts': 'export const b = 1;\n',
      'tsconfig.json': '{ "extends": "./one.json" }',
      'one.json': '{ "extends": "./tsconfig.json" }',
      'tsconfig.one.json': '{}',
      'c/tsconfig.json': '{ "extends": "../../../../etc/passwd" }',
      'c/x.ts': "import { y } from '@y';\nexport const x = y;\n",
      'd/tsconfig.json': `{ "compilerOptions": { "paths": { ${'"a",'.repeat(200_000)} } } }`,
      'd/x.ts': "import { y } from '@y';\nexport const x = y;\n",
      'e/package.json': '{ "exports": { "./*": "../../../../etc/*" }, "name": "e" }',
      'e/x.ts': "import { y } from 'e/passwd';\nexport const x = y;\n",
    });
    const { facts } = await readFacts(root);
    expect(facts.edges).toMatchObject([{ from: 'a.ts', to: 'b.ts' }]);
    expect(facts.unresolved.map((one) => one.path)).toEqual(
      expect.arrayContaining(['c/tsconfig.json', 'd/tsconfig.json', 'e/x.ts']),
    );
  });
});

describe('names and numbers', () => {
  it('hostile file names are data like any other', async () => {
    const names = [
      '<img src=x onerror=1>.ts',
      'a\nb.ts',
      '"quoted".ts',
      '=cmd.ts',
      `${'n'.repeat(240)}.ts`,
      '\u202eevil.ts',
      '__proto__.ts',
      '$(x).ts',
    ];
    const root = tempTree(
      Object.fromEntries(names.map((name) => [name.replace('/', ''), 'export const a = 1;\n'])),
    );
    const { facts } = await readFacts(root);
    expect(facts.modules.length).toBe(names.length);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  it('the number of files and the depth of folders are bounded and the bound is said', async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`f${at}.ts`, 'export {};\n']));
    const root = tempTree({ ...many, [`${'d/'.repeat(20)}x.ts`]: 'export {};\n' });
    const { facts } = await readFacts(root, { limits: { maxFiles: 10, maxDepth: 5 } });
    expect(facts.stats.files).toBe(10);
    expect(facts.unresolved.map((one) => one.because).join()).toMatch(
      /more than 5 folders deep.*more than 10 source files/,
    );
  });

  it('variables that are set to one another in a million million ways end in time', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `v${i}`);
    const assignments = names.slice(1).flatMap((name, i) => Array<string>(12).fill(`v${i} = ${name};`));
    const { facts } = await readFacts(
      tempTree({
        'app.js': [
          "import express from 'express';",
          `let ${names.join(', ')};`,
          ...assignments,
          'v11 = elsewhere;',
          "express().post('/x', async (req, res) => { await v0.save(req.body); res.end(); });",
        ].join('\n'),
      }),
    );
    expect(facts.routes.map(({ path, effect }) => [path, effect])).toEqual([['/x', 'unknown']]);
  });

  it('a condition over two to the power of four thousand paths ends in time', async () => {
    let condition = "(url === '/a' || url === '/b')";
    for (let doubled = 0; doubled < 12; doubled += 1) condition = `(${condition} && ${condition})`;
    const { facts } = await readFacts(tempTree({ 'server.js': serverWith(`if (${condition}) res.end();`) }));
    expect(facts.routes.map(({ path }) => path)).toContain('/a');
  });

  it('a server with thousands of branches is told apart up to a bound, and the bound is said', async () => {
    const branches = Array.from({ length: 3_000 }, (_, i) => `if (url === '/r${i}') answer${i}(res);`);
    const answers = branches.map((_, i) => `function answer${i}(res) { res.end(); };`);
    const root = tempTree({ 'server.js': `${serverWith(branches.join('\n'))}\n${answers.join('\n')}` });
    const { facts } = await readFacts(root);
    expect(facts.routes.length).toBe(500);
    expect(facts.unresolved.map((one) => one.because)).toEqual([
      'it has more than 500 branches; those from here on are not told apart',
    ]);
  });

  it('a million imports in one file end in time', async () => {
    const root = tempTree({ 'a.js': "import './b.js';\n".repeat(100_000), 'b.js': 'export {};\n' });
    const { facts } = await readFacts(root);
    expect(facts.edges).toMatchObject([{ kinds: { import: 100_000 } }]);
  });
});
