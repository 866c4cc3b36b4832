import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { bundle } from './bundle.ts';
import { toHtml, toJsonScript } from './encode.ts';
import { shortNumber } from './in-words.ts';
import { firstToExtract, threeThings } from './insights.ts';
import { pageDataOf } from './page-data.ts';
import type { Report } from './schema.ts';

/**
 * The report as one page that needs no network.
 *
 * Its policy lets nothing run but our own style and script, named by their hashes: a file name that breaks out of its place still does nothing.
 *
 * @example await writeFile('report.html', renderHtml(report));
 */
export function renderHtml(report: Report): string {
  const style = readFileSync(new URL('./page/style.css', import.meta.url), 'utf8');
  const script = pageScript();
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Service boundaries</title>
<style>${style}</style>
</head>
<body>
<main>${staticSummary(report)}</main>
<script type="application/json" id="data">${toJsonScript(pageDataOf(report))}</script>
<script>${script}</script>
</body>
</html>
`;
}

let built: string | undefined;

function pageScript(): string {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  built ??= bundle(new URL(`./page/main${extension}`, import.meta.url));
  return built;
}

/** What shows before the script has started, and without it. */
function staticSummary(report: Report): string {
  const things = threeThings(report).map(
    ({ title, detail }) => `<li><strong>${toHtml(title)}</strong> ${toHtml(detail)}</li>`,
  );
  const rows = report.services.map(
    (service) =>
      `<tr><td>${service.rank}</td><td>${toHtml(service.name)}</td><td>${service.metrics.modules}</td><td>${service.routes.length}</td><td>${toHtml(service.tables.join(', '))}</td><td>${shortNumber(service.effort)}</td></tr>`,
  );
  const first = firstToExtract(report);
  return `<h1>Suggested service boundaries</h1>
<ol>${things.join('')}</ol>
${first ? `<p>Extract <strong>${toHtml(first.name)}</strong> first: ${toHtml(first.why)}</p>` : ''}
<table><thead><tr><th>rank</th><th>service</th><th>modules</th><th>routes</th><th>tables</th><th>effort</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
