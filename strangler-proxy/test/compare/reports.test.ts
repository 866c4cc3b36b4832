import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ComparisonReport,
  renderComparison,
  type WrittenReports,
  writeComparison,
} from '../../src/compare/index.ts';

const CHROMIUM = process.env['BANYAN_CHROMIUM'] ?? '/usr/bin/chromium';

/** Texts that break out where a renderer forgets one escape. Written by hand after the usual families. */
const HOSTILE = [
  '<script>window.hurt=1</script>',
  '"><img src=x onerror="window.hurt=1">',
  "'><svg/onload=window.hurt=1>",
  '</style><script>window.hurt=1</script>',
  '</title><script>window.hurt=1</script>',
  'javascript:window.hurt=1',
  '{{constructor.constructor("window.hurt=1")()}}',
  '<details open ontoggle=window.hurt=1>',
  '<iframe srcdoc="<script>parent.hurt=1</script>">',
  '&lt;script&gt;window.hurt=1&lt;/script&gt;',
  ']]><script>window.hurt=1</script><![CDATA[',
  '--><script>window.hurt=1</script><!--',
  '\u001b[2J\u001b[31mred\u0007',
  'abc\u202Edcba\u2066x',
  '| broken | table |\n|---|',
  '[click](javascript:alert(1)) ![x](https://evil.example/pixel)',
  '`code` **bold** <b>html</b>',
  '\u0000\ufffe\ud800',
  'Ω≈ç√∫˜µ≤≥÷ 田中さん 🌿',
  "$(touch /tmp/hurt); `id` '; rm -rf ~",
];

const report: ComparisonReport = {
  requests: 100,
  matched: 90,
  uncompared: 2,
  endpoints: [
    ...HOSTILE.map((text, index) => ({
      endpoint: `GET /${text}`,
      requests: 5,
      mismatches: [
        {
          path: `body.${text}`,
          kind: 'value' as const,
          count: (index % 5) + 1,
          because: 'reproduced' as const,
          examples: [{ request: `GET /${text}`, left: text, right: text, curl: `curl ${text}` }],
        },
      ],
      noise: [{ path: `body.${text}`, count: 3, because: 'uuid' as const }],
    })),
    { endpoint: 'GET /api/calm', requests: 0, mismatches: [], noise: [] },
  ],
};

let folder: string;
let files: WrittenReports;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reports-'));
  files = await writeComparison(join(folder, 'out'), report);
});
afterAll(() => rm(folder, { recursive: true }));

describe('reports with hostile values', () => {
  it('are readable by their owner only', async () => {
    for (const file of Object.values(files)) expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it.skipIf(!existsSync(CHROMIUM))(
    'run nothing in a browser, load nothing, and show the values as text',
    async () => {
      const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
      try {
        const page = await browser.newPage();
        const trouble: string[] = [];
        page.on('console', (message) => trouble.push(message.text()));
        page.on('dialog', (dialog) => trouble.push(dialog.message()));
        page.on('request', (request) => {
          if (!request.url().startsWith('file:')) trouble.push(request.url());
        });
        await page.goto(pathToFileURL(files.html).href);
        await page.evaluate(
          'for (const details of document.querySelectorAll("details")) details.open = true',
        );
        expect(await page.evaluate('window.hurt')).toBeUndefined();
        expect(trouble).toEqual([]);
        expect(await page.locator('script, iframe, img, [onerror], [onload], a').count()).toBe(0);
        expect(await page.locator('.value').allTextContents()).toContain('<script>window.hurt=1</script>');
      } finally {
        await browser.close();
      }
    },
  );

  it('have a policy that forbids scripts even if an escape were forgotten', async () => {
    expect(await readFile(files.html, 'utf8')).toMatch(
      /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/,
    );
  });

  it('stay well-formed XML for the CI', async () => {
    const xml = await readFile(files.junit, 'utf8');
    expect(xml).toContain(`tests="${HOSTILE.length + 1}" failures="${HOSTILE.length}"`);
    expect(
      xml.replace(
        /<\/?(?:testsuites|testsuite|testcase|failure)(?: [a-z]+="[^"<]*")*\/?>|<\?xml[^>]*\?>/g,
        '',
      ),
    ).not.toMatch(/[<]|&(?!(?:amp|lt|gt|quot|#39);)/);
  });

  it('add no markup, link or picture to the Markdown', async () => {
    const markdown = await readFile(files.markdown, 'utf8');
    const ours = markdown.replaceAll(/<\/?(?:details|summary)>/g, '');
    expect(ours).not.toMatch(/<[a-z!/]|\]\(|`|\*\*/i);
  });

  it('let no control or direction character reach the terminal', () => {
    const plain = renderComparison(report, { colour: false }).replaceAll('\n', '');
    expect(plain).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  });
});
