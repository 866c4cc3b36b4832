import { kindInWords } from '../boundaries/migration-cost.ts';
import { isOperation, type Standing, standingOf } from '../boundaries/rank.ts';
import { OUTSIDE } from '../graph/module-roles.ts';
import { count, shortNumber } from './in-words.ts';
import type { Report, ReportSeam, ReportService } from './schema.ts';
import { whatWasNotRead } from './unread.ts';

/** One of the things to know, in plain words. */
export interface Insight {
  readonly title: string;
  readonly detail: string;
}

/** All seams from one service to another, as one arrow. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly cost: number;
  readonly seams: readonly ReportSeam[];
}

/**
 * What a reader should take away: how it splits, what hurts most, and what this answer does not rest on.
 *
 * @example for (const { title, detail } of threeThings(report)) console.log(title, detail);
 */
export function threeThings(report: Report): readonly [Insight, Insight, Insight] {
  return [howItSplits(report), whatHurtsMost(report), whatWasNotRead(report)];
}

/** The service to extract first; `undefined` when there is none to extract. */
export function firstToExtract(report: Report): ReportService | undefined {
  return report.services.length > 1 ? report.services.find((service) => service.rank === 1) : undefined;
}

/**
 * Whether the first service is worth its rank: where none has both tables and something that clients ask, it is only the least doubtful.
 *
 * @example adviceToExtract(report) // { before: 'Extract ', after: ' first' }
 */
export function adviceToExtract(report: Pick<Report, 'services' | 'entries'>): {
  readonly before: string;
  readonly after: string;
} {
  const isWhole = [...standings(report).values()].includes('whole');
  return isWhole
    ? { before: 'Extract ', after: ' first' }
    : {
        before: 'No service has both tables and something that clients ask; the least doubtful is ',
        after: '',
      };
}

/**
 * What clients can ask each service for, besides routes: GraphQL fields and the like.
 *
 * @example operationsByService(report).get('orders') // 12
 */
export function operationsByService(report: Pick<Report, 'entries'>): ReadonlyMap<string, number> {
  const operations = new Map<string, number>();
  for (const { service } of report.entries.filter(isOperation))
    if (service !== null) operations.set(service, (operations.get(service) ?? 0) + 1);
  return operations;
}

/**
 * How well each suggested service stands as one.
 *
 * @example standings(report).get('money') // 'library'
 */
export function standings(report: Pick<Report, 'services' | 'entries'>): ReadonlyMap<string, Standing> {
  const operations = operationsByService(report);
  const background = new Map<string, number>();
  for (const entry of report.entries)
    if (entry.service !== null && !isOperation(entry))
      background.set(entry.service, (background.get(entry.service) ?? 0) + 1);
  return new Map(
    report.services.map(({ name, routes, tables }) => [
      name,
      standingOf({
        routes: routes.length,
        operations: operations.get(name) ?? 0,
        background: background.get(name) ?? 0,
        tables,
      }),
    ]),
  );
}

/**
 * Suggested services that own no table and have no entry point: libraries, worth a shared package each.
 *
 * @example librariesOf(report).has('money') // true
 */
export function librariesOf(report: Pick<Report, 'services' | 'entries'>): ReadonlySet<string> {
  return new Set(
    [...standings(report)].flatMap(([name, standing]) => (standing === 'library' ? [name] : [])),
  );
}

/** Arrows between services, the costliest first. */
export function arrowsOf(report: Pick<Report, 'seams'>): Arrow[] {
  const arrows = new Map<string, ReportSeam[]>();
  for (const seam of report.seams) {
    const key = JSON.stringify([seam.from, seam.to]);
    const seams = arrows.get(key);
    if (seams) seams.push(seam);
    else arrows.set(key, [seam]);
  }
  return [...arrows.values()]
    .map((seams) => {
      const [{ from, to }] = seams as [ReportSeam];
      return { from, to, seams, cost: seams.reduce((sum, seam) => sum + seam.cost, 0) };
    })
    .sort((a, b) => b.cost - a.cost);
}

/** Tables that are defined, and that no module was seen to read or write. */
export function unusedTables({ tables }: Pick<Report, 'tables'>): Report['tables'] {
  return tables.filter(
    ({ owner, readers, writers }) => owner === null && readers.length + writers.length === 0,
  );
}

/** What boundaries.yaml moved and costs, in sentences; none without one. */
export function whatDecisionsCost({ decisions }: Pick<Report, 'decisions'>): readonly string[] {
  if (!decisions) return [];
  const { moves, left, costWithout, cost, gone } = decisions;
  const more = cost - costWithout;
  const price =
    Math.abs(more) < 0.05
      ? 'the cut costs as much as without it'
      : `the cut costs ${shortNumber(Math.abs(more))} units ${more > 0 ? 'more' : 'less'} than the ${shortNumber(costWithout)} without it`;
  return [
    `boundaries.yaml moved ${count(moves.length, 'module')}; ${price}.`,
    ...(left.length > 0
      ? [
          `The code argues ${count(left.length, 'module')} away from where the file has ${left.length === 1 ? 'it' : 'them'}.`,
        ]
      : []),
    ...(gone.length > 0
      ? [
          `${count(gone.length, 'entry', 'entries')} of it ${gone.length === 1 ? 'matches' : 'match'} nothing any more: ${gone
            .slice(0, 3)
            .map(({ line, value }) => `line ${line}, ${value}`)
            .join('; ')}${gone.length > 3 ? ' …' : ''}`,
        ]
      : []),
  ];
}

