import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFacts } from '../src/graph/index.ts';
import {
  differences,
  expectationOf,
  fixtureNames,
  fixturesFolder,
  readExpectation,
  treeOf,
} from './gallery.ts';
import { renameFixture } from './renamer.ts';
import { tempTree } from './temp-tree.ts';

const seeds = process.env['BANYAN_TEST_FULL'] === '1' ? Array.from({ length: 20 }, (_, at) => at + 1) : [1];

describe('the gallery of constructs', () => {
  it('has trees to compare', () => {
    expect(fixtureNames().length).toBeGreaterThanOrEqual(60);
  });

  it.each(fixtureNames())('%s: no fact is missing and none is invented', async (fixture) => {
    const { facts } = await readFacts(treeOf(fixture), { useGit: false });
    expect(differences(readExpectation(fixture).facts, facts)).toEqual([]);
  });

  it.each(fixtureNames())('%s: the facts are the same under other names', async (fixture) => {
    const expectedText = readFileSync(join(fixturesFolder, fixture, 'expected.json'), 'utf8');
    for (const seed of seeds) {
      const root = tempTree();
      const { expected, names } = renameFixture(treeOf(fixture), expectedText, root, seed);
      const { facts } = await readFacts(root);
      expect(differences(expectationOf(expected).facts, facts), JSON.stringify([...names])).toEqual([]);
    }
  });
});
