import { kindInWords } from '../boundaries/migration-cost.ts';
import type { Standing } from '../boundaries/rank.ts';
import { APART } from '../graph/module-roles.ts';
import { referenceInMarkdown } from './against-reference.ts';
import { toMarkdown, toMarkdownCode } from './encode.ts';
import { count, shortNumber } from './in-words.ts';
import {
  adviceToExtract,
  arrowsOf,
  firstToExtract,
  operationsByService,
  standings,
  threeThings,
  unusedTables,
  whatDecisionsCost,
  whatRefinementSaved,
} from './insights.ts';
import { leftOutOfMermaid, renderMermaid } from './mermaid.ts';
import { outsideByKind } from './outside.ts';
import type { Report, ReportService } from './schema.ts';
import { unreadParts } from './unread.ts';

const arrowsShown = 15;
const evidenceShown = 3;
const unreadShown = 20;
const splitsShown = 10;
const movesShown = 30;
const untiedShown = 50;
const namesShown = 8;

/**
 * The report as Markdown for a pull request: short, with a diagram that GitHub and GitLab draw.
 *
 * @example await writeFile('report.md', renderMarkdown(report));
 */
export function renderMarkdown(report: Report): string {
  return `${[
    '# Suggested service boundaries',
    threeThings(report)
      .map(({ title, detail }, index) => `${index + 1}. **${toMarkdown(title)}**: ${toMarkdown(detail)}`)
      .join('\n'),
    ...firstService(report),
    ...services(report),
    ...seams(report),
    ...decided(report),
    ...refined(report),
    ...referenceInMarkdown(report),
    ...splits(report),
    ...outside(report),
    ...unread(report),
  ].join('\n\n')}\n`;
}

function firstService(report: Report): string[] {
  const first = firstToExtract(report);
  if (!first) return [];
  const { before, after } = adviceToExtract(report);
  return [`**${before}${toMarkdown(first.name)}${after}:** ${toMarkdown(first.why)}`];
}

function services(report: Report): string[] {
  if (report.services.length === 0) return [];
  const operations = operationsByService(report);
  const standing = standings(report);
  const named = (which: Standing) =>
    namesOf(report.services.flatMap(({ name }) => (standing.get(name) === which ? [name] : [])));
  const doubtful = named('doubtful');
  const libraries = named('library');
  const leftOut = leftOutOfMermaid(report);
  const columns: readonly (readonly [
    title: string,
    cell: (service: ReportService) => string,
    align?: '---',
  ])[] = [
    ['rank', ({ rank }) => String(rank)],
    ['service', ({ name }) => toMarkdown(name), '---'],
    ['modules', ({ metrics }) => String(metrics.modules)],
    ['lines', ({ metrics }) => metrics.lines.toLocaleString('en')],
    ['routes', ({ routes }) => String(routes.length)],
    ...(operations.size > 0
      ? [['operations', ({ name }: ReportService) => String(operations.get(name) ?? 0)] as const]
      : []),
    ['tables owned', ({ tables }) => namesOf(tables), '---'],
    ['sure', ({ confidence }) => `${Math.round(confidence * 100)}%`],
    ['broken transactions', ({ brokenTransactions }) => String(brokenTransactions.length)],
    ['effort', ({ effort }) => shortNumber(effort)],
  ];
  return [
    '## Services',
    [
      row(columns.map(([title]) => title)),
      row(columns.map(([, , align = '--:']) => align)),
      ...report.services.map((service) => row(columns.map(([, cell]) => cell(service)))),
    ].join('\n'),
    'Effort and costs are in units of about one function call turned into a request; *sure* is how clearly the modules belong there rather than elsewhere.',
    ...(doubtful.length > 0
      ? [
          `Doubtful as services (no table of their own, or nothing that clients ask), and so ranked behind the others: ${doubtful}.`,
        ]
      : []),
    ...(libraries.length > 0
      ? [
          `Libraries rather than services (no table, no entry point), a shared package each or part of their only user: ${libraries}.`,
        ]
      : []),
    ...unused(report),
    `\`\`\`mermaid\n${renderMermaid(report)}\`\`\``,
    ...(leftOut === '' ? [] : [leftOut]),
  ];
}

function unused(report: Report): string[] {
  const tables = unusedTables(report);
  if (tables.length === 0) return [];
  return [
    `Used by nobody, as far as was seen, and so without an owner: ${namesOf(tables.map(({ name }) => name))}.`,
  ];
}

