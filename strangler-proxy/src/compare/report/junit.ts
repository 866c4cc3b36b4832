import { type ComparisonReport, comparedNothing, type EndpointReport } from '../evidence/verdict.ts';
import { escapeMarkup } from './escape.ts';
import { kindInWords, mismatchReasonInWords } from './words.ts';

/** One test case an endpoint; each mismatched field is part of its failure. */
export function renderJunit(report: ComparisonReport): string {
  const failures = report.endpoints.filter(({ mismatches }) => mismatches.length > 0).length;
  const nothing = comparedNothing(report) ? [NOTHING_COMPARED] : [];
  const cases = [...report.endpoints.map(renderCase), ...nothing].join('\n');
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
    `<testsuites>\n<testsuite name="banyan compare" tests="${report.endpoints.length + nothing.length}" failures="${failures + nothing.length}" errors="0" skipped="0">\n` +
    `${cases}\n</testsuite>\n</testsuites>\n`
  );
}

const NOTHING_COMPARED =
  '<testcase classname="banyan.compare" name="anything compared"><failure message="no request could be compared" type="nothing"/></testcase>';

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
