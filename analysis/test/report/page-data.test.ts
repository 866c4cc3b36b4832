import { describe, expect, it } from 'vitest';
import { suggestBoundaries } from '../../src/boundaries/index.ts';
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

describe('the stop that is nearest to a reference split', () => {
  const splitOf = (services: readonly { readonly name: string; readonly modules: readonly string[] }[]) => ({
    name: 'split.json',
    serviceOf: new Map(services.flatMap(({ name, modules }) => modules.map((path) => [path, name]))),
    gone: [],
  });

  it('is one that parts the modules as the nearest level does', () => {
    const suggested = suggestBoundaries(facts);
    const { hierarchy } = buildReport(facts, suggested);
    const [coarser] = hierarchy.filter(({ services }) => services.length > 1);
    const { levels, reference } = pageDataOf(buildReport(facts, suggested, splitOf(coarser?.services ?? [])));
    const stop = levels[reference?.nearer?.level ?? -1];
    expect(stop?.isSuggestion).toBe(false);
    expect([...(stop?.names ?? [])].sort()).toEqual(coarser?.services.map(({ name }) => name).sort());
  });

  it('is none where the suggestion is as near, or stands for the nearest level', () => {
    const own = buildReport(facts, boundaries, splitOf(report.services));
    expect(pageDataOf(own).reference?.nearer).toBeNull();
    expect(pageDataOf(report).reference).toBeNull();
  });
});
