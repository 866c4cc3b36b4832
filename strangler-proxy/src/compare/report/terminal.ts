import {
  type ComparisonReport,
  comparedNothing,
  type EndpointReport,
  type Mismatch,
} from '../evidence/verdict.ts';
import { printable } from './escape.ts';
import { isSlower, kindInWords, latencyInWords, mismatchReasonInWords, noiseReasonInWords } from './words.ts';

export interface TerminalOptions {
  readonly colour: boolean;
}

const CODES = { red: 31, green: 32, yellow: 33, dim: 2, bold: 1 } as const;
type Paint = (style: keyof typeof CODES, text: string) => string;

/** The report for a terminal: mismatches by endpoint and field with examples, noise in one line each. */
export function renderComparison(report: ComparisonReport, { colour }: TerminalOptions): string {
  const paint: Paint = (style, text) => (colour ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text);
  const lines = report.endpoints.flatMap((endpoint) => renderEndpoint(endpoint, paint));
  const differing = report.requests - report.matched - report.uncompared;
  const summary = [`${report.requests} requests`, `${report.matched} match`, `${differing} differ`];
  if (report.uncompared > 0) summary.push(`${report.uncompared} could not be compared`);
  if (comparedNothing(report)) summary.push('so nothing is said');
  lines.push('', paint(differing > 0 || comparedNothing(report) ? 'red' : 'green', summary.join(', ')));
  return `${lines.join('\n')}\n`;
}

function renderEndpoint(
  { endpoint, requests, mismatches, noise, latency }: EndpointReport,
  paint: Paint,
): string[] {
  const mark = mismatches.length > 0 ? paint('red', '✗') : paint('green', '✓');
  const lines = [`${mark} ${paint('bold', printable(endpoint))}  ${paint('dim', `${requests} requests`)}`];
  if (latency && isSlower(latency)) lines.push(`    ${paint('yellow', latencyInWords(latency))}`);
  for (const mismatch of mismatches) lines.push(...renderMismatch(mismatch, requests, paint));
  for (const { path, count, because } of noise) {
    lines.push(paint('dim', `    ~ ${printable(path)}: ${count} × noise, ${noiseReasonInWords(because)}`));
  }
  return lines;
}

function renderMismatch(
  { path, kind, count, because, examples }: Mismatch,
  requests: number,
  paint: Paint,
): string[] {
  const head = `    ${paint('red', printable(path))}: ${kindInWords(kind)} in ${count} of ${requests} (${mismatchReasonInWords(because)})`;
  const shown = examples
    .slice(0, 2)
    .flatMap((example) => [
      paint('dim', `      ${printable(example.request)}`),
      `        monolith ${paint('green', printable(example.left))}`,
      `        service  ${paint('red', printable(example.right))}`,
    ]);
  return [head, ...shown];
}
