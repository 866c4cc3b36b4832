import { expect, it } from 'vitest';
import { listFiles } from '../../src/read/list-files.ts';
import { tempTree } from '../temp-tree.ts';

const listed = (files: Record<string, string>) => {
  const { sources, skipped } = listFiles(tempTree(files));
  return { sources, skipped: skipped.map(({ path }) => path) };
};

it('reads folders of the application that are called as tools call their output', () => {
  const files = {
    'package.json': '{}',
    'packages/build/package.json': '{}',
    'packages/build/index.ts': '',
    'plugins/coverage/index.js': '',
    'plugins/coverage/routes/token.js': '',
    'src/build/page.css': '',
    'src/build/steps.tsx': '',
  };
  expect(listed(files)).toEqual({
    sources: [
      'packages/build/index.ts',
      'plugins/coverage/index.js',
      'plugins/coverage/routes/token.js',
      'src/build/steps.tsx',
    ],
    skipped: [],
  });
});

it.each([
  ['at the root', { 'coverage/index.js': '' }, 'coverage'],
  ['beside a manifest', { 'api/package.json': '{}', 'api/dist/app.js': '' }, 'api/dist'],
  ['beside the settings of a tool', { 'web/vite.config.ts': '', 'web/build/main.ts': '' }, 'web/build'],
  ['where a web server hands it out', { 'src/public/dist/app.js': '' }, 'src/public/dist'],
  ['with what only a compiler leaves', { 'lib/dist/app.js': '', 'lib/dist/app.d.ts': '' }, 'lib/dist'],
  ['with a report', { 'ci/coverage/prettify.js': '', 'ci/coverage/src/lcov.info': '' }, 'ci/coverage'],
  ['without any source', { 'assets-of/build/logo.svg': '' }, 'assets-of/build'],
  ['that nobody calls sources so', { 'lib/.cache/app.ts': '' }, 'lib/.cache'],
])('skips output %s, with a word', (_, files, folder) => {
  const { sources, skipped } = listed({ 'src/app.ts': '', ...files });
  expect(sources.filter((path) => path.startsWith(folder))).toEqual([]);
  expect(skipped).toEqual([folder]);
});
