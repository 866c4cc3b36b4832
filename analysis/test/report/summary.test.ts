import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { buildReport, renderSummary } from '../../src/report/index.ts';
import { emptyReport } from './support/empty-report.ts';
import { hostileNames, unseenCharacters } from './support/hostile-names.ts';
import { synthetic } from './support/synthetic.ts';

const { facts, boundaries } = synthetic({ modules: 200, services: 6, seed: 3 });
const report = buildReport(facts, boundaries);

describe('renderSummary', () => {
  it('tells three things, every service, which to extract first and what was not read', () => {
    const summary = renderSummary(report);
    expect(summary).toMatch(
      /^1\. It splits into 6 services\n.*\n2\. \d+ transactions would break\n[\s\S]*\n3\. 1 place could not be read\n/,
    );
    for (const service of report.services) expect(summary).toContain(`  ${service.name} `);
    expect(summary).toContain('Extract accounts first:\n  nobody else writes its tables');
    expect(summary).toContain('require(name): the module name is computed at run time');
  });

  it('counts libraries apart, and puts a line above them', () => {
    const last = report.services.at(-1)?.name ?? '';
    const without = {
      ...report,
      entries: report.entries.filter(({ service }) => service !== last),
      services: report.services.map((service) =>
        service.name === last ? { ...service, routes: [], tables: [] } : service,
      ),
    };
    const summary = renderSummary(without);
    expect(summary).toContain('It splits into 5 services and 1 library\n');
    expect(summary).toMatch(new RegExp(`\\n    libraries: .*\\n 6  ${last} `));
  });

  it('says what runs in the browser, and counts migrations with what stays outside', () => {
    const [first, second, ...rest] = report.modules.map((module, index) =>
      index < 2 ? { ...module, service: null } : module,
    );
    if (first === undefined || second === undefined) throw new Error('two modules at least');
    const modules = [
      { ...first, role: 'front-end' as const },
      { ...second, role: 'migration' as const },
      ...rest,
    ];
    const said = renderSummary({ ...report, modules }, { width: 400 });
    expect(said).toMatch(/are shared code, infrastructure, migrations or tests; 1 runs in the browser\.\n/);
    const onlyPages = modules.map((module) => ({ ...module, role: 'front-end' as const, service: null }));
    expect(renderSummary({ ...report, modules: onlyPages, services: [] }, { width: 400 })).toContain(
      `${modules.length} of ${modules.length} modules run in the browser, and no other answers a route or touches a table. Is the server in another folder?`,
    );
  });

  it.each([40, 60, 80, 120])('fits %i columns', (width) => {
    const long = {
      ...report,
      services: report.services.map((service) => ({ ...service, name: `${service.name}-${'x'.repeat(50)}` })),
    };
    for (const line of renderSummary(long, { width }).split('\n')) {
      if (line.startsWith('  src/')) continue; // a path is never cut: it must stay clickable
      expect(line.length, line).toBeLessThanOrEqual(width);
    }
  });

  it('says the same with and without colours', () => {
    const coloured = renderSummary(report, { colour: true });
    expect(coloured).toContain('\u001b[');
    expect(stripVTControlCharacters(coloured)).toBe(renderSummary(report));
  });

  it('is readable when nothing was found', () => {
    expect(renderSummary(emptyReport)).toBe(
      '1. No service to suggest\n   nothing was found that could be a service.\n2. Nothing crosses a boundary\n   no call, table or transaction is cut.\n3. Everything was read\n   0 files, 0 lines.\n',
    );
  });

  it.each(hostileNames)('lets %j send nothing to the terminal', (name) => {
    const hostile = {
      ...report,
      services: report.services.map((service) => ({ ...service, name, why: name })),
      unresolved: [{ path: name, line: 1, what: name, because: name }],
    };
    expect(renderSummary(hostile)).not.toMatch(unseenCharacters);
  });
});
