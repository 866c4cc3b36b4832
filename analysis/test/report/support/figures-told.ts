/** The figures of a report as each of its forms tells them, so that they can be held against each other. */
import { isOperation } from '../../../src/boundaries/rank.ts';
import { OUTSIDE } from '../../../src/graph/module-roles.ts';
import {
  type Report,
  renderDot,
  renderMarkdown,
  renderMermaid,
  renderSummary,
} from '../../../src/report/index.ts';
import { arrowsOf, standings } from '../../../src/report/insights.ts';
import { outsideByKind } from '../../../src/report/outside.ts';
import { cutFactsOf } from '../../../src/report/page/cut-facts.ts';
import { evaluate } from '../../../src/report/page/figures.ts';
import { createWorkbench } from '../../../src/report/page/workbench.ts';
import { pageDataOf } from '../../../src/report/page-data.ts';

/** What each form says of a service; numbers as they are shown. */
export interface ServiceTold {
  readonly rank: string;
  readonly name: string;
  readonly modules: string;
  readonly lines: string;
  readonly routes: string;
  readonly operations: string;
  readonly tables: string;
  readonly sure: string;
  readonly effort: string;
}

const wideEnough = 400;

/** As report.json has them, rounded as people read them. */
export function servicesInReport(report: Report): ServiceTold[] {
  const operations = report.entries.filter(isOperation);
  return report.services.map(({ rank, name, metrics, routes, tables, confidence, effort }) => ({
    rank: String(rank),
    name,
    modules: String(metrics.modules),
    lines: metrics.lines.toLocaleString('en'),
    routes: String(routes.length),
    operations: String(operations.filter(({ service }) => service === name).length),
    tables: String(tables.length),
    sure: percent(confidence),
    effort: rounded(effort),
  }));
}

/** The rows below the heading that begins with spaces and `service`. */
export function servicesInTerminal(report: Report): ServiceTold[] {
  const lines = renderSummary(report, { width: wideEnough }).split('\n');
  const start = lines.findIndex((line) => /^ +service +modules/.test(line));
  const titles = lines[start]?.trim().split(/ +/) ?? [];
  const end = lines.indexOf('', start);
  return lines.slice(start + 1, end).flatMap((line) => {
    const [, rank = '', rest = ''] = /^ *(\d+) {2}(.*)$/.exec(line) ?? [];
    return rank === '' ? [] : [told([['rank', rank], ...zip(titles, rest.split(/ +/))])];
  });
}

/** The rows of the table under `## Services`. */
export function servicesInMarkdown(report: Report): (ServiceTold & { readonly broken: string })[] {
  const rows = renderMarkdown(report)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '));
  const [titles = [], , ...services] = rows;
  return services.map((cells) => {
    const row = new Map(zip(titles, cells));
    const [, named = '', more = '0'] =
      /^(.*?)(?: and (\d+) more)?$/.exec(row.get('tables owned') ?? '') ?? [];
    const tables = (named === '' ? 0 : named.split(', ').length) + Number(more);
    return {
      ...told([...row, ['name', row.get('service') ?? ''], ['tables', String(tables)]]),
      broken: row.get('broken transactions') ?? '',
    };
  });
}

/** What the page works out from the data in it, at the suggestion. */
export function figuresOfPage(report: Report) {
  const data = pageDataOf(report);
  const facts = cutFactsOf(data);
  const cut = createWorkbench(data, facts).cut();
  const figures = evaluate(data, facts, cut);
  const sure = new Map(data.services.map(({ name, confidence }) => [name, confidence]));
  const whole = data.modules.flatMap(({ part, role }, index) =>
    part ? [] : [{ role, service: cut.labels[index] ?? -1 }],
  );
  const outside = whole.filter(({ service }) => service < 0);
  return {
    things: data.things,
    cost: figures.cost,
    services: figures.services
      .map((each, index) => ({
        rank: String(each.rank),
        name: cut.names[index] ?? '',
        modules: String(each.files),
        lines: each.lines.toLocaleString('en'),
        routes: String(each.routes.length),
        operations: String(each.operations),
        tables: String(each.tables.length),
        sure: percent(sure.get(cut.names[index] ?? '') ?? Number.NaN),
        effort: rounded(each.effort),
        broken: String(each.broken.length),
        standing: each.standing,
        why: each.why,
      }))
      .sort((a, b) => Number(a.rank) - Number(b.rank)),
    arrows: figures.arrows.map(
      ({ from, to, cost }) => `${cut.names[from]} → ${cut.names[to]} ${rounded(cost)}`,
    ),
    modules: {
      all: whole.length,
      inside: whole.length - outside.length,
      untied: outside.filter(({ role }) => !OUTSIDE.has(role)).length,
    },
    outside: outsideByKind(outside).map(({ title, modules }) => `${title}, ${modules.length}`),
    tables: { all: data.tables.length, owned: [...cut.owners].filter((owner) => owner >= 0).length },
    transactions: { all: data.transactions.length, broken: figures.broken.length },
    unread: data.unresolved.length,
  };
}

