import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Example } from '../evidence/ledger.ts';
import type { ComparisonReport, EndpointReport, Mismatch, Noise } from '../evidence/verdict.ts';
import { escapeMarkup as text } from './escape.ts';
import {
  bySeverity,
  headline,
  isSlower,
  kindInWords,
  latencyInWords,
  mismatchReasonInWords,
  noiseReasonInWords,
} from './words.ts';

/**
 * The report as one page that needs nothing else and runs nothing: no script at all, and a policy that would forbid one.
 * Every value passes the escape; the only style is ours, by its hash.
 */
export function renderComparisonHtml(report: ComparisonReport): string {
  const style = readFileSync(new URL('./page/style.css', import.meta.url), 'utf8');
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const differing = report.requests - report.matched - report.uncompared;
  const title = headline(report);
  const sorted = bySeverity(report.endpoints);
  const wrong = sorted.filter(({ mismatches }) => mismatches.length > 0);
  const right = sorted.filter(({ mismatches }) => mismatches.length === 0);
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${text(policy)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">',
    `<title>${text(title)} · banyan compare</title><style>${style}</style></head><body>`,
    `<header><h1>${text(title)}</h1><p class="soft">Monolith against service, noise taken out.</p>`,
    renderBar(report, differing),
    '</header><main>',
    ...(wrong.length > 0
      ? [
          '<h2>Endpoints that differ, worst first</h2>',
          ...wrong.map((endpoint) => renderEndpoint(endpoint, true)),
        ]
      : []),
    ...(right.length > 0
      ? ['<h2>Endpoints that match</h2>', ...right.map((endpoint) => renderEndpoint(endpoint, false))]
      : []),
    '</main></body></html>\n',
  ].join('\n');
}

function renderBar({ requests, matched, uncompared }: ComparisonReport, differing: number): string {
  const parts = [
    { name: 'match', words: `${matched} match`, count: matched },
    { name: 'differ', words: `${differing} differ`, count: differing },
    { name: 'unknown', words: `${uncompared} could not be compared`, count: uncompared },
  ].filter(({ count }) => count > 0);
  // Without inline styles, widths are said as whole columns of a drawing.
  const total = Math.max(1, requests);
  let at = 0;
  const shapes = parts.map(({ name, count }) => {
    const x = (at / total) * 100;
    at += count;
    return `<rect class="${name}" x="${x.toFixed(2)}" y="0" width="${((count / total) * 100).toFixed(2)}" height="1"/>`;
  });
  const keys = parts.map(({ name, words }) => `<span><span class="dot ${name}"></span>${words}</span>`);
  return `<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label="${parts.map(({ words }) => words).join(', ')}">${shapes.join('')}</svg><p class="key">${keys.join('')}</p>`;
}

function renderEndpoint(report: EndpointReport, isOpen: boolean): string {
  const { endpoint, requests, mismatches, noise, latency } = report;
  const badge =
    mismatches.length > 0
      ? `<span class="badge bad">${mismatches.length} ${mismatches.length === 1 ? 'field' : 'fields'}</span>`
      : '<span class="badge good">matches</span>';
  const time = latency
    ? `<p class="${isSlower(latency) ? 'slow' : 'soft'}">${text(latencyInWords(latency))}</p>`
    : '';
  return (
    `<details class="endpoint"${isOpen ? ' open' : ''}><summary><span class="name">${text(endpoint)}</span>` +
    `<span>${badge} <span class="soft">${requests} ${requests === 1 ? 'request' : 'requests'}</span></span></summary>` +
    `<div class="inside">${time}${mismatches.map((mismatch) => renderMismatch(mismatch, requests)).join('')}${renderNoise(noise)}</div></details>`
  );
}

function renderMismatch({ path, kind, count, because, examples }: Mismatch, requests: number): string {
  return (
    `<section class="field"><h3>${text(path)}</h3><p class="soft">${text(kindInWords(kind))} in ${count} of ${requests}, ` +
    `${text(mismatchReasonInWords(because))}</p>${examples.slice(0, 3).map(renderExample).join('')}</section>`
  );
}

function renderExample({ request, left, right, curl }: Example): string {
  const again =
    curl === undefined
      ? ''
      : `<details class="again"><summary>Ask again</summary><code>${text(curl)}</code></details>`;
  return (
    `<p class="request">${text(request)}</p><div class="sides">` +
    `<div class="left"><span class="label">monolith</span><span class="value">${text(left)}</span></div>` +
    `<div class="right"><span class="label">service</span><span class="value">${text(right)}</span></div></div>${again}`
  );
}

function renderNoise(noise: readonly Noise[]): string {
  if (noise.length === 0) return '<p class="soft">No noise.</p>';
  const rows = noise.map(
    ({ path, count, because }) =>
      `<tr><td><code>${text(path)}</code></td><td class="number">${count}</td><td>${text(noiseReasonInWords(because))}</td></tr>`,
  );
  return (
    '<details class="again"><summary>Noise that was taken out</summary><div class="scroll"><table><thead><tr><th>field</th>' +
    `<th class="number">times</th><th>because</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`
  );
}
