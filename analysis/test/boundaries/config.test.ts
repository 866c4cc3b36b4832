import { describe, expect, it } from 'vitest';
import { parseBoundariesFile } from '../../src/boundaries/index.ts';

/** All mistakes of a file. */
function mistakesIn(...lines: string[]): string[] {
  try {
    parseBoundariesFile(`${lines.join('\n')}\n`, 'boundaries.yaml');
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
}

describe('parseBoundariesFile', () => {
  it('tells every mistake at once, in the order of the file, with line, place, value and cure', () => {
    expect(
      mistakesIn(
        'version: 1',
        'services:',
        '  orders: { modules: src/orders.ts, table: [orders] }',
        'colour: red',
        'hold: hard',
        'count: many',
      ),
    ).toEqual([
      'boundaries.yaml:3 services.orders.modules: "src/orders.ts": write a list in square brackets or with dashes here.',
      'boundaries.yaml:3 services.orders.table: is no key here; there may be modules, functions, tables.',
      expect.stringMatching(
        /^boundaries\.yaml:4 colour: is no key here; there may be version, granularity, /,
      ),
      'boundaries.yaml:5 hold: "hard": write firm or soft.',
      'boundaries.yaml:6 count: "many": write a number here.',
    ]);
  });

  it.each([
    ['nothing', '', /is empty\. Begin with `version: 1`/],
    ['no version', 'services: {}', /^boundaries\.yaml:1 version: is missing; write 1\.$/],
    ['services as a number', 'version: 1\nservices: 5', /:2 services: 5: write names with what each holds/],
    [
      'broken YAML',
      'version: 1\nservices: [',
      /^boundaries\.yaml:3 is no YAML: .+ Look at this line and the one above it\.$/,
    ],
    [
      'an arrow without a reason',
      'version: 1\narrows: { allowed: [{ from: a, to: b }] }',
      /:2 arrows\.allowed\[0\]\.because: is missing; write a text here\.$/,
    ],
    ['a function without its file', 'version: 1\nservices: { a: { functions: [f] } }', /write file#function/],
    ['both ways to size', 'version: 1\ncount: 3\ngranularity: 1', /:2 count: .*keep one/],
  ])('says one clear sentence of %s', (_, text, expected) => {
    const [mistake = '', ...others] = mistakesIn(text);
    expect(mistake).toMatch(expected);
    expect(others).toEqual([]);
  });
});
