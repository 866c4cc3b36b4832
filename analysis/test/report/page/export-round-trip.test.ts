import { describe, expect, it } from 'vitest';
import { parseBoundariesFile, suggestBoundaries } from '../../../src/boundaries/index.ts';
import type { Facts } from '../../../src/graph/facts.ts';
import { buildReport } from '../../../src/report/index.ts';
import { boundariesYaml } from '../../../src/report/page/boundaries-yaml.ts';
import { cutFactsOf } from '../../../src/report/page/cut-facts.ts';
import type { PageData } from '../../../src/report/page/data.ts';
import { evaluate } from '../../../src/report/page/figures.ts';
import { type Cut, createWorkbench, type Workbench } from '../../../src/report/page/workbench.ts';
import { pageDataOf } from '../../../src/report/page-data.ts';
import { fatStoreFacts } from '../../boundaries/split/fat-store.ts';
import { synthetic } from '../support/synthetic.ts';

function opened(facts: Facts, yaml?: string) {
  const options =
    yaml === undefined
      ? {}
      : { config: { parsed: parseBoundariesFile(yaml, 'boundaries.yaml'), name: 'boundaries.yaml' } };
  const data = pageDataOf(buildReport(facts, suggestBoundaries(facts, options)));
  const cutFacts = cutFactsOf(data);
  const bench = createWorkbench(data, cutFacts);
  return { data, cutFacts, bench };
}

/** Where every module, function of a part and table stands, by name. */
function placesOf(data: PageData, cut: Cut): Record<string, string | null> {
  const nameOf = (service = -1) => cut.names[service] ?? null;
  const places: Record<string, string | null> = {};
  data.modules.forEach(({ path, part }, index) => {
    const service = nameOf(cut.labels[index]);
    const home = part && nameOf(cut.labels[part.of]);
    if (!part) places[path] = service;
    else if (service !== home)
      for (const name of part.functions) places[`${data.modules[part.of]?.path}#${name}`] = service;
  });
  data.tables.forEach(({ name }, table) => {
    places[`table ${name}`] = nameOf(cut.owners[table]);
  });
  return places;
}

/** Exports the cut that `change` makes, and analyses again with the file. */
function expectSameAgain(facts: Facts, change: (bench: Workbench, data: PageData) => void): void {
  const { data, cutFacts, bench } = opened(facts);
  change(bench, data);
  const cut = bench.cut();
  const again = opened(facts, boundariesYaml(data, cut));
  expect(placesOf(again.data, again.bench.cut())).toEqual(placesOf(data, cut));
  const figures = evaluate(again.data, again.cutFacts, again.bench.cut());
  const before = evaluate(data, cutFacts, cut);
  expect(figures.cost).toBeCloseTo(before.cost, 5);
  expect(figures.broken).toHaveLength(before.broken.length);
}

const partOf = (data: PageData) => data.modules.findIndex(({ part }) => part !== undefined);

describe('an exported boundaries.yaml, analysed again', () => {
  const { facts } = synthetic({ modules: 160, services: 6, seed: 9 });

  it('gives the suggestion that nobody changed', () => {
    expectSameAgain(facts, () => {});
    expectSameAgain(fatStoreFacts(), () => {});
  });

  it('gives the cut with moved modules and tables, a new service and a module taken out', () => {
    expectSameAgain(facts, (bench, data) => {
      const [first = '', second = ''] = bench.cut().names;
      const inside = data.modules.flatMap((_, index) =>
        (bench.cut().labels[index] ?? -1) >= 0 ? [index] : [],
      );
      const at = (nth: number) => inside[nth] ?? -1;
      bench.move([{ what: 'module', index: at(3), to: first }]);
      bench.move([{ what: 'module', index: at(40), to: second }]);
      bench.move([{ what: 'module', index: at(20), to: 'brand-new' }]);
      bench.move([{ what: 'module', index: at(30), to: null }]);
      bench.move([{ what: 'table', index: 0, to: second }]);
    });
  });

  it.each(['the coarsest', 'the finest'])('gives %s stop of the slider', (which) => {
    expectSameAgain(facts, (bench, data) =>
      bench.setLevel(which === 'the finest' ? data.levels.length - 1 : 0),
    );
  });

  it('gives the cut where functions went to another service than suggested', () => {
    expectSameAgain(fatStoreFacts(), (bench, data) => {
      const index = partOf(data);
      const taken = new Set([
        bench.cut().labels[index],
        bench.cut().labels[data.modules[index]?.part?.of ?? -1],
      ]);
      const to = bench.cut().names.find((_, service) => !taken.has(service)) ?? 'brand-new';
      bench.move([{ what: 'module', index, to }]);
    });
  });

  it('takes no functions from a file that they were put back into, in a service or in shared code', () => {
    const putBack = (bench: Workbench, data: PageData) => {
      const cut = bench.cut();
      bench.move(
        data.modules.flatMap(({ part }, index) =>
          part ? [{ what: 'module', index, to: cut.names[cut.labels[part.of] ?? -1] ?? null } as const] : [],
        ),
      );
    };
    expectSameAgain(fatStoreFacts(), putBack);
    expectSameAgain(fatStoreFacts(), (bench, data) => {
      bench.move([{ what: 'module', index: data.modules[partOf(data)]?.part?.of ?? -1, to: null }]);
      putBack(bench, data);
    });
  });
});