export function arrowsInReport(report: Report): string[] {
  return arrowsOf(report).map(({ from, to, cost }) => `${from} → ${to} ${rounded(cost)}`);
}

/** The headings of the seams, and how many arrows it says are left out. */
export function arrowsInMarkdown(report: Report) {
  const text = renderMarkdown(report);
  return {
    shown: [...text.matchAll(/^\*\*(.+) → (.+)\*\* \(cost ([\d.,]+)\)$/gm)].map(
      ([, from, to, cost]) => `${from} → ${to} ${cost}`,
    ),
    left: Number(/^… and ([\d,]+) arrows? more/m.exec(text)?.[1]?.replace(',', '') ?? 0),
  };
}

export function arrowsInMermaid(report: Report): string[] {
  const text = renderMermaid(report);
  const names = new Map(
    [...text.matchAll(/^ {2}(s\d+)\["(.+), [\d,]+ modules?"\]$/gm)].map(([, id, name]) => [id, name]),
  );
  return [...text.matchAll(/^ {2}(s\d+) -->\|"(.+)"\| (s\d+)$/gm)].map(
    ([, from, cost, to]) => `${names.get(from)} → ${names.get(to)} ${cost}`,
  );
}

export function arrowsInDot(report: Report): string[] {
  const text = renderDot(report);
  const names = new Map(
    [...text.matchAll(/subgraph (cluster_\d+) \{\n {4}label="(.+)";/g)].map(([, id, name]) => [id, name]),
  );
  return [...text.matchAll(/ltail=(cluster_\d+), lhead=(cluster_\d+), label="(.+)"/g)].map(
    ([, from, to, cost]) => `${names.get(from)} → ${names.get(to)} ${cost}`,
  );
}

/** The three things as the terminal and report.md have them, without their layout. */
export function thingsInTerminal(report: Report): string[] {
  const [first = ''] = renderSummary(report, { width: wideEnough }).split('\n\n');
  return first
    .split(/^\d\. /m)
    .slice(1)
    .map(plain);
}

export function thingsInMarkdown(report: Report): string[] {
  return [...renderMarkdown(report).matchAll(/^\d\. \*\*(.*)\*\*: (.*)$/gm)].map(([, title, detail]) =>
    plain(`${title} ${detail}`),
  );
}

/** The kinds of modules outside every service with their numbers, as report.md has them. */
export function outsideInMarkdown(report: Report): string[] {
  return [...renderMarkdown(report).matchAll(/^- \*\*(.+)\*\*, ([\d,]+) modules?/gm)].map(
    ([, title, modules]) => `${title}, ${modules?.replace(',', '')}`,
  );
}

export function plain(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

export function standingsTold(report: Report) {
  return [...standings(report)].map(([name, standing]) => `${name}: ${standing}`);
}

function told(cells: Iterable<readonly [string, string]>): ServiceTold {
  const row = new Map(cells);
  const of = (title: string) => row.get(title) ?? '';
  return {
    rank: of('rank'),
    name: of('name') || of('service'),
    modules: of('modules'),
    lines: of('lines'),
    routes: of('routes'),
    operations: of('operations') || '0',
    tables: of('tables'),
    sure: of('sure'),
    effort: of('effort'),
  };
}

function zip(titles: readonly string[], cells: readonly string[]) {
  return titles.map((title, index) => [title, cells[index] ?? ''] as const);
}

function rounded(value: number): string {
  return value >= 10 ? Math.round(value).toLocaleString('en') : String(Math.round(value * 10) / 10);
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
