import { describe, expect, it } from 'vitest';
import { readFacts } from '../src/graph/index.ts';
import { differences, fixtureNames, readExpectation, treeOf } from './gallery.ts';

describe('the gallery of constructs', () => {
  it('has trees to compare', () => {
    expect(fixtureNames().length).toBeGreaterThan(0);
  });

  it.each(fixtureNames())('%s: no fact is missing and none is invented', async (fixture) => {
    const { facts } = await readFacts(treeOf(fixture));
    expect(differences(readExpectation(fixture).facts, facts)).toEqual([]);
  });
});
