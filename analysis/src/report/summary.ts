import { styleText } from 'node:util';
import type { Standing } from '../boundaries/rank.ts';
import { howItAgrees } from './against-reference.ts';
import { visible } from './encode.ts';
import { shortNumber } from './in-words.ts';
import {
  adviceToExtract,
  firstToExtract,
  operationsByService,
  standings,
  threeThings,
  whatDecisionsCost,
  whatRefinementSaved,
} from './insights.ts';
import { outsideByKind } from './outside.ts';
import type { Report, ReportService, ReportSplit } from './schema.ts';
import { unreadParts } from './unread.ts';

export interface SummaryOptions {
  /** ANSI colours; leave out for files and pipes. */
  readonly colour?: boolean;
  /** Columns of the terminal. */
  readonly width?: number;
}

type Style = Parameters<typeof styleText>[0];

const unreadShown = 5;
const untiedShown = 5;
const splitsShown = 3;
const movesShown = 3;
const functionsShown = 4;
const narrowest = 40;

/**
 * What a terminal shows after `banyan analyze`: three things to know, the services, which to extract first, what was not read.
 *
 * @example process.stdout.write(renderSummary(report, { colour: process.stdout.isTTY, width: process.stdout.columns }));
 */
export function renderSummary(report: Report, { colour = false, width = 100 }: SummaryOptions = {}): string {
  const columns = Math.max(narrowest, width);
  const paint = (style: Style, text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const sections = [
    threeThings(report)
      .map(({ title, detail }, index) => {
        return [
          `${paint('bold', `${index + 1}. ${visible(title)}`)}`,
          ...wrap(visible(capitalised(detail)), columns - 3).map((line) => `   ${line}`),
        ].join('\n');
      })
      .join('\n'),
    serviceTable(report, columns, paint),
    extractFirst(report, columns, paint),
    decisionList(report, columns),
    refinementList(report, columns, paint),
    referenceList(report, columns, paint),
    splitList(report, columns, paint),
    untiedList(report, paint),
    unreadList(report, columns, paint),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

interface Column {
  readonly title: string;
  readonly cell: (service: ReportService) => string;
}

/** The ones that a narrow terminal loses first stand last. Who has no operations beside routes need not read of them. */
function figuresOf(report: Report): readonly Column[] {
  const operations = operationsByService(report);
  return [
    { title: 'modules', cell: (service) => String(service.metrics.modules) },
    { title: 'effort', cell: (service) => shortNumber(service.effort) },
    { title: 'tables', cell: (service) => String(service.tables.length) },
    { title: 'routes', cell: (service) => String(service.routes.length) },
    ...(operations.size > 0
      ? [{ title: 'operations', cell: ({ name }: ReportService) => String(operations.get(name) ?? 0) }]
      : []),
    { title: 'sure', cell: (service) => `${Math.round(service.confidence * 100)}%` },
    { title: 'lines', cell: (service) => service.metrics.lines.toLocaleString('en') },
  ];
}
const narrowestName = 12;

function serviceTable(
  report: Report,
  columns: number,
  paint: (style: Style, text: string) => string,
): string {
  const { services } = report;
  if (services.length === 0) return '';
  const standing = standings(report);
  const shown: { readonly column: Column; readonly width: number }[] = [];
  let room = columns - narrowestName - 4;
  for (const column of figuresOf(report)) {
    const width = Math.max(column.title.length, ...services.map((service) => column.cell(service).length));
    room -= width + 2;
    if (room >= 0) shown.push({ column, width });
  }
  const figuresWidth = shown.reduce((sum, { width }) => sum + width + 2, 0);
  const longest = Math.max(narrowestName, ...services.map((service) => visible(service.name).length));
  const nameWidth = Math.min(longest, columns - figuresWidth - 4);
  const row = (rank: string, name: string, cell: (column: Column) => string) =>
    `${rank.padStart(2)}  ${clip(name, nameWidth).padEnd(nameWidth)}${shown.map(({ column, width }) => `  ${cell(column).padStart(width)}`).join('')}`;
  return [
    paint(
      'dim',
      row('', 'service', ({ title }) => title),
    ),
    ...services.flatMap((service, i) => {
      const now = standing.get(service.name) ?? 'whole';
      const before = i === 0 ? 'whole' : standing.get(services[i - 1]?.name ?? '');
      return [
        ...(now === before ? [] : [paint('dim', `    ${clip(LINE_ABOVE[now], columns - 4)}`)]),
        row(String(service.rank), visible(service.name), ({ cell }) => cell(service)),
      ];
    }),
  ].join('\n');
}

/** Services are ranked by how well they stand first: without these lines the efforts below seem out of order. */
const LINE_ABOVE: Readonly<Record<Standing, string>> = {
  whole: 'services',
  doubtful: 'doubtful: no table of its own, or nothing that clients ask; part of another?',
  library: 'libraries: no table, no entry point; a shared package, or part of its only user',
};

function extractFirst(
  report: Report,
  columns: number,
  paint: (style: Style, text: string) => string,
): string {
  const first = firstToExtract(report);
  if (!first) return '';
  const { before, after } = adviceToExtract(report);
  const heading = wrap(`${before}${clip(visible(first.name), columns - 16)}${after}:`, columns).join('\n');
  return [
    heading.replace(visible(first.name), (name) => paint(['bold', 'green'], name)),
    ...wrap(visible(capitalised(first.why)), columns - 2).map((line) => `  ${line}`),
  ].join('\n');
}

function decisionList(report: Report, columns: number): string {
  return whatDecisionsCost(report)
    .flatMap((sentence) => wrap(visible(sentence), columns))
    .join('\n');
}

function refinementList(
  report: Report,
  columns: number,
  paint: (style: Style, text: string) => string,
): string {
  const sentence = whatRefinementSaved(report);
  if (sentence === '') return '';
  const { moves } = report.refinement;
  const shown = moves.slice(0, movesShown);
  return [
    'Refined in migration cost:',
    ...wrap(sentence, columns - 2).map((line) => `  ${line}`),
    ...shown.map(({ name, from, to }) =>
      paint('dim', `    ${visible(name)}: ${visible(from ?? 'none')} → ${visible(to ?? 'none')}`),
    ),
    ...(moves.length > shown.length
      ? [paint('dim', `    and ${moves.length - shown.length} more, in report.md`)]
      : []),
  ].join('\n');
}

function referenceList(
  report: Report,
  columns: number,
  paint: (style: Style, text: string) => string,
): string {
  if (report.reference === undefined) return '';
  const { moves } = report.reference;
  const shown = moves.slice(0, movesShown);
  return [
    'Against the reference split:',
    ...howItAgrees(report).flatMap((sentence) =>
      wrap(visible(sentence), columns - 2).map((line) => `  ${line}`),
    ),
    ...shown.map(({ path, from, to }) =>
      paint('dim', `    ${visible(path)}: ${visible(from ?? 'none')} → ${visible(to)}`),
    ),
    ...(moves.length > shown.length
      ? [paint('dim', `    and ${moves.length - shown.length} more, in report.md`)]
      : []),
  ].join('\n');
}

/** The files that hold most for other services. */
function splitList(report: Report, columns: number, paint: (style: Style, text: string) => string): string {
  if (report.splits.length === 0) return '';
  const size = ({ parts }: ReportSplit) => parts.reduce((sum, { functions }) => sum + functions.length, 0);
  const shown = [...report.splits]
    .sort((a, b) => b.saves - a.saves || size(b) - size(a))
    .slice(0, splitsShown);
  const rest = report.splits.length - shown.length;
  return [
    'To share out by function:',
    ...shown.flatMap(({ module, home, parts }) => [
      `  ${visible(module)} ${paint('dim', home === null ? '(stays shared code)' : `(stays in ${visible(home)})`)}`,
      ...parts.flatMap(({ service, functions }) =>
        wrap(
          `${visible(service)}: ${functions.slice(0, functionsShown).map(visible).join(', ')}${functions.length > functionsShown ? ` and ${functions.length - functionsShown} more` : ''}`,
          columns - 4,
        ).map((line) => paint('dim', `    ${line}`)),
      ),
    ]),
    ...(rest > 0 ? [paint('dim', `  and ${rest} more, in report.md`)] : []),
  ].join('\n');
}

/** What the first of the three things counts, by name. */
function untiedList(report: Report, paint: (style: Style, text: string) => string): string {
  const outside = outsideByKind(report.modules.filter(({ service }) => service === null));
  const untied = outside.find(({ kind }) => kind === 'untied')?.modules ?? [];
  if (untied.length === 0 || report.services.length === 0) return '';
  const rest = untied.length - untiedShown;
  return [
    'Tied to no service:',
    ...untied.slice(0, untiedShown).map(({ path }) => `  ${visible(path)}`),
    ...(rest > 0 ? [paint('dim', `  and ${rest} more, in report.md`)] : []),
  ].join('\n');
}

function unreadList(report: Report, columns: number, paint: (style: Style, text: string) => string): string {
  const { server } = unreadParts(report);
  if (server.length === 0) return '';
  const shown = server.slice(0, unreadShown);
  const rest = report.unresolved.length - shown.length;
  return [
    'Could not be read:',
    ...shown.flatMap(({ path, line, what, because }) => [
      `  ${visible(path)}:${line}`,
      ...wrap(`${visible(what)}: ${visible(because)}`, columns - 4).map((text) =>
        paint('dim', `    ${text}`),
      ),
    ]),
    ...(rest > 0 ? [paint('dim', `  and ${rest} more, in report.html under “Not read”`)] : []),
  ].join('\n');
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => piecesOf(each, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** A path is never cut: it must stay clickable. */
function piecesOf(word: string, width: number): string[] {
  if (word.length <= width || word.includes('/')) return [word];
  return [word.slice(0, width), ...piecesOf(word.slice(width), width)];
}
