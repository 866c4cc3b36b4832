import { describe, expect, it } from 'vitest';
import { compareReports, hasDrifted, renderDrift } from '../../src/drift/index.ts';
import { buildReport, type Report } from '../../src/report/index.ts';
import { hostileNames, unseenCharacters } from '../report/support/hostile-names.ts';
import { synthetic } from '../report/support/synthetic.ts';

const { facts, boundaries } = synthetic({ modules: 120, services: 5, seed: 8 });
const before = buildReport(facts, boundaries);

/** The report after every service name went through `rename`. */
function renamed(report: Report, rename: (name: string) => string): Report {
  const orNone = (name: string | null) => (name === null ? null : rename(name));
  return {
    ...report,
    modules: report.modules.map((module) => ({ ...module, service: orNone(module.service) })),
    tables: report.tables.map((table) => ({ ...table, owner: orNone(table.owner) })),
    services: report.services.map((service) => ({ ...service, name: rename(service.name) })),
    seams: report.seams.map((seam) => ({ ...seam, from: rename(seam.from), to: rename(seam.to) })),
  };
}

/** The report after one module went to another service. */
function withModuleIn(report: Report, path: string, service: string): Report {
  return {
    ...report,
    modules: report.modules.map((module) => (module.path === path ? { ...module, service } : module)),
    services: report.services.map((each) => ({
      ...each,
      modules: [
        ...each.modules.filter((module) => module !== path),
        ...(each.name === service ? [path] : []),
      ].sort(),
    })),
  };
}

describe('compareReports', () => {
  it('finds nothing between equal reports', () => {
    const drift = compareReports(before, structuredClone(before));
    expect(hasDrifted(drift)).toBe(false);
    expect(renderDrift(drift)).toBe('The boundaries are where they were.');
  });

  it('takes a new name for a new name, not for moved modules', () => {
    const drift = compareReports(
      before,
      renamed(before, (name) => (name === 'search' ? 'finder' : name)),
    );
    expect(drift.services).toEqual({ came: [], went: [], renamed: [{ before: 'search', after: 'finder' }] });
    expect(drift).toMatchObject({ modulesMoved: [], tablesMoved: [], seams: [] });
  });

  it('names the module that moved, from where and to where', () => {
    const path = before.services.find((service) => service.name === 'accounts')?.modules[0] ?? '';
    const drift = compareReports(before, withModuleIn(before, path, 'catalog'));
    expect(drift.modulesMoved).toEqual([{ name: path, before: 'accounts', after: 'catalog' }]);
    expect(renderDrift(drift)).toContain(`${path}: accounts → catalog`);
  });

  it('takes a folder that moved for the same modules in the same services', () => {
    const rename = (path: string) => path.replace(/^src\//, 'app/');
    const after = JSON.parse(JSON.stringify(before).replaceAll('"src/', '"app/')) as Report;
    const drift = compareReports(before, after);
    expect(drift.modulesRenamed).toEqual(
      before.modules
        .map(({ path }) => ({ before: path, after: rename(path) }))
        .filter((renamed) => renamed.before !== renamed.after),
    );
    expect(drift.modulesRenamed.length).toBeGreaterThan(100);
    expect(drift).toMatchObject({ modulesCame: [], modulesWent: [], modulesMoved: [], seams: [] });
    expect(drift.services).toEqual({ came: [], went: [], renamed: [] });
  });

  it('lists what went', () => {
    const path = before.services[0]?.modules[0] ?? '';
    const after = { ...before, modules: before.modules.filter((module) => module.path !== path), seams: [] };
    expect(renderDrift(compareReports(before, after))).toContain(`1 module went\n  - ${path}`);
  });

  it('names tables with a new owner, and tables that lost theirs', () => {
    const [first, second] = before.tables;
    if (!first || !second) throw new Error('two tables are needed');
    const after = {
      ...before,
      tables: before.tables.map((table) =>
        table === first
          ? { ...table, owner: 'search' }
          : table === second
            ? { ...table, owner: null }
            : table,
      ),
    };
    expect(compareReports(before, after).tablesMoved).toEqual(
      [
        { name: first.name, before: first.owner, after: 'search' },
        { name: second.name, before: second.owner, after: null },
      ].filter((moved) => moved.before !== moved.after),
    );
  });

  it('tells which seams came, went and changed, the largest change first', () => {
    const [costliest, ...others] = before.seams;
    if (!costliest || !others[0]) throw new Error('two seams are needed');
    const after = {
      ...before,
      seams: [
        { ...others[0], cost: others[0].cost + 1 },
        ...others.slice(1),
        { ...costliest, kind: 'transaction' as const, cost: 99 },
      ],
    };
    const { seams, cost } = compareReports(before, after);
    expect(seams).toEqual([
      { from: costliest.from, to: costliest.to, kind: 'transaction', costBefore: 0, costAfter: 99 },
      { from: costliest.from, to: costliest.to, kind: 'call', costBefore: costliest.cost, costAfter: 0 },
      expect.objectContaining({ from: others[0].from, costAfter: others[0].cost + 1 }),
    ]);
    expect(cost.after - cost.before).toBeCloseTo(100 - costliest.cost, 5);
  });

  it('knows a broken transaction by its function, whatever its line', () => {
    const broken = before.services.flatMap((service) => service.brokenTransactions)[0];
    if (!broken) throw new Error('a broken transaction is needed');
    const down = <T extends { readonly line: number }>(place: T): T => ({ ...place, line: place.line + 3 });
    const after = {
      ...before,
      transactions: before.transactions.map(down),
      services: before.services.map((service) => ({
        ...service,
        brokenTransactions: service.brokenTransactions.map(down),
      })),
    };
    expect(hasDrifted(compareReports(before, after))).toBe(false);
    const cured = {
      ...after,
      services: after.services.map((service) => ({ ...service, brokenTransactions: [] })),
    };
    expect(compareReports(before, cured).brokenWent).toContain(`${broken.path} checkout`);
  });

  it('says which services and modules came and went', () => {
    const [gone, ...rest] = before.services;
    if (!gone) throw new Error('a service is needed');
    const after = {
      ...before,
      services: rest,
      modules: before.modules.filter((module) => module.service !== gone.name),
    };
    const drift = compareReports(before, after);
    expect(drift.services.went).toEqual([gone.name]);
    expect(drift.modulesWent).toEqual(gone.modules);
    const back = compareReports(after, before);
    expect(back.services.came).toEqual([gone.name]);
    expect(back.modulesCame).toEqual(gone.modules.map((name) => ({ name, service: gone.name })));
    expect(renderDrift(back)).toContain(`+ ${gone.modules[0]}: ${gone.name}`);
  });

  it.each(hostileNames)('shows %j as what it is', (name) => {
    const drift = compareReports(
      before,
      renamed(before, (each) => (each === 'search' ? name : each)),
    );
    expect(renderDrift(drift)).not.toMatch(unseenCharacters);
  });
});
