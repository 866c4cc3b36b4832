import { describe, expect, it } from 'vitest';
import { parseBoundariesFile } from '../../../src/boundaries/config.ts';
import { compilePattern } from '../../../src/boundaries/path-pattern.ts';
import { buildReport } from '../../../src/report/index.ts';
import { boundariesYaml } from '../../../src/report/page/boundaries-yaml.ts';
import { cutFactsOf } from '../../../src/report/page/cut-facts.ts';
import { createWorkbench } from '../../../src/report/page/workbench.ts';
import { pageDataOf } from '../../../src/report/page-data.ts';
import { emptyReport } from '../support/empty-report.ts';
import { hostileNames } from '../support/hostile-names.ts';
import { synthetic } from '../support/synthetic.ts';

const { facts, boundaries } = synthetic({ modules: 80, services: 4, seed: 6 });
const data = pageDataOf(buildReport(facts, boundaries));
const bench = createWorkbench(data, cutFactsOf(data));

describe('boundariesYaml', () => {
  it('is read back as the cut on the table', () => {
    bench.move([{ what: 'module', index: 40, to: 'search' }]);
    const cut = bench.cut();
    const { file } = parseBoundariesFile(boundariesYaml(data, cut), 'boundaries.yaml');
    expect(Object.keys(file.services)).toEqual(cut.names);
    expect(file.services['search']?.modules).toContain(data.modules[40]?.path);
    const outside = data.modules.filter(
      (module, index) => cut.labels[index] === -1 && module.role !== 'test',
    );
    expect(file.shared).toHaveLength(outside.length);
    for (const [name, { modules, tables }] of Object.entries(file.services)) {
      const service = cut.names.indexOf(name);
      expect(modules).toHaveLength(cut.labels.filter((label) => label === service).length);
      expect(tables).toHaveLength(cut.owners.filter((owner) => owner === service).length);
    }
  });

  it('is read back even when there is no service', () => {
    const empty = pageDataOf(emptyReport);
    const { file } = parseBoundariesFile(
      boundariesYaml(empty, createWorkbench(empty, cutFactsOf(empty)).cut()),
      'boundaries.yaml',
    );
    expect(file.services).toEqual({});
  });

  it.each(hostileNames)('pins the module called %j and no other', (name) => {
    const renamed = {
      ...data,
      modules: data.modules.map((module, index) => (index === 40 ? { ...module, path: name } : module)),
    };
    const { file } = parseBoundariesFile(boundariesYaml(renamed, bench.cut()), 'boundaries.yaml');
    const patterns = [...Object.values(file.services).flatMap(({ modules }) => modules), ...file.shared].map(
      compilePattern,
    );
    expect(patterns.filter((pattern) => pattern.matches(name))).toHaveLength(1);
  });
});
