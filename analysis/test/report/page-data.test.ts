import { describe, expect, it } from 'vitest';
import { buildReport } from '../../src/report/index.ts';
import { pageDataOf } from '../../src/report/page-data.ts';
import { synthetic } from './support/synthetic.ts';

const { facts, boundaries } = synthetic({ modules: 100, services: 5, seed: 12 });
const report = buildReport(facts, boundaries);

describe('the stops of the granularity slider', () => {
  it('go from few services to many, with the suggestion among them', () => {
    const { levels } = pageDataOf(report);
    const counts = levels.map((level) => level.names.length);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(levels.filter((level) => level.isSuggestion)).toHaveLength(1);
  });

  it('leave out levels that part the modules as another does, whatever its names', () => {
    const renamed = (level: (typeof report.hierarchy)[number]) => ({
      ...level,
      services: level.services.map((service) => ({ ...service, name: `${service.name}-again` })).reverse(),
    });
    const doubled = { ...report, hierarchy: [...report.hierarchy, ...report.hierarchy.map(renamed)] };
    expect(pageDataOf(doubled).levels).toHaveLength(pageDataOf(report).levels.length);
  });

  it('are one where there is no hierarchy', () => {
    expect(pageDataOf({ ...report, hierarchy: [] }).levels).toHaveLength(1);
  });
});
