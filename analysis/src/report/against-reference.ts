/** The suggestion against a split that people gave: in a report, in words, and for a terminal and a pull request. */
import type { Boundaries } from '../boundaries/boundaries.ts';
import { compareWithReference, type ReferenceSplit } from '../boundaries/reference.ts';
import { toMarkdown, toMarkdownCode } from './encode.ts';
import { count } from './in-words.ts';
import { round } from './round.ts';
import type { Report } from './schema.ts';

type Reference = NonNullable<Report['reference']>;

const movesInMarkdown = 50;
const goneShown = 3;
/** ARI by which a level must be nearer than the suggestion to be worth a look: less is lost in rounding. */
const clearlyNearer = 0.005;

export function referenceOfReport(
  { services, hierarchy }: Pick<Boundaries, 'services' | 'hierarchy'>,
  split: ReferenceSplit,
): Reference {
  const labels = new Map(
    services.flatMap(({ name, modules }) => modules.map(({ path }) => [path, name] as const)),
  );
  const { name, agreement, steps, nearest, gone } = compareWithReference(
    { labels, levels: hierarchy },
    split,
  );
  return {
    name,
    modules: agreement.elements,
    services: agreement.references,
    ...scoreOf(agreement),
    precision: round(agreement.precision),
    recall: round(agreement.recall),
    f1: round(agreement.f1),
    purity: round(agreement.purity),
    moves: steps.moves.map(({ element, from, to }) => ({ path: element, from, to })),
    joins: steps.joins.map(({ clusters, into }) => ({ services: [...clusters], into })),
    nearest: { granularity: nearest.granularity, ...scoreOf(nearest.agreement) },
    gone: [...gone],
  };
}

function scoreOf({ mojoFm, ari }: { readonly mojoFm: number; readonly ari: number }) {
  return { mojoFm: round(mojoFm), ari: round(ari) };
}

/**
 * How near the suggestion is to the reference, and what would make it the same; [] without a reference.
 *
 * @example howItAgrees(report)[0] // 'domains.json names 55 modules in 14 services: MoJoFM 85.4 of 100, ARI 0.74.'
 */
export function howItAgrees(report: Pick<Report, 'reference' | 'hierarchy'>): readonly string[] {
  const { reference } = report;
  if (reference === undefined) return [];
  const { name, modules, services, mojoFm, ari, moves, joins, nearest, gone } = reference;
  const joined = joins.reduce((sum, one) => sum + one.services.length - 1, 0);
  const steps = [
    ...(moves.length > 0 ? [`${count(moves.length, 'module')} would go elsewhere`] : []),
    ...(joined > 0 ? [`${count(joined, 'service')} would join another`] : []),
  ];
  const level = nearerLevel(report);
  return [
    `${name} names ${count(modules, 'module')} in ${count(services, 'service')}: MoJoFM ${mojoFm.toFixed(1)} of 100, ARI ${ari.toFixed(2)} of 1.`,
    steps.length === 0
      ? 'The suggestion is the same.'
      : `To make the suggestion that split, ${steps.join(' and ')}.`,
    ...(level !== undefined
      ? [
          `Nearest to it is granularity ${nearest.granularity} (${count(level.services.length, 'service')}): MoJoFM ${nearest.mojoFm.toFixed(1)}, ARI ${nearest.ari.toFixed(2)}.`,
        ]
      : []),
    ...(gone.length > 0
      ? [
          `${count(gone.length, 'entry', 'entries')} of it ${gone.length === 1 ? 'matches' : 'match'} nothing here: ${gone.slice(0, goneShown).join(', ')}${gone.length > goneShown ? ' …' : ''}`,
        ]
      : []),
  ];
}

/** The level of the hierarchy that is nearest to the reference, where it is clearly nearer than the suggestion. */
export function nearerLevel({
  reference,
  hierarchy,
}: Pick<Report, 'reference' | 'hierarchy'>): Report['hierarchy'][number] | undefined {
  if (reference === undefined || reference.nearest.ari <= reference.ari + clearlyNearer) return undefined;
  return hierarchy.find(({ granularity }) => granularity === reference.nearest.granularity);
}

/** @returns Markdown blocks; none without a reference. */
export function referenceInMarkdown(report: Report): string[] {
  const { reference } = report;
  if (reference === undefined) return [];
  const { moves, joins } = reference;
  const lines = [
    ...joins.map(
      ({ services, into }) => `- ${services.map(toMarkdown).join(' + ')} join as ${toMarkdown(into)}`,
    ),
    ...moves
      .slice(0, movesInMarkdown)
      .map(
        ({ path, from, to }) =>
          `- ${toMarkdownCode(path)}: ${toMarkdown(from ?? 'none')} → ${toMarkdown(to)}`,
      ),
    ...(moves.length > movesInMarkdown
      ? [`- … and ${moves.length - movesInMarkdown} more in report.json`]
      : []),
  ];
  return [
    '## Against the reference split',
    howItAgrees(report).map(toMarkdown).join(' '),
    ...(lines.length === 0 ? [] : [lines.join('\n')]),
  ];
}
