/** Terminal, report.md, report.json, the drawings and the page must tell the same figures of the same run. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { suggestBoundaries } from '../../src/boundaries/index.ts';
import { readFacts } from '../../src/graph/index.ts';
import { buildReport } from '../../src/report/index.ts';
import * as told from './support/figures-told.ts';

const MONOLITH = fileURLToPath(new URL('../../../legacy-monolith', import.meta.url));
const { facts } = await readFacts(MONOLITH);
const report = buildReport(facts, suggestBoundaries(facts));
const page = told.figuresOfPage(report);

describe('the forms of one report', () => {
  it('tell the same of every service', () => {
    const services = told.servicesInReport(report);
    expect(services.length).toBeGreaterThan(5);
    expect(told.servicesInTerminal(report)).toEqual(services);
    expect(told.servicesInMarkdown(report)).toEqual(
      services.map((service, index) => ({
        ...service,
        broken: String(report.services[index]?.brokenTransactions.length),
      })),
    );
    expect(page.services).toEqual(
      services.map((service, index) => ({
        ...service,
        broken: String(report.services[index]?.brokenTransactions.length),
        standing: told.standingsTold(report)[index]?.split(': ')[1],
        why: report.services[index]?.why,
      })),
    );
  });

  it('tell the same three things, with the figures that the page works out', () => {
    const things = page.things.map(({ title, detail }) => told.plain(`${title} ${detail}`));
    expect(told.thingsInTerminal(report)).toEqual(things);
    expect(told.thingsInMarkdown(report)).toEqual(things);
    const [splits, hurts, unread] = things;
    const standing = (which: string) => page.services.filter((service) => service.standing === which).length;
    const libraries = standing('library');
    expect(splits).toContain(`${page.services.length - libraries} services and ${libraries} librar`);
    expect(splits).toContain(
      `${page.modules.inside} modules and ${page.tables.owned} of ${page.tables.all} tables have a home`,
    );
    expect(hurts).toContain(`${page.transactions.broken} of ${page.transactions.all} transactions`);
    expect(unread).toContain(`${page.unread} places`);
  });

  it('tell the same arrows, the costliest first', () => {
    const arrows = told.arrowsInReport(report);
    expect([...page.arrows].sort()).toEqual([...arrows].sort());
    expect(page.cost).toBeCloseTo(
      report.seams.reduce((sum, { cost }) => sum + cost, 0),
      5,
    );
    const { shown, left } = told.arrowsInMarkdown(report);
    expect(shown).toEqual(arrows.slice(0, shown.length));
    expect(shown.length + left).toBe(arrows.length);
    expect(told.arrowsInDot(report)).toEqual(arrows);
    const drawn = told.arrowsInMermaid(report);
    expect(drawn).toEqual(arrows.slice(0, drawn.length));
  });

  it('count the same modules outside', () => {
    expect(told.outsideInMarkdown(report)).toEqual(page.outside);
    expect(page.modules.all).toBe(report.modules.length);
  });
});
