import type { Report } from '../../../src/report/index.ts';
import { hostileNames } from './hostile-names.ts';

/** Every name a tree or a split can bring replaced by a hostile one. */
export function hostileReport(report: Report): Report {
  const named = (index: number) =>
    `${hostileNames[index % hostileNames.length]}${index >= hostileNames.length ? index : ''}`;
  const paths = new Map(report.modules.map((module, index) => [module.path, named(index)]));
  const tables = new Map(report.tables.map((table, index) => [table.name, named(index)]));
  const services = new Map(report.services.map((service, index) => [service.name, named(index)]));
  const rename = (value: unknown): unknown => {
    if (typeof value === 'string')
      return paths.get(value) ?? services.get(value) ?? tables.get(value) ?? value;
    if (Array.isArray(value)) return value.map(rename);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, rename(each)]));
  };
  const renamed = rename(report) as Report;
  const [evil = ''] = hostileNames;
  return {
    ...renamed,
    ...(renamed.reference && {
      reference: {
        ...renamed.reference,
        name: evil,
        moves: renamed.reference.moves.map((move, index) => ({ ...move, to: named(index) })),
        joins: renamed.reference.joins.map((join, index) => ({ ...join, into: named(index) })),
        gone: [...hostileNames],
      },
    }),
    edges: renamed.edges.map((edge) => ({
      ...edge,
      places: edge.places.map((place) => ({ ...place, symbol: evil })),
    })),
    routes: renamed.routes.map((route, index) => ({ ...route, path: named(index), because: evil })),
    events: renamed.events.map((event, index) => ({ ...event, name: named(index) })),
    unresolved: hostileNames.map((name) => ({ path: name, line: 1, what: name, because: name })),
  };
}
