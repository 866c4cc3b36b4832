import type { ComparisonReport, EndpointReport } from '../evidence/verdict.ts';
import { escapeMarkup } from './escape.ts';
import { kindInWords, mismatchReasonInWords } from './words.ts';

/** One test case an endpoint; each mismatched field is part of its failure. */
export function renderJunit(report: ComparisonReport): string {
  const failures = report.endpoints.filter(({ mismatches }) => mismatches.length > 0).length;
  const cases = report.endpoints.map(renderCase).join('\n');
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
    `<testsuites>\n<testsuite name="banyan compare" tests="${report.endpoints.length}" failures="${failures}" errors="0" skipped="0">\n` +
    `${cases}\n</testsuite>\n</testsuites>\n`
  );
}

function renderCase({ endpoint, requests, mismatches }: EndpointReport): string {
  const name = `<testcase classname="banyan.compare" name="${escapeMarkup(endpoint)}" assertions="${requests}"`;
  if (mismatches.length === 0) return `${name}/>`;
  const details = mismatches
    .flatMap(({ path, kind, count, because, examples }) => [
      `${path}: ${kindInWords(kind)} in ${count} of ${requests} (${mismatchReasonInWords(because)})`,
      ...examples.map(({ request, left, right }) => `  ${request}: monolith ${left}, service ${right}`),
    ])
    .map(escapeMarkup)
    .join('\n');
  const message = escapeMarkup(`${mismatches.length} field(s) differ`);
  return `${name}>\n<failure message="${message}" type="mismatch">${details}</failure>\n</testcase>`;
}
