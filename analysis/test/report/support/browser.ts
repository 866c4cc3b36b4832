/** Opens a report in Debian's Chromium. Tests that need it are skipped, with a reason, where there is none. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type Report, renderHtml } from '../../../src/report/index.ts';

const executablePath = process.env['BANYAN_CHROMIUM'] ?? '/usr/bin/chromium';

/** True where the browser tests can run; says why where they can't, and insists where services are required. */
export function hasBrowser(): boolean {
  if (existsSync(executablePath)) return true;
  if (process.env['BANYAN_REQUIRE_SERVICES'])
    throw new Error(`${executablePath} is needed; install chromium or set BANYAN_CHROMIUM`);
  console.warn(`skipped: tests of report.html; there is no ${executablePath} (set BANYAN_CHROMIUM)`);
  return false;
}

export interface OpenReport {
  readonly page: Page;
  /** What a page must never do: dialogs, errors, requests, refused scripts and styles. */
  readonly offences: readonly string[];
}

export interface ReportBrowser {
  readonly open: (report: Report, hash?: string, options?: BrowserContextOptions) => Promise<OpenReport>;
  readonly close: () => Promise<void>;
}

export async function startBrowser(): Promise<ReportBrowser> {
  // Root, as in containers, has no sandbox; the pages are our own files.
  const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const folder = await mkdtemp(join(tmpdir(), 'banyan-browser-'));
  let opened = 0;
  return {
    async open(report, hash = '', options = {}) {
      opened += 1;
      const file = join(folder, `report-${opened}.html`);
      await writeFile(file, renderHtml(report));
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      const page = await context.newPage();
      const offences: string[] = [];
      page.on('dialog', (dialog) => {
        offences.push(`dialog: ${dialog.message()}`);
        dialog.dismiss().catch(() => {});
      });
      page.on('pageerror', (error) => offences.push(`error: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning')
          offences.push(`console: ${message.text()}`);
      });
      page.on('request', (request) => {
        if (!request.url().startsWith('file:') && !request.url().startsWith('blob:'))
          offences.push(`request: ${request.url()}`);
      });
      await page.goto(`${pathToFileURL(file)}${hash}`);
      await page.waitForSelector(options.javaScriptEnabled === false ? 'main' : '.view');
      return { page, offences };
    },
    async close() {
      await browser.close();
      await rm(folder, { recursive: true });
    },
  };
}
