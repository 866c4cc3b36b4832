import { toMarkdown, toMarkdownCode } from './encode.ts';
import {
  arrowsOf,
  count,
  firstToExtract,
  shortNumber,
  threeThings,
  whatDecisionsCost,
  whatRefinementSaved,
} from './insights.ts';
import { renderMermaid } from './mermaid.ts';
import type { Report } from './schema.ts';

const arrowsShown = 15;
const evidenceShown = 3;
const unreadShown = 20;
const splitsShown = 10;
const movesShown = 30;
const functionsShown = 8;

/**
 * The report as Markdown for a pull request: short, with a diagram that GitHub and GitLab draw.
 *
 * @example await writeFile('report.md', renderMarkdown(report));
 */
export function renderMarkdown(report: Report): string {
  return `${[
    '# Suggested service boundaries',
    threeThings(report)
      .map(({ title, detail }) => `1. **${toMarkdown(title)}**: ${toMarkdown(detail)}`)
      .join('\n'),
    ...firstService(report),
    ...services(report),
    ...seams(report),
    ...decided(report),
    ...refined(report),
    ...splits(report),
    ...unread(report),
  ].join('\n\n')}\n`;
}

function firstService(report: Report): string[] {
  const first = firstToExtract(report);
  return first ? [`**Extract ${toMarkdown(first.name)} first:** ${toMarkdown(first.why)}`] : [];
}

function services(report: Report): string[] {
  if (report.services.length === 0) return [];
  const rows = report.services.map((service) =>
    row([
      String(service.rank),
      toMarkdown(service.name),
      String(service.metrics.modules),
      service.metrics.lines.toLocaleString('en'),
      String(service.routes.length),
      service.tables.map(toMarkdownCode).join(', '),
      `${Math.round(service.confidence * 100)}%`,
      String(service.brokenTransactions.length),
      shortNumber(service.effort),
    ]),
  );
  return [
    '## Services',
    [
      row([
        'rank',
        'service',
        'modules',
        'lines',
        'routes',
        'tables owned',
        'sure',
        'broken transactions',
        'effort',
      ]),
      row(['--:', '---', '--:', '--:', '--:', '---', '--:', '--:', '--:']),
      ...rows,
    ].join('\n'),
    `\`\`\`mermaid\n${renderMermaid(report)}\`\`\``,
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
          return `- ${seam.kind} ${seam.what.map(toMarkdownCode).join(', ')} at ${places.join(', ')}${more}. ${toMarkdown(seam.remedy)}`;
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
          const names = functions.slice(0, functionsShown).map((name) => toMarkdownCode(name));
          const more = functions.length - names.length;
          return `- to **${toMarkdown(service)}**: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}. ${toMarkdown(why)}.`;
        }),
      ].join('\n'),
    ),
    ...(rest > 0 ? [`… and ${count(rest, 'file')} more in report.html.`] : []),
  ];
}

function unread(report: Report): string[] {
  if (report.unresolved.length === 0) return [];
  const shown = report.unresolved.slice(0, unreadShown);
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

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
