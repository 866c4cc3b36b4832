/**
 * How report.html of 5 000 modules feels in Chromium: `node bench/report/run.ts`. Exits with 1 beyond 1.5 × a bar.
 *
 * A frame can't be shorter than the longest task of its thread. That task is measured in CPU time, from Chromium's own trace, so that
 * the figure stands on a busy machine. Beside it stands what a reader sees, which only a quiet machine tells: the longest time on the
 * clock between two frames, as the page itself counts them.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { buildReport, renderHtml } from '../../analysis/src/report/index.ts';
import { synthetic } from '../../analysis/test/report/support/synthetic.ts';

const bars = { openMs: 2_000, frameMs: 100 };
const tolerance = 1.5;
/** The median of these is told: a single run of a busy machine says little. */
const rounds = 3;
const executablePath = process.env['BANYAN_CHROMIUM'] ?? '/usr/bin/chromium';

interface Measured {
  readonly what: string;
  readonly ms: number;
  readonly clockMs: number;
  readonly barMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  /** Microseconds of CPU. */
  readonly tdur?: number;
}

/** The longest task of any thread while `act` runs and until the page is calm again. */
async function longestTask(browser: Browser, page: Page, act: () => Promise<void>) {
  await settle(page);
  await page.evaluate(`(() => {
    let last = performance.now();
    window.longestFrame = 0;
    const tick = (now) => { window.longestFrame = Math.max(window.longestFrame, now - last); last = now; window.frames = requestAnimationFrame(tick); };
    window.frames = requestAnimationFrame(tick);
  })()`);
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] });
  await act();
  await settle(page);
  const clockMs = await page.evaluate<number>('cancelAnimationFrame(window.frames), window.longestFrame');
  const trace = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const tasks = trace.traceEvents.filter(({ name, ph }) => ph === 'X' && name.endsWith('RunTask'));
  return { ms: Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur)) / 1_000, clockMs };
}

/** Waits until two frames in a row come on time. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(`new Promise((settled) => {
    let calm = 0;
    let last = performance.now();
    const tick = (now) => { calm = now - last < 25 ? calm + 1 : 0; last = now; calm > 3 ? settled() : requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
  })`);
}

async function open(page: Page, url: string): Promise<number> {
  await page.goto('about:blank');
  const started = performance.now();
  await page.goto(url);
  await page.waitForSelector('.view');
  await page.evaluate(
    'new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))',
  );
  return performance.now() - started;
}

/** Takes hold of a dot and leads it over many services, to end on one. */
async function dragAcross(page: Page): Promise<void> {
  const box = await page.locator('.map-stage canvas').boundingBox();
  if (!box) throw new Error('the map has no size');
  const at = (x: number, y: number) => page.mouse.move(box.x + x * box.width, box.y + y * box.height);
  await findDot(page, at);
  await page.mouse.down();
  for (let step = 0; step <= 80; step += 1) await at(0.15 + step / 120, 0.25 + (step % 40) / 80);
  for (let x = 0.8; x > 0.2; x -= 0.02) {
    await at(x, 0.5);
    if (await page.locator('.map-hint', { hasText: /→ .+: cost/ }).count()) return;
  }
  throw new Error('the drag met no service');
}

async function findDot(page: Page, at: (x: number, y: number) => Promise<void>): Promise<void> {
  for (let y = 0.2; y < 0.8; y += 0.01) {
    for (let x = 0.2; x < 0.8; x += 0.02) {
      await at(x, y);
      if (await page.locator('canvas.over-seed').count()) return;
    }
  }
  throw new Error('no dot was found on the map');
}

async function slide(page: Page): Promise<void> {
  await page.locator('#granularity').focus();
  for (const key of ['Home', 'End', 'ArrowLeft', 'ArrowRight', 'ArrowLeft']) {
    await page.keyboard.press(key);
    await settle(page);
  }
}

async function measure(browser: Browser, url: string): Promise<Measured[]> {
  const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
  const results: Measured[] = [];
  for (const view of ['#overview', '#map', '#matrix']) {
    const ms = await open(page, url + view);
    results.push({ what: `open ${view}`, ms, clockMs: ms, barMs: bars.openMs });
  }
  await open(page, `${url}#map`);
  const interactions = [
    { what: 'dragging', act: () => dragAcross(page) },
    { what: 'dropping', act: () => page.mouse.up() },
    { what: 'sliding', act: () => slide(page) },
  ];
  for (const { what, act } of interactions) {
    results.push({
      what: `longest task while ${what}`,
      ...(await longestTask(browser, page, act)),
      barMs: bars.frameMs,
    });
  }
  await page.close();
  return results;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function main(): Promise<void> {
  if (!existsSync(executablePath))
    throw new Error(`there is no ${executablePath}; install chromium or set BANYAN_CHROMIUM`);
  const folder = await mkdtemp(join(tmpdir(), 'banyan-bench-report-'));
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const { facts, boundaries } = synthetic({ modules: 5_000, services: 60, seed: 3 });
    const file = join(folder, 'report.html');
    const html = renderHtml(buildReport(facts, boundaries));
    await writeFile(file, html);
    console.log(
      `5,000 modules, ${facts.edges.length.toLocaleString('en')} edges, ${(html.length / 2 ** 20).toFixed(1)} MiB of HTML`,
    );
    const runs: Measured[][] = [];
    for (let round = 0; round < rounds; round += 1)
      runs.push(await measure(browser, pathToFileURL(file).href));
    const results = (runs[0] ?? []).map((first, index) => ({
      ...first,
      ms: median(runs.map((run) => run[index]?.ms ?? 0)),
      clockMs: median(runs.map((run) => run[index]?.clockMs ?? 0)),
    }));
    for (const { what, ms, clockMs, barMs } of results) {
      console.log(
        `${what.padEnd(28)} ${ms.toFixed(0).padStart(6)} ms (${clockMs.toFixed(0)} on the clock)   ${(ms / barMs).toFixed(2)} × the bar of ${barMs} ms`,
      );
    }
    if (results.some(({ ms, barMs }) => ms > tolerance * barMs)) process.exitCode = 1;
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}

await main();
