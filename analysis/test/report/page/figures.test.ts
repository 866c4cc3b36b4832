import { describe, expect, it } from 'vitest';
import { suggestBoundaries } from '../../../src/boundaries/index.ts';
import type { Facts } from '../../../src/graph/facts.ts';
import { buildReport } from '../../../src/report/index.ts';
import { changesBetween } from '../../../src/report/page/changes.ts';
import { cutFactsOf } from '../../../src/report/page/cut-facts.ts';
import { evaluate, seamsBetween } from '../../../src/report/page/figures.ts';
import { pricesOf } from '../../../src/report/page/prices.ts';
import { applyMoves, createWorkbench, type Move } from '../../../src/report/page/workbench.ts';
import { pageDataOf } from '../../../src/report/page-data.ts';
import { fatStoreFacts } from '../../boundaries/split/fat-store.ts';
import { randomSource, synthetic } from '../support/synthetic.ts';

function opened(facts: Facts) {
  const report = buildReport(facts, suggestBoundaries(facts));
  const data = pageDataOf(report);
  const cutFacts = cutFactsOf(data);
  const bench = createWorkbench(data, cutFacts);
  const cut = bench.cut();
  return { report, data, cutFacts, cut, figures: evaluate(data, cutFacts, cut) };
}

const { facts } = synthetic({ modules: 250, services: 8, seed: 5 });
const { report, data, cutFacts, cut, figures } = opened(facts);

describe('the figures of the page, at the suggestion', () => {
  it('are those of the report, service by service', () => {
    for (const service of report.services) {
      const shown = figures.services[cut.names.indexOf(service.name)];
      expect({
        modules: shown?.modules.length,
        lines: shown?.lines,
        tables: shown?.tables.map((table) => data.tables[table]?.name),
        cohesion: shown?.cohesion.toFixed(3),
        broken: shown?.broken.length,
        effort: shown?.effort,
        rank: shown?.rank,
        why: shown?.why,
      }).toEqual({
        modules: service.modules.length,
        lines: service.metrics.lines,
        tables: service.tables,
        cohesion: service.metrics.cohesion.toFixed(3),
        broken: service.metrics.brokenTransactions,
        effort: service.effort,
        rank: service.rank,
        why: service.why,
      });
    }
  });

  it('order services as the report does, also those without routes or tables', () => {
    const bare = { ...facts, routes: facts.routes.slice(0, 9) };
    const shown = buildReport(bare, suggestBoundaries(bare));
    const its = pageDataOf(shown);
    const itsFacts = cutFactsOf(its);
    const itsCut = createWorkbench(its, itsFacts).cut();
    const ranks = evaluate(its, itsFacts, itsCut).services.map(({ rank }) => rank);
    expect(shown.services.some((service) => service.routes.length === 0)).toBe(true);
    expect(itsCut.names.map((name) => shown.services.find((service) => service.name === name)?.rank)).toEqual(
      ranks,
    );
  });

  it('are those of the report for the whole system', () => {
    expect(figures.cost).toBeCloseTo(
      report.seams.reduce((sum, seam) => sum + seam.cost, 0),
      5,
    );
    for (const metric of ['sm', 'icp', 'ifn', 'ned', 'bcp'] as const) {
      expect(figures.metrics[metric], metric).toBeCloseTo(report.metrics[metric] ?? Number.NaN, 3);
    }
  });

  it('show every seam with the evidence that the report has', () => {
    expect(report.seams.length).toBeGreaterThan(5);
    for (const seam of report.seams) {
      const shown = seamsBetween(
        data,
        cutFacts,
        cut,
        cut.names.indexOf(seam.from),
        cut.names.indexOf(seam.to),
      );
      expect(shown).toContainEqual(seam);
    }
  });
});

describe('the figures of the page, with a split module', () => {
  const { report, data, cutFacts, cut, figures } = opened(fatStoreFacts());

  it('are those of the report', () => {
    expect(report.splits).toHaveLength(1);
    expect(figures.cost).toBeCloseTo(
      report.seams.reduce((sum, seam) => sum + seam.cost, 0),
      5,
    );
    for (const service of report.services) {
      const shown = figures.services[cut.names.indexOf(service.name)];
      expect([shown?.lines, shown?.effort, shown?.why]).toEqual([
        service.metrics.lines,
        service.effort,
        service.why,
      ]);
    }
    for (const seam of report.seams) {
      const [from, to] = [cut.names.indexOf(seam.from), cut.names.indexOf(seam.to)];
      expect(seamsBetween(data, cutFacts, cut, from, to)).toContainEqual(seam);
    }
  });

  it('price a part that goes back to its file', () => {
    const index = data.modules.findIndex(({ part }) => part !== undefined);
    const home = cut.names[cut.labels[data.modules[index]?.part?.of ?? -1] ?? -1] ?? null;
    const price = pricesOf(data, cutFacts, cut, { what: 'module', index })(home);
    expect(price.cost).toBeGreaterThan(0);
  });
});