/** What refinement moved and saved, in one sentence; '' when it moved nothing. */
export function whatRefinementSaved({ refinement }: Pick<Report, 'refinement'>): string {
  const { moves, costWithout, cost } = refinement;
  if (moves.length === 0) return '';
  const modules = moves.filter(({ what }) => what === 'module').length;
  const tables = moves.length - modules;
  const moved = [
    ...(modules > 0 ? [count(modules, 'module')] : []),
    ...(tables > 0 ? [count(tables, 'table')] : []),
  ].join(' and ');
  const [stand, them] = moves.length === 1 ? ['stands', 'it'] : ['stand', 'them'];
  return `${moved} ${stand} elsewhere than the evidence alone would put ${them}, which saves ${shortNumber(costWithout - cost)} of ${shortNumber(costWithout)} cost units.`;
}

function howItSplits(report: Report): Insight {
  const inside = report.modules.filter((module) => module.service !== null).length;
  const apart = report.modules.filter(({ service, role }) => service === null && !OUTSIDE.has(role)).length;
  if (report.services.length === 0)
    return { title: 'No service to suggest', detail: whyNoService(report, inside + apart) };
  const owned = report.tables.filter((table) => table.owner !== null).length;
  const unused = unusedTables(report).length;
  return {
    title:
      report.services.length === 1 ? 'It is one service' : `It splits into ${servicesAndLibraries(report)}`,
    detail: `${count(inside, 'module')}${report.tables.length === 0 ? '' : ` and ${owned} of ${count(report.tables.length, 'table')}`} have a home${unused === 0 ? '' : `, ${unused === 1 ? 'one is' : `${unused} are`} used by nobody`}${report.tables.length === 0 ? ', no table was found' : ''}; ${whatStaysOutside(report, inside + apart)}${apart === 0 ? '' : `; nothing ties ${apart.toLocaleString('en')} to any service`}.`,
  };
}

/** @param mayBeCut modules that could stand in a service. */
function whyNoService(report: Report, mayBeCut: number): string {
  const modules = report.modules.length;
  const browser = countOfRole(report, 'front-end');
  if (modules === 0) return 'nothing was found that could be a service.';
  if (browser > 0 && mayBeCut === 0)
    return `${browser.toLocaleString('en')} of ${count(modules, 'module')} run in the browser, and no other answers a route or touches a table. Is the server in another folder?`;
  return `nothing ties ${modules === 1 ? 'the only module to another' : `the ${count(modules, 'module')} to each other`} by calls, tables or routes. Was the right folder named? Else list modules under services in boundaries.yaml.`;
}

/** `63 modules are shared code, infrastructure, migrations or tests; 14 run in the browser`. */
function whatStaysOutside(report: Report, mayBeCut: number): string {
  const browser = countOfRole(report, 'front-end');
  const outside = report.modules.length - mayBeCut - browser;
  const kinds = [
    'shared code',
    'infrastructure',
    ...(countOfRole(report, 'migration') > 0 ? ['migrations'] : []),
  ];
  const inBrowser = `; ${browser.toLocaleString('en')} ${browser === 1 ? 'runs' : 'run'} in the browser`;
  return `${count(outside, 'module')} ${outside === 1 ? 'is' : 'are'} ${kinds.join(', ')} or tests${browser === 0 ? '' : inBrowser}`;
}

function countOfRole({ modules }: Report, role: Report['modules'][number]['role']): number {
  return modules.filter((module) => module.role === role).length;
}

/** `23 services and 6 libraries`. */
function servicesAndLibraries(report: Report): string {
  const libraries = librariesOf(report).size;
  const services = count(report.services.length - libraries, 'service');
  return libraries === 0 ? services : `${services} and ${count(libraries, 'library', 'libraries')}`;
}

function whatHurtsMost(report: Report): Insight {
  const broken = brokenTransactions(report);
  const [worst] = broken;
  if (worst) {
    const { path, line, services } = worst;
    return {
      title: `${broken.length.toLocaleString('en')} of ${count(report.transactions.length, 'transaction')} would break`,
      detail: `the widest, ${path}:${line}, writes tables of ${services.length} services: ${services.join(', ')}.`,
    };
  }
  const arrows = arrowsOf(report);
  const [costliest] = arrows;
  if (costliest) {
    const all = arrows.reduce((sum, { cost }) => sum + cost, 0);
    return {
      title: `The costliest seam is ${costliest.from} → ${costliest.to}`,
      detail: `${shortNumber(costliest.cost)} of ${shortNumber(all)} cost units, each about a call turned into a request: ${costliest.seams.map(({ kind }) => kindInWords(kind)).join(', ')}. ${report.transactions.length === 0 ? 'No transaction was found.' : 'No transaction breaks.'}`,
    };
  }
  return { title: 'Nothing crosses a boundary', detail: 'no call, table or transaction is cut.' };
}

/** Transactions that more than one service writes in, those of most services first. */
function brokenTransactions({ services }: Report) {
  const broken = new Map<string, { path: string; line: number; services: string[] }>();
  for (const { name, brokenTransactions: places } of services)
    for (const { path, line } of places) {
      const key = JSON.stringify([path, line]);
      const known = broken.get(key);
      if (known) known.services.push(name);
      else broken.set(key, { path, line, services: [name] });
    }
  return [...broken.values()]
    .map((each) => ({ ...each, services: each.services.sort() }))
    .sort((a, b) => b.services.length - a.services.length);
}
