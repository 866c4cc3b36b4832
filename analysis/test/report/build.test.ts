import { describe, expect, it } from 'vitest';
import { buildReport, reportSchema } from '../../src/report/index.ts';
import { serializeReport } from '../../src/report/serialize.ts';
import { synthetic } from './support/synthetic.ts';

const { facts, boundaries } = synthetic({ modules: 300, services: 9, seed: 1 });

describe('buildReport', () => {
  it('keeps its schema', () => {
    expect(() => reportSchema.parse(buildReport(facts, boundaries))).not.toThrow();
  });

  it('gives equal bytes whatever the order of what was read', () => {
    const shuffled = {
      ...facts,
      modules: facts.modules.toReversed(),
      edges: facts.edges.toReversed(),
      routes: facts.routes.toReversed(),
      access: facts.access.toReversed(),
      tables: facts.tables.toReversed(),
    };
    expect(serializeReport(buildReport(shuffled, boundaries))).toBe(
      serializeReport(buildReport(facts, boundaries)),
    );
  });

  it('names the owners of the tables that a transaction writes, and the services that it breaks', () => {
    const [first, second] = boundaries.services;
    if (!first || !second) throw new Error('two services are needed');
    const report = buildReport(
      {
        ...facts,
        transactions: [
          {
            module: 'src/checkout.ts',
            line: 7,
            function: 'pay',
            steps: [
              [first.tables[0] ?? '', 'W'],
              [second.tables[0] ?? '', 'W'],
            ],
          },
          {
            module: 'src/reads.ts',
            line: 9,
            function: 'read',
            steps: [
              [first.tables[0] ?? '', 'W'],
              [second.tables[0] ?? '', 'R'],
            ],
          },
        ],
      },
      boundaries,
    );
    expect(report.transactions.map((transaction) => transaction.services)).toEqual([
      [first.name, second.name].sort(),
      [first.name, second.name].sort(),
    ]);
    for (const name of [first.name, second.name]) {
      const service = report.services.find((each) => each.name === name);
      expect(service?.brokenTransactions).toEqual([{ path: 'src/checkout.ts', line: 7 }]);
    }
  });

  it('says null where a module stands outside every service', () => {
    const report = buildReport(facts, boundaries);
    const outside = report.modules.filter((module) => boundaries.shared.has(module.path));
    expect(outside.length).toBeGreaterThan(0);
    expect(outside.every((module) => module.service === null && module.runnerUp === null)).toBe(true);
  });
});
