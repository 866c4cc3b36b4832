import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addToYaml, type Entry, type Tree } from '../../src/boundaries/add-to-yaml.ts';

const list = (...values: readonly string[]): Entry[] => values.map((value) => ({ value }));
const orders = (...values: readonly string[]): Tree =>
  new Map([['services', new Map([['orders', new Map([['modules', list(...values)]])]])]]);

describe('addToYaml', () => {
  it.each([
    [
      'a list with dashes',
      'services:\n  orders:\n    modules:\n    - a.ts     # first\n    # - old.ts\n\n\n    tables: []\n',
      'services:\n  orders:\n    modules:\n    - a.ts     # first\n    - b.ts\n    # - old.ts\n\n\n    tables: []\n',
    ],
    [
      'a list in brackets',
      "services:\n  orders:  { modules: ['a.ts',   z.ts] }   # core\n",
      "services:\n  orders:  { modules: ['a.ts',   z.ts, b.ts] }   # core\n",
    ],
    [
      'a list in brackets that ends with a comma',
      'services:\n  orders:\n    modules: [a.ts, ]\n',
      'services:\n  orders:\n    modules: [a.ts, b.ts ]\n',
    ],
    [
      'a list in brackets over several lines',
      'services:\n  orders:\n    modules: [\n        a.ts, # x\n        z.ts # y, not [x]\n      ]\n',
      'services:\n  orders:\n    modules: [\n        a.ts, # x\n        z.ts, # y, not [x]\n        b.ts\n      ]\n',
    ],
    [
      'an empty list',
      'services:\n  orders:\n    modules: []  # none yet\n',
      'services:\n  orders:\n    modules: [ b.ts ]  # none yet\n',
    ],
    [
      'a list that is left out',
      'services:\n  orders:\n    modules: # none yet\n  mails: {}\n',
      'services:\n  orders:\n    modules: [ b.ts ] # none yet\n  mails: {}\n',
    ],
    [
      'a service without it',
      'services:\n  orders:\n    tables:   [x]\n# end\n',
      'services:\n  orders:\n    tables:   [x]\n    modules:\n      - b.ts\n# end\n',
    ],
    [
      'a service in braces without it',
      'services:\n  orders: {tables: [x]}\n',
      'services:\n  orders: {tables: [x], modules: [ b.ts ]}\n',
    ],
    [
      'a service that is left out',
      'services:\n  orders:   # soon\ncount: 2\n',
      'services:\n  orders:   # soon\n    modules:\n      - b.ts\ncount: 2\n',
    ],
    [
      'services without it',
      'services:\n    mails:\n        modules: [m.ts]   # m\ncount: 2\n',
      'services:\n    mails:\n        modules: [m.ts]   # m\n    orders:\n      modules:\n        - b.ts\ncount: 2\n',
    ],
    [
      'no services, and a last line without an end',
      'version: 1 # one',
      'version: 1 # one\nservices:\n  orders:\n    modules:\n      - b.ts',
    ],
    [
      'empty services',
      'services: {} # none\ncount: 2\n',
      'services: # none\n  orders:\n    modules:\n      - b.ts\ncount: 2\n',
    ],
    [
      'lines that end as on Windows',
      'services:\r\n  orders:\r\n    modules:\r\n      - a.ts\r\n    tables: []\r\n',
      'services:\r\n  orders:\r\n    modules:\r\n      - a.ts\r\n      - b.ts\r\n    tables: []\r\n',
    ],
  ])('adds to %s and changes nothing else', (_, before, after) => {
    expect(addToYaml(before, orders('b.ts'))).toBe(after);
  });

  it('gives each entry a line where brackets would grow too wide, with its comment', () => {
    const text = 'services:\n  orders: { modules: [a.ts] } # core\n';
    const long = `${'long/'.repeat(20)}b.ts`;
    const tree = new Map([
      [
        'services',
        new Map([
          ['orders', new Map([['modules', [{ value: long, comment: 'doubtful' }, { value: 'c.ts' }]]])],
        ]),
      ],
    ]);
    expect(addToYaml(text, tree)).toBe(
      `services:\n  orders: { modules: [a.ts,\n      ${long}, # doubtful\n      c.ts\n    ] } # core\n`,
    );
  });

  it('quotes what YAML would read otherwise', () => {
    const names = ['a, b.ts', '[id].ts', '#x.ts', 'yes', '12', 'a: b', '*.ts', "it's.ts", '\\*x\n.ts'];
    for (const text of ['l: [a]\n', 'l:\n  - a\n', 'l:\n'])
      expect(parse(addToYaml(text, new Map([['l', list(...names)]])))).toEqual({
        l: [...(text === 'l:\n' ? [] : ['a']), ...names],
      });
  });

  it('says the same in a form that it can’t follow', () => {
    const text = '{ services: { orders: { modules: [ a.ts ] } }, "count": 2 }\n';
    expect(parse(addToYaml(text, orders('b.ts')))).toEqual({
      services: { orders: { modules: ['a.ts', 'b.ts'] } },
      count: 2,
    });
    expect(parse(addToYaml('? services\n: orders:\n    ? modules\n    : - a.ts\n', orders('b.ts')))).toEqual({
      services: { orders: { modules: ['a.ts', 'b.ts'] } },
    });
  });

  it('keeps all that was there, whatever names come', () => {
    const name = fc
      .string({ minLength: 1, maxLength: 12, unit: 'binary' })
      .map((text) => text.toWellFormed());
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), name, (values, service) => {
        const text = '# mine\nservices:\n  orders: { modules: [a.ts] }   # one\n  mails:\n    modules: []\n';
        const lists = new Map([['modules', list(...values)]]);
        const added = addToYaml(
          text,
          new Map([
            [
              'services',
              new Map([
                ['orders', lists],
                ['mails', lists],
                [`x${service}`, lists],
              ]),
            ],
          ]),
        );
        expect(added.startsWith('# mine\nservices:\n  orders: { modules: [a.ts,')).toBe(true);
        expect(parse(added).services).toEqual({
          orders: { modules: ['a.ts', ...values] },
          mails: { modules: values },
          [`x${service}`]: { modules: values },
        });
      }),
    );
  });
});
