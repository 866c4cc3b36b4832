import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { buildReport, renderMarkdown, renderSummary } from '../../src/report/index.ts';
import { emptyReport } from './support/empty-report.ts';
import { hostileNames, unseenCharacters } from './support/hostile-names.ts';
import { synthetic } from './support/synthetic.ts';

const { facts, boundaries } = synthetic({ modules: 200, services: 6, seed: 3 });
const report = buildReport(facts, boundaries);

describe('renderSummary', () => {
  it('tells three things, every service, which to extract first and what was not read', () => {
    const summary = renderSummary(report);
    expect(summary).toMatch(
      /^1\. It splits into 6 services\n.*\n2\. \d+ of \d+ transactions would break\n[\s\S]*\n3\. 1 place could not be read\n/,
    );
    for (const service of report.services) expect(summary).toContain(`  ${service.name} `);
    expect(summary).toContain('Extract accounts first:\n  Nobody else writes its tables');
    expect(summary).toContain('require(name): the module name is computed at run time');
  });

  it('compares with a reference split, where one is given', () => {
    const [first, second] = boundaries.services;
    const paths = (service: typeof first) => service?.modules.map(({ path }) => path) ?? [];
    const [astray = '', ...others] = paths(first);
    const serviceOf = new Map([
      [astray, 'their second'],
      ...others.map((path) => [path, 'their first'] as const),
      ...paths(second).map((path) => [path, 'their second'] as const),
    ]);
    const compared = buildReport(facts, boundaries, { name: 'split.json', serviceOf, gone: ['src/old.ts'] });
    const summary = renderSummary(compared, { width: 400 });
    expect(summary).toContain(`split.json names ${serviceOf.size} modules in 2 services: MoJoFM 9`);
    expect(summary).toContain('To make the suggestion that split, 1 module would go elsewhere.');
    expect(summary).toContain(`${astray}: ${first?.name} → their second`);
    expect(summary).toContain('1 entry of it matches nothing here: src/old.ts');
    expect(renderMarkdown(compared)).toContain(`- \`${astray}\`: ${first?.name} → their second`);
    expect(summary).not.toContain('NaN');
    expect(renderSummary(report)).not.toContain('reference split');
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

  it('puts a line above what is doubtful as a service', () => {
    const last = report.services.at(-1)?.name ?? '';
    const without = {
      ...report,
      services: report.services.map((service) =>
        service.name === last ? { ...service, tables: [] } : service,
      ),
    };
    expect(renderSummary(without)).toMatch(new RegExp(`\\n    doubtful: .*\\n 6  ${last} `));
  });

  it('calls a first service without tables or callers no more than the least doubtful', () => {
    const services = report.services.map((service) => ({ ...service, tables: [] }));
    const said = renderSummary({ ...report, services }, { width: 400 });
    expect(said).toContain(
      `No service has both tables and something that clients ask; the least doubtful is ${services[0]?.name}:`,
    );
    expect(said).not.toContain('Extract ');
  });

  it('says among which services the widest transaction is shared, and nobody who only reads in it', () => {
    const [one, two] = report.services;
    const place = { path: 'src/checkout.ts', line: 7 };
    const services = report.services.map((service) => ({
      ...service,
      brokenTransactions: service === one || service === two ? [place] : [],
    }));
    const names = [one?.name, two?.name].sort().join(', ');
    expect(renderSummary({ ...report, services }, { width: 400 })).toContain(
      `2. 1 of ${report.transactions.length} transactions would break\n   The widest, src/checkout.ts:7, writes tables of 2 services: ${names}.`,
    );
  });

  it('says where no route is seen to reach a table, or none was found at all', () => {
    const lost = report.routes.map((route) => ({ ...route, tables: [] }));
    const said = (some: Partial<typeof report>) =>
      renderSummary({ ...report, entries: [], ...some }, { width: 400 });
    expect(said({ routes: lost })).toContain(
      '3. No route is seen to reach a table\n   Data goes a way that is not read',
    );
    expect(said({ routes: [...lost.slice(1), ...report.routes.slice(0, 1)] })).toContain(
      `3. Only 1 of ${report.routes.length} routes is seen to reach a table\n`,
    );
    expect(said({ routes: [] })).toContain(
      '3. No route was found\n   What clients ask goes a way that is not read',
    );
    expect(said({ routes: [], tables: [] })).not.toContain('No route was found');
  });

  it('names packages that are not read before anything else that is not', () => {
    const [front] = report.modules;
    if (front === undefined) throw new Error('a module at least');
    const gone = { line: 1, what: 'import "./x"', because: 'no such file in the tree' };
    const unresolved = [
      { ...gone, path: 'src/a.ts' },
      { ...gone, path: 'src/a.ts', line: 2 },
      { ...gone, path: front.path },
    ];
    const modules = [{ ...front, role: 'test' as const }, ...report.modules.slice(1)];
    const said = (more: typeof unresolved = []) =>
      renderSummary({ ...report, modules, unresolved: [...unresolved, ...more] }, { width: 400 });
    expect(said()).toContain(
      '3. 3 places could not be read\n   Import "./x": no such file in the tree, 2 times; 1 more in tests, migrations or the browser’s code, on which no boundary rests.',
    );
    const sails = {
      path: 'server/app.js',
      line: 3,
      what: 'package sails',
      because: 'whose routes are not read',
    };
    expect(said([sails])).toContain('3. It uses sails, which is not read\n');
    expect(said([sails])).toMatch(/Could not be read:\n {2}server\/app\.js:3\n {4}package sails/);
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

  it('names the modules that nothing ties to a service, not only their number', () => {
    const loose = report.modules.filter(({ role }) => role === 'domain').slice(0, 7);
    const isLoose = new Set(loose);
    const modules = report.modules.map((module) =>
      isLoose.has(module) ? { ...module, service: null } : module,
    );
    const said = renderSummary({ ...report, modules }, { width: 400 });
    expect(said).toContain('; nothing ties 7 to any service.\n');
    const listed = loose.slice(0, 5).map(({ path }) => `  ${path}\n`);
    expect(said).toContain(`Tied to no service:\n${listed.join('')}  and 2 more, in report.md\n`);
    const written = renderMarkdown({ ...report, modules });
    expect(written).toContain(
      `- **Tied to no service**, 7 modules: ${loose.map(({ path }) => `\`${path}\``).join(', ')}. `,
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
      '1. No service to suggest\n   Nothing was found that could be a service.\n2. Nothing crosses a boundary\n   No call, table or transaction is cut.\n3. Everything was read\n   0 files, 0 lines.\n',
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