function seams(report: Report): string[] {
  const arrows = arrowsOf(report);
  if (arrows.length === 0) return [];
  const shown = arrows.slice(0, arrowsShown);
  const rest = arrows.length - shown.length;
  return [
    '## Seams, the costliest first',
    ...shown.map((arrow) =>
      [
        `**${toMarkdown(arrow.from)} → ${toMarkdown(arrow.to)}** (cost ${shortNumber(arrow.cost)})`,
        '',
        ...arrow.seams.map((seam) => {
          const places = seam.evidence
            .slice(0, evidenceShown)
            .map(({ path, line }) => toMarkdownCode(`${path}:${line}`));
          const more =
            seam.evidence.length > evidenceShown ? ` and ${seam.evidence.length - evidenceShown} more` : '';
          return `- ${kindInWords(seam.kind)} ${namesOf(seam.what)} at ${places.join(', ')}${more}. ${toMarkdown(seam.remedy)}`;
        }),
      ].join('\n'),
    ),
    ...(rest > 0 ? [`… and ${count(rest, 'arrow')} more in report.html.`] : []),
  ];
}

function decided(report: Report): string[] {
  const sentences = whatDecisionsCost(report);
  if (sentences.length === 0 || report.decisions === null) return [];
  const { moves, left } = report.decisions;
  const lines = [
    ...moves.map((move) => ({ ...move, why: move.because as string })),
    ...left.map((move) => ({ ...move, why: 'argued away by the code' })),
  ];
  const shown = lines.slice(0, movesShown);
  return [
    '## Decided in boundaries.yaml',
    sentences.map(toMarkdown).join(' '),
    ...(shown.length === 0
      ? []
      : [
          [
            ...shown.map(
              ({ path, from, to, why }) =>
                `- ${toMarkdownCode(path)}: ${toMarkdown(from ?? 'none')} → ${toMarkdown(to ?? 'none')}, ${why}`,
            ),
            ...(lines.length > shown.length
              ? [`- … and ${lines.length - shown.length} more in report.json`]
              : []),
          ].join('\n'),
        ]),
  ];
}

function refined(report: Report): string[] {
  const sentence = whatRefinementSaved(report);
  if (sentence === '') return [];
  const { moves } = report.refinement;
  const shown = moves.slice(0, movesShown);
  return [
    '## Refined in migration cost',
    toMarkdown(sentence),
    [
      ...shown.map(
        ({ what, name, from, to }) =>
          `- ${what} ${toMarkdownCode(name)}: ${toMarkdown(from ?? 'none')} → ${toMarkdown(to ?? 'none')}`,
      ),
      ...(moves.length > shown.length ? [`- … and ${moves.length - shown.length} more in report.json`] : []),
    ].join('\n'),
  ];
}

function splits(report: Report): string[] {
  if (report.splits.length === 0) return [];
  const shown = report.splits.slice(0, splitsShown);
  const rest = report.splits.length - shown.length;
  return [
    '## Files to share out by function',
    'Their functions serve several services; seams and costs above are those of the functions.',
    ...shown.map((split) =>
      [
        `**${toMarkdownCode(split.module)}** ${split.home === null ? 'stays shared code' : `stays in ${toMarkdown(split.home)}`}${split.saves > 0 ? `, saves ${shortNumber(split.saves)}` : ''}`,
        '',
        ...split.parts.map(({ service, functions, why }) => {
          return `- to **${toMarkdown(service)}**: ${namesOf(functions)}. ${toMarkdown(why)}.`;
        }),
      ].join('\n'),
    ),
    ...(rest > 0 ? [`… and ${count(rest, 'file')} more in report.html.`] : []),
  ];
}

function outside(report: Report): string[] {
  const groups = outsideByKind(report.modules.filter(({ service }) => service === null));
  if (groups.length === 0) return [];
  return [
    '## Outside every service',
    groups
      .map(({ kind, title, advice, modules }) => {
        const paths = modules.map(({ path }) => path);
        const listed = APART.has(kind)
          ? ''
          : `: ${namesOf(paths, kind === 'untied' ? untiedShown : namesShown)}`;
        return `- **${title}**, ${count(modules.length, 'module')}${listed}. ${advice}`;
      })
      .join('\n'),
  ];
}

function unread(report: Report): string[] {
  if (report.unresolved.length === 0) return [];
  const { server, apart } = unreadParts(report);
  const shown = [...server, ...apart].slice(0, unreadShown);
  const rest = report.unresolved.length - shown.length;
  return [
    '## Could not be read',
    [
      ...shown.map(
        ({ path, line, what, because }) =>
          `- ${toMarkdownCode(`${path}:${line}`)} ${toMarkdownCode(what)}: ${toMarkdown(because)}`,
      ),
      ...(rest > 0 ? [`- … and ${rest} more`] : []),
    ].join('\n'),
  ];
}

function namesOf(names: readonly string[], limit = namesShown): string {
  const more = names.length - limit;
  return `${names.slice(0, limit).map(toMarkdownCode).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
