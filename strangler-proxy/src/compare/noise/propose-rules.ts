import { stringify } from 'yaml';
import type { ComparisonReport } from '../evidence/verdict.ts';
import { kindInWords, noiseReasonInWords } from '../report/words.ts';
import type { IgnoreRule } from './rules.ts';

/** How long a proposed rule holds: long enough for a migration step, short enough to be looked at again. */
const RULE_DAYS = 60;
/** Fewer sightings than this are no habit. */
const MIN_COUNT = 5;

/**
 * Rules for what the monolith was seen to do to itself, with the evidence in words and an end. Mismatches are never proposed:
 * to live with one is a person's decision.
 *
 * @param today YYYY-MM-DD
 */
export function proposeRules(report: ComparisonReport, today: string): IgnoreRule[] {
  const until = new Date(Date.parse(today) + RULE_DAYS * 86_400_000).toISOString().slice(0, 10);
  return report.endpoints.flatMap(({ endpoint, requests, noise }) =>
    noise
      .filter(({ because, count }) => because === 'monolith-differs-itself' && count >= MIN_COUNT)
      .map(({ path, count, because }) => ({
        endpoint,
        path,
        because: `${count} of ${requests} requests on ${today}: ${noiseReasonInWords(because)}`,
        until,
      })),
  );
}

/** The proposals as a file to review and commit; mismatches stand in it as remarks, so that nobody hides one by accident. */
export function writeRules(rules: readonly IgnoreRule[], report: ComparisonReport): string {
  const open = report.endpoints.flatMap(({ endpoint, mismatches }) =>
    mismatches.map(
      ({ path, kind, count }) =>
        `# open: ${JSON.stringify(endpoint)} ${JSON.stringify(path)}, ${kindInWords(kind)}, ${count} times`,
    ),
  );
  const head =
    '# Proposed by "banyan compare": read each rule before you commit it. After `until` it no longer holds.';
  return `${[head, ...open].join('\n')}\n${stringify({ ignore: rules })}`;
}
