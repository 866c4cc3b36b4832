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
      'boundaries.yaml:3 services.orders.table: is no key here. Did you mean tables? There may be modules, functions, tables.',
      expect.stringMatching(
        /^boundaries\.yaml:4 colour: is no key here\. There may be version, granularity, /,
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
    [
      'a service twice',
      'version: 1\nservices:\n  a: { modules: [x.ts] }\n  a: { modules: [y.ts] }\n',
      /^boundaries\.yaml:4 “a” stands there twice\. Join the two under one\.$/,
    ],
    ['two documents', 'version: 1\n---\nversion: 1\n', /:2 begins a second document \(---\)\. Keep one/],
    ['a list', '- a\n', /^boundaries\.yaml:1 the whole file: \["a"\]: write keys with their values here\.$/],
    ['a number below 1', 'version: 1\ncount: -1\n', /:2 count: -1: write a number above 0\.$/],
    ['no number', 'version: 1\ngranularity: .nan\n', /:2 granularity: NaN: write a number here\.$/],
    [
      'a group of none',
      'version: 1\ntogether: [{ modules: [] }]',
      /:2 together\[0\]\.modules: \[\]: write at least one\.$/,
    ],
    [
      'a name of none',
      "version: 1\nservices: { '': {} }",
      /:2 services\.: .*a name has 1 to 100 characters\.$/,
    ],
    [
      'a name that the language keeps to itself',
      'version: 1\nservices:\n  __proto__: { modules: [x.ts] }\n',
      /^boundaries\.yaml:3 services\.__proto__: is no name for a service\.$/,
    ],
    [
      'values by reference',
      `version: 1\na: &a [x]\n${'bcdefg'.replace(/./g, (c) => `${c}: &${c} [${`*${String.fromCharCode(c.charCodeAt(0) - 1)}, `.repeat(9)}]\n`)}`,
      /^boundaries\.yaml uses aliases \(\*name\), which are not followed\. Write the values out\.$/,
    ],
    [
      'an arrow with an open brace',
      "version: 1\narrows: { allowed: [{ from: '{a,b', to: c, because: d }] }",
      /:2 arrows\.allowed\[0\]\.from: “\{a,b” opens a brace that it does not close$/,
    ],
    ['both ways to size', 'version: 1\ncount: 3\ngranularity: 1', /:2 count: .*keep one/],
  ])('says one clear sentence of %s', (_, text, expected) => {
    const [mistake = '', ...others] = mistakesIn(text);
    expect(mistake).toMatch(expected);
    expect(others).toEqual([]);
  });

  it.each([
    ['service', 'services'],
    ['arows', 'arrows'],
    ['granualrity', 'granularity'],
    ['Shared', 'shared'],
    ['appart', 'apart'],
  ])('asks whether %s was meant to be %s', (written, meant) => {
    expect(mistakesIn('version: 1', `${written}: {}`)).toEqual([
      expect.stringContaining(`: is no key here. Did you mean ${meant}? There may be version, `),
    ]);
  });

  it('reads a key with nothing behind it as an empty list', () => {
    const text =
      'version: 1\nservices:\n  a:\n  b:\n    modules:\n    tables:\nshared:\narrows:\n  allowed:\ntogether:\n';
    const nothing = { modules: [], functions: [], tables: [] };
    expect(parseBoundariesFile(text, 'boundaries.yaml').file).toEqual({
      version: 1,
      hold: 'firm',
      services: { a: nothing, b: nothing },
      together: [],
      apart: [],
      shared: [],
      arrows: { allowed: [], forbidden: [] },
    });
  });

  it('takes names that objects have by nature for names', () => {
    const text =
      'version: 1\nservices:\n  constructor: { modules: [a.ts] }\n  toString: { modules: [b.ts] }\n';
    expect(Object.keys(parseBoundariesFile(text, 'boundaries.yaml').file.services)).toEqual([
      'constructor',
      'toString',
    ]);
  });
});