describe('pricesOf', () => {
  it('tells what a whole evaluation would, also for functions of a file that is shared out', () => {
    const { data, cutFacts, cut, figures } = opened(fatStoreFacts());
    for (const what of ['module', 'table'] as const)
      for (const index of data[`${what}s`].keys())
        for (const to of cut.names) {
          const then = evaluate(data, cutFacts, applyMoves(cut, [{ what, index, to }]));
          const price = pricesOf(data, cutFacts, cut, { what, index })(to);
          expect(price.cost, `${what} ${index} to ${to}`).toBeCloseTo(then.cost - figures.cost, 5);
        }
  });

  it('tells exactly what a whole evaluation would, for any move of a module or table', () => {
    const random = randomSource(11);
    const now = evaluate(data, cutFacts, cut);
    for (let round = 0; round < 80; round += 1) {
      const what = random() < 0.6 ? 'module' : 'table';
      const index = Math.floor(random() * data[`${what}s`].length);
      const to = random() < 0.1 ? null : (cut.names[Math.floor(random() * cut.names.length)] ?? null);
      const move: Move = { what, index, to };
      const then = evaluate(data, cutFacts, applyMoves(cut, [move]));
      const price = pricesOf(data, cutFacts, cut, move)(move.to);
      expect(price.cost, JSON.stringify(move)).toBeCloseTo(then.cost - now.cost, 5);
      expect(price.broken, JSON.stringify(move)).toBe(then.broken.length - now.broken.length);
    }
  });
});

describe('a part that stands with its file', () => {
  it('adds nothing to the cost of what its file uses too', () => {
    const { data, cut } = opened(fatStoreFacts());
    const part = data.modules.findIndex((module) => module.part !== undefined);
    const file = data.modules[part]?.part?.of ?? -1;
    const other = data.modules.findIndex(
      (_, index) => cut.labels[index] !== cut.labels[file] && index !== part,
    );
    const edge = { kinds: [data.edgeKinds.indexOf('import'), 1], places: [3, 0, 0] };
    const both = [
      { ...edge, from: file, to: other },
      { ...edge, from: part, to: other },
    ];
    const costWith = (edges: typeof both) => {
      const shown = { ...data, edges };
      const together = applyMoves(cut, [
        { what: 'module', index: part, to: cut.names[cut.labels[file] ?? -1] ?? null },
      ]);
      return evaluate(shown, cutFactsOf(shown), together).cost;
    };
    expect(costWith(both)).toBe(costWith(both.slice(0, 1)));
    expect(costWith(both)).toBeGreaterThan(costWith([]));
  });
});

describe('changesBetween', () => {
  it('tells moves, seams and transactions before and after; what is moved back is no move', () => {
    const own = createWorkbench(data, cutFacts);
    const [first = '', second = ''] = own.cut().names;
    const table = own.cut().owners.indexOf(0);
    own.move([{ what: 'table', index: table, to: second }]);
    own.move([{ what: 'module', index: own.cut().labels.indexOf(0), to: second }]);
    const after = evaluate(data, cutFacts, own.cut());
    const changes = changesBetween(own.untouched(), own.cut(), figures, after);
    expect(changes.moved.map(({ what, from, to }) => [what, from, to])).toEqual([
      ['table', 0, 1],
      ['module', 0, 1],
    ]);
    const difference = changes.seams.reduce((sum, seam) => sum + seam.after - seam.before, 0);
    expect(difference).toBeCloseTo(after.cost - figures.cost, 5);
    expect(changes.newlyBroken.length - changes.healed.length).toBe(
      after.broken.length - figures.broken.length,
    );
    for (const seam of changes.seams.filter((each) => each.after > each.before))
      expect(seam.dearer.every(({ remedy }) => remedy !== '')).toBe(true);
    own.move([{ what: 'table', index: table, to: first }]);
    own.putBack({ what: 'module', index: changes.moved[1]?.index ?? -1 });
    const back = evaluate(data, cutFacts, own.cut());
    expect(changesBetween(own.untouched(), own.cut(), figures, back)).toEqual({
      moved: [],
      seams: [],
      newlyBroken: [],
      healed: [],
    });
  });
});

describe('the workbench', () => {
  it('undoes, redoes and discards moves, and keeps those of each stop of the slider', () => {
    const own = createWorkbench(data, cutFacts);
    const start = own.cut();
    const other = data.levels.findIndex((level) => !level.isSuggestion);
    const target = start.names[0] ?? '';
    const module = start.labels.findIndex((label) => label > 0);

    own.move([{ what: 'module', index: module, to: target }]);
    expect(own.cut().labels[module]).toBe(0);
    own.undo();
    expect([...own.cut().labels]).toEqual([...start.labels]);
    own.redo();
    expect(own.cut().labels[module]).toBe(0);

    own.setLevel(other);
    expect(own.cut().moves).toEqual([]);
    own.setLevel(start.level);
    expect(own.cut().moves).toHaveLength(1);
    own.discard();
    expect(own.cut().moves).toEqual([]);
    expect(own.canRedo()).toBe(false);
  });

  it('founds a service that is named for the first time', () => {
    const moved = applyMoves(cut, [
      { what: 'module', index: 3, to: 'brand-new' },
      { what: 'table', index: 0, to: 'brand-new' },
    ]);
    expect(moved.names).toEqual([...cut.names, 'brand-new']);
    expect(moved.labels[3]).toBe(cut.names.length);
    expect(moved.owners[0]).toBe(cut.names.length);
    expect(cut.names).not.toContain('brand-new');
  });
});
