import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseBoundariesFile } from '../../../src/boundaries/config.ts';
import { suggestBoundaries } from '../../../src/boundaries/index.ts';
import { howItAgrees } from '../../../src/report/against-reference.ts';
import { buildReport } from '../../../src/report/index.ts';
import { hasBrowser, type ReportBrowser, startBrowser } from '../support/browser.ts';
import { emptyReport } from '../support/empty-report.ts';
import { hostileReport } from '../support/hostile-report.ts';
import { synthetic } from '../support/synthetic.ts';

const { facts } = synthetic({ modules: 160, services: 6, seed: 9 });
const boundaries = suggestBoundaries(facts);
const report = buildReport(facts, boundaries);
const [firstService] = report.services;

/** The report against a coarser level of its own, from which single modules of the largest service go to a service of another name. */
function reportWithReference() {
  const { services } = report.hierarchy.find(({ granularity }) => granularity === 1) ?? { services: [] };
  const serviceOf = new Map(services.flatMap(({ name, modules }) => modules.map((path) => [path, name])));
  const [largest] = [...report.services].sort((a, b) => b.modules.length - a.modules.length);
  for (const path of largest?.modules.slice(0, 12) ?? []) serviceOf.set(path, 'elsewhere');
  return buildReport(facts, boundaries, { name: 'split.json', serviceOf, gone: ['src/old.ts'] });
}
const compared = reportWithReference();

const gauge = async (page: Page, label: string) =>
  (
    await page
      .locator('.gauges div', { has: page.locator('dt', { hasText: new RegExp(`^${label}$`) }) })
      .locator('dd')
      .innerText()
  ).trim();

