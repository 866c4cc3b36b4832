import { visible } from '../report/encode.ts';
import { count, shortNumber } from '../report/in-words.ts';
import { type Drift, hasDrifted, type Moved } from './compare-reports.ts';

const rowsShown = 15;

/** @example process.stdout.write(renderDrift(compareReports(before, after))); */
export function renderDrift(drift: Drift): string {
  if (!hasDrifted(drift)) return 'The boundaries are where they were.';
  const { services, cost } = drift;
  const sections = [
    section('Services', [
      ...services.came.map((name) => `+ ${name}`),
      ...services.went.map((name) => `- ${name}`),
      ...services.renamed.map(({ before, after }) => `  ${before} is now called ${after}`),
    ]),
    section(
      `${count(drift.modulesCame.length, 'module')} came`,
      drift.modulesCame.map(({ name, service }) => `+ ${name}: ${service ?? 'outside'}`),
    ),
    section(
      `${count(drift.modulesWent.length, 'module')} went`,
      drift.modulesWent.map((name) => `- ${name}`),
    ),
    section(
      `${count(drift.modulesRenamed.length, 'module')} renamed`,
      drift.modulesRenamed.map(({ before, after }) => `  ${before} → ${after}`),
    ),
    section(`${count(drift.modulesMoved.length, 'module')} moved`, drift.modulesMoved.map(moveLine)),
    section(`${count(drift.tablesMoved.length, 'table')} changed owner`, drift.tablesMoved.map(moveLine)),
    section('Transactions', [
      ...drift.brokenCame.map((place) => `+ ${place} would break`),
      ...drift.brokenWent.map((place) => `- ${place} would break no more`),
    ]),
    section(
      'Seams',
      drift.seams.map(({ from, to, kind, costBefore, costAfter }) => {
        const sign = costBefore === 0 ? '+' : costAfter === 0 ? '-' : ' ';
        return `${sign} ${from} → ${to} ${kind}: cost ${shortNumber(costBefore)} → ${shortNumber(costAfter)}`;
      }),
    ),
    `The cut costs ${shortNumber(cost.after)}, before ${shortNumber(cost.before)}.`,
  ];
  return sections.filter((text) => text !== '').join('\n\n');
}

function moveLine({ name, before, after }: Moved): string {
  return `  ${name}: ${before ?? 'outside'} → ${after ?? 'outside'}`;
}

function section(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const rest = lines.length - rowsShown;
  return [
    title,
    ...lines.slice(0, rowsShown).map((line) => `  ${visible(line)}`),
    ...(rest > 0 ? [`    and ${rest} more`] : []),
  ].join('\n');
}
