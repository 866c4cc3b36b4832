import type { ComparisonReport, EndpointReport } from '../evidence/verdict.ts';
import { escapeMarkdown } from './escape.ts';
import {
  bySeverity,
  headline,
  kindInWords,
  latencyInWords,
  mismatchReasonInWords,
  noiseReasonInWords,
} from './words.ts';

/** For a pull request: the verdict first, then endpoints with mismatches, then what was noise. */
export function renderMarkdown(report: ComparisonReport): string {
  const differing = report.requests - report.matched - report.uncompared;
  const lines = [
    `## Comparison: ${headline(report)}`,
    '',
    `${report.requests} requests, ${report.matched} match, ${differing} differ, ${report.uncompared} could not be compared.`,
    ...bySeverity(report.endpoints).flatMap(renderEndpoint),
    '',
    ...renderNoise(report.endpoints),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function renderEndpoint({ endpoint, requests, mismatches, latency }: EndpointReport): string[] {
  if (mismatches.length === 0) return [];
  const rows = mismatches.map(({ path, kind, count, because, examples }) => {
    const example = examples[0];
    const cells = [
      path,
      kindInWords(kind),
      `${count} of ${requests}`,
      mismatchReasonInWords(because),
      example?.left ?? '',
      example?.right ?? '',
    ];
    return `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  });
  const time = latency ? [`Time: ${latencyInWords(latency)}.`, ''] : [];
  return [
    '',
    `### ${escapeMarkdown(endpoint)}`,
    '',
    ...time,
    '| field | difference | requests | because | monolith | service |',
    '|---|---|---|---|---|---|',
    ...rows,
  ];
}

function renderNoise(endpoints: readonly EndpointReport[]): string[] {
  const rows = endpoints.flatMap(({ endpoint, noise }) =>
    noise.map(
      ({ path, count, because }) =>
        `| ${[endpoint, path, String(count), noiseReasonInWords(because)].map(escapeMarkdown).join(' | ')} |`,
    ),
  );
  if (rows.length === 0) return [];
  return [
    '<details><summary>Noise that was taken out</summary>',
    '',
    '| endpoint | field | times | because |',
    '|---|---|---|---|',
    ...rows,
    '',
    '</details>',
  ];
}