describe.skipIf(!hasBrowser())('report.html', () => {
  let browser: ReportBrowser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  it('shows the three things, every service and which to extract first', async () => {
    const { page, offences } = await browser.open(report);
    expect(await page.locator('.things h2').count()).toBe(3);
    expect(await page.locator('table.services tbody tr:not(.standing)').count()).toBe(report.services.length);
    expect(await page.locator('.first-name').innerText()).toBe(firstService?.name);
    expect(await gauge(page, 'broken transactions')).toBe(
      String(
        new Set(
          report.services.flatMap((service) =>
            service.brokenTransactions.map((place) => JSON.stringify(place)),
          ),
        ).size,
      ),
    );
    expect(offences).toEqual([]);
  });

  it.each([
    ['this report', report],
    ['an empty report', emptyReport],
  ])('shows every address of %s without errors, also those that name nothing', async (_, shown) => {
    const { page, offences } = await browser.open(shown);
    for (const hash of [
      ...views,
      '#service-99',
      '#module-3',
      '#module-9999',
      '#table-9999',
      '#seam-99-98',
      '#nonsense',
    ]) {
      await go(page, hash);
      expect(await page.locator('main .view').count()).toBe(1);
    }
    expect(offences).toEqual([]);
  });

  it('runs nothing that a tree could name, in any view', async () => {
    const { page, offences } = await browser.open(hostileReport(compared));
    const expected = await page.locator('table.services tbody tr:not(.standing)').count();
    expect(expected).toBe(report.services.length);
    expect(await page.locator('.moves-to-reference li').count()).toBeGreaterThan(0);
    await go(page, '#service-0');
    await page.locator('table.modules button.move').first().click();
    await page.locator('dialog.choose .choices button').first().click();
    await page.locator('.moves', { hasText: '1 move' }).waitFor();
    for (const hash of views) await go(page, hash);
    await page.getByRole('searchbox').fill('alert');
    await page.locator('.hits a').first().waitFor();
    expect(
      await page.locator('img, iframe, object, embed, script:not([id]):not(:last-of-type)').count(),
    ).toBe(0);
    expect(offences).toEqual([]);
  });

  it('compares with a reference split: how near it is, every step to it, and the nearest granularity', async () => {
    const { page, offences } = await browser.open(compared);
    const { moves = [], joins = [], nearest } = compared.reference ?? {};
    expect(moves.length).toBeGreaterThan(10);
    expect(joins.length).toBeGreaterThan(0);
    expect(await page.locator('.against').allInnerTexts()).toEqual(howItAgrees(compared));
    const listed = page.locator('.moves-to-reference li');
    expect(await listed.count()).toBe(10);
    await page.getByRole('button', { name: `Show all ${moves.length}` }).click();
    expect(await listed.locator('.path').evaluateAll((all) => all.map((path) => path.title))).toEqual(
      moves.map(({ path }) => path),
    );
    expect(await listed.first().innerText()).toMatch(/→\s*elsewhere$/);
    expect(await page.locator('.joins li').count()).toBe(joins.length);

    const nearer = page.getByRole('button', {
      name: `Set the slider to granularity ${nearest?.granularity}`,
    });
    await nearer.click();
    const { services } = compared.hierarchy.find((level) => level.granularity === nearest?.granularity) ?? {};
    await page.locator('.granularity output', { hasText: `${services?.length} service` }).waitFor();
    await page.locator('.against-slider', { hasText: 'stands at the nearest granularity' }).waitFor();
    expect(await nearer.count()).toBe(0);
    expect(await listed.count()).toBe(0);
    await page.getByRole('button', { name: 'Back to the suggestion' }).click();
    await nearer.waitFor();
    await listed.locator('.service-link').first().click();
    await page.locator('.view.service h1', { hasText: moves[0]?.from ?? '' }).waitFor();
    expect(offences).toEqual([]);
  });

  it('says nothing of a reference split where none was given', async () => {
    const { page } = await browser.open(report);
    expect(await page.locator('.against, .against-slider, .reference-steps').count()).toBe(0);
    expect(await page.locator('main').innerText()).not.toContain('reference');
  });

  it('refuses scripts and styles that are not its own', async () => {
    const { page, offences } = await browser.open(report);
    await page.evaluate(
      "const script = document.createElement('script'); script.textContent = 'window.intruder = true'; document.body.append(script)",
    );
    expect(await page.evaluate("'intruder' in window")).toBe(false);
    expect(offences.join()).toMatch(/Content Security Policy/);
  });

  it('lists what stands outside services by why, and moves it into one', async () => {
    const [loose] = report.modules.filter(({ role }) => role === 'domain');
    const modules = report.modules.map((module) =>
      module === loose ? { ...module, service: null } : module,
    );
    const services = report.services.map((service) => ({
      ...service,
      modules: service.modules.filter((path) => path !== loose?.path),
    }));
    const { page, offences } = await browser.open({ ...report, modules, services }, '#outside');
    const outside = modules.filter(({ service }) => service === null);
    const inSidebar = page.getByRole('link', { name: /^Outside services/ }).locator('.count');
    expect(await inSidebar.innerText()).toBe(String(outside.length));
    const [first] = await page.locator('.outside .block h2').all();
    expect(await first?.innerText()).toBe('Tied to no service1');
    expect(await page.locator('.outside .block .path').first().getAttribute('title')).toBe(loose?.path);
    await page.locator('.outside button.move').first().click();
    await page.locator('dialog.choose .choices button').first().click();
    await page.locator('.moves', { hasText: '1 move' }).waitFor();
    await inSidebar.filter({ hasText: String(outside.length - 1) }).waitFor();
    expect(offences).toEqual([]);
  });

  it('moves a module by keyboard and shows at once what that changes, and back', async () => {
    const { page, offences } = await browser.open(report, '#service-0');
    const before = await gauge(page, 'cost');
    const path = await page.locator('table.modules tbody tr .path').first().getAttribute('title');
    await page.locator('table.modules button.move').first().focus();
    await page.keyboard.press('Enter');
    const dialog = page.locator('dialog.choose');
    await dialog.waitFor();
    const promised = await dialog.locator('.choices .change').first().innerText();
    const target = await dialog.locator('.choices button span:not(.swatch)').first().innerText();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.moves', { hasText: '1 move' }).waitFor();
    const change = /cost ([+−±][\d,.]+)/.exec(promised)?.[1];
    if (change !== '±0') expect(await gauge(page, 'cost')).toContain(change);

    await page
      .getByRole('link', { name: new RegExp(`^${target}`) })
      .first()
      .click();
    await page.locator('table.modules .path').first().waitFor();
    const more = page.locator('table.modules ~ button.more, .table-scroll button.more');
    if (await more.count()) await more.first().click();
    expect(await page.locator(`table.modules .path[title="${path}"]`).count()).toBe(1);
    await page.getByRole('button', { name: 'Undo' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.moves', { hasText: 'No moves' }).waitFor();
    expect(await gauge(page, 'cost')).toBe(before);
    // Undo can't be pressed any more; the keyboard stays beside it.
    expect(await page.evaluate("document.activeElement?.closest('.actions') !== null")).toBe(true);
    expect(offences).toEqual([]);
  });

  it('tells each figure before and after a move, its seams and remedies, and puts it back', async () => {
    const { page, offences } = await browser.open(report, '#service-0');
    await page.locator('table.modules button.move').first().click();
    const dearest = page.locator('dialog.choose .choices li', { has: page.locator('.change.bad') }).last();
    await dearest.locator('button').click();
    await page.getByRole('link', { name: '1 move' }).click();
    await page.locator('.gauge-table').waitFor();
    expect(await page.title()).toBe('What if · Service boundaries');
    const cost = page.locator('.gauge-table tbody tr').first();
    const [before, now, change] = await cost.locator('td').allInnerTexts();
    expect(await gauge(page, 'cost')).toBe(`${before} → ${now}${change}`);
    const number = (text = '') => Number(text.replace('−', '-').replace(/[,+]/g, ''));
    expect(number(now) - number(before)).toBeCloseTo(number(change), 5);
    expect(await page.locator('.moved li').count()).toBe(1);
    const dearer = page.locator('.changed-seams li', { has: page.locator('.change.bad') }).first();
    expect(await dearer.locator('.cost').innerText()).toMatch(/ → [\d.,]+\+/);
    expect(await dearer.locator('.kinds .kind').count()).toBeGreaterThan(0);
    expect(await page.locator('.cures li').count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: /^Put / }).click();
    await page.locator('.moves', { hasText: 'No moves' }).waitFor();
    await page.locator('.changed-seams').waitFor({ state: 'detached' });
    expect(offences).toEqual([]);
  });

  it('fits a phone: nothing reaches beyond it, and a move shows its cost and a way back', async () => {
    const { page, offences } = await browser.open(report, '#service-0', {
      viewport: { width: 390, height: 844 },
    });
    const width = async () => await page.evaluate('document.documentElement.scrollWidth');
    await page.locator('table.modules button.move').first().click();
    await page.locator('dialog.choose .choices button').first().click();
    await page.locator('.moves', { hasText: '1 move' }).waitFor();
    const bar = await page.locator('.what-if').boundingBox();
    for (const shown of [page.locator('.gauges dd').first(), page.getByRole('button', { name: 'Undo' })]) {
      const box = await shown.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(bar?.width ?? 0);
      expect(box?.width).toBeGreaterThan(20);
    }
    const gauges = await page.locator('.gauges').boundingBox();
    expect(gauges?.width).toBeGreaterThan(300);
    for (const hash of views) {
      await go(page, hash);
      expect(await width(), hash).toBe(390);
    }
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    await page.getByRole('button', { name: 'Back to the suggestion' }).waitFor();
    expect(await width()).toBe(390);
    expect(offences).toEqual([]);
  });

  it('keeps the keyboard on the link that it followed, and says where it is', async () => {
    const { page } = await browser.open(report);
    await page.getByRole('link', { name: 'Matrix' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.view.matrix').waitFor();
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('Matrix');
    expect(await page.title()).toBe('Matrix · Service boundaries');
    await go(page, '#overview');
    await page.locator('a.seam-row').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.view.seam').waitFor();
    expect(await page.evaluate('document.activeElement?.id')).toBe('main');
  });

  it('moves a module by dragging its dot on the map', async () => {
    const { page, offences } = await browser.open(report, '#map');
    const canvas = page.locator('.map-stage canvas');
    const box = await canvas.boundingBox();
    if (!box) throw new Error('the map has no size');
    const seed = await findSeed(page, box);
    await page.mouse.move(seed.x, seed.y);
    await page.mouse.down();
    const target = await findIslandElsewhere(page, box, seed);
    await page.mouse.move(target.x, target.y, { steps: 4 });
    await page.mouse.up();
    await page.locator('.moves', { hasText: '1 move' }).waitFor();
    expect(await page.locator('.inspector h2').count()).toBe(1);
    // Where it would cost least, priced after the picture stands.
    await page.locator('.inspector h3', { hasText: 'Elsewhere' }).waitFor();
    expect(offences).toEqual([]);
  });

  it('slides to fewer and more services and back to the suggestion', async () => {
    const { page, offences } = await browser.open(report, '#map');
    const slider = page.getByRole('slider');
    const count = async () => Number(/^\d+/.exec(await page.locator('.granularity output').innerText())?.[0]);
    const suggested = await count();
    await slider.focus();
    await page.keyboard.press('Home');
    await page.locator('.granularity output', { hasNotText: 'as suggested' }).waitFor();
    const fewest = await count();
    expect(await page.locator('.service-list a').count()).toBe(fewest);
    await page.keyboard.press('End');
    await page.locator('.granularity output', { hasNotText: new RegExp(`^${fewest} service`) }).waitFor();
    expect(await count()).toBeGreaterThan(fewest);
    if (await page.getByRole('button', { name: 'Back to the suggestion' }).isVisible()) {
      await page.getByRole('button', { name: 'Back to the suggestion' }).click();
    }
    await page.locator('.granularity output', { hasText: 'as suggested' }).waitFor();
    expect(await count()).toBe(suggested);
    expect(offences).toEqual([]);
  });

  it('exports the cut as boundaries.yaml', async () => {
    const { page } = await browser.open(report);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export boundaries.yaml' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('boundaries.yaml');
    const { file } = parseBoundariesFile(await readFile(await download.path(), 'utf8'), 'boundaries.yaml');
    expect(Object.keys(file.services).sort()).toEqual(report.services.map((service) => service.name).sort());
  });

  it('finds modules, tables and routes, with the keyboard alone', async () => {
    const { page } = await browser.open(report);
    await page.keyboard.press('/');
    const table = report.tables.find((each) => each.owner !== null)?.name ?? '';
    await page.keyboard.type(table);
    await page.locator('.hits a').first().waitFor();
    expect(await page.locator('.hits .hit-name', { hasText: table }).count()).toBeGreaterThan(0);
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('.hits a:focus').count()).toBe(1);
    await page
      .locator('.hits a', { hasText: new RegExp(`^table${table}`) })
      .first()
      .press('Enter');
    await page.waitForURL(/#table-\d+$/);
    expect(await page.locator('.inspector h2').innerText()).toBe(table);
  });

  it('prints every service', async () => {
    const { page } = await browser.open(report);
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('.paper .printed-service > h1').count()).toBe(report.services.length);
    expect(await page.locator('.paper .view > h1').allInnerTexts()).toEqual([
      'Suggested service boundaries',
      'Outside services',
      'Not read',
    ]);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.sidebar').isVisible()).toBe(false);
    expect(await page.locator('.paper h1').first().isVisible()).toBe(true);
    await page.evaluate("window.dispatchEvent(new Event('afterprint'))");
    expect(await page.locator('.paper').innerText()).toBe('');
  });

  it('tells services and their order without scripts', async () => {
    const { page } = await browser.open(report, '', { javaScriptEnabled: false });
    expect(await page.locator('h1').innerText()).toBe('Suggested service boundaries');
    expect(await page.locator('tbody tr').count()).toBe(report.services.length);
  });
});

const views = [
  '#map',
  '#outside',
  '#whatif',
  '#matrix',
  '#unread',
  '#service-0',
  '#service-1',
  '#seam-0-1',
  '#seam-1-0',
  '#overview',
];

/** Goes to an address inside the page, as a click on a link does, and lets it paint. */
async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  await page.evaluate(
    'new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))',
  );
}

/** A place on the map where the pointer takes hold of a dot. */
async function findSeed(page: Page, box: { x: number; y: number; width: number; height: number }) {
  for (let y = 0.2; y < 0.8; y += 0.012) {
    for (let x = 0.2; x < 0.8; x += 0.012) {
      const at = { x: box.x + x * box.width, y: box.y + y * box.height };
      await page.mouse.move(at.x, at.y);
      if (await page.locator('canvas.over-seed').count()) return at;
    }
  }
  throw new Error('no dot was found on the map');
}

/** While a dot is dragged: a place where it can be dropped on another service. */
async function findIslandElsewhere(
  page: Page,
  box: { x: number; y: number; width: number; height: number },
  from: { x: number; y: number },
) {
  for (let y = 0.15; y < 0.9; y += 0.06) {
    for (let x = 0.1; x < 0.9; x += 0.04) {
      const at = { x: box.x + x * box.width, y: box.y + y * box.height };
      if (Math.hypot(at.x - from.x, at.y - from.y) < 30) continue;
      await page.mouse.move(at.x, at.y);
      if (await page.locator('.map-hint', { hasText: /→ .+: cost/ }).count()) return at;
    }
  }
  throw new Error('no other service was found on the map');
}
