import { describe, expect, it } from 'vitest';
import { followRenames, type Known, type NamesNow } from '../../src/check/follow-renames.ts';

const now = (names: Partial<Record<keyof NamesNow, readonly string[]>>): NamesNow => ({
  modules: new Set(names.modules),
  tables: new Set(names.tables),
  services: new Set(names.services),
  functions: new Set(names.functions),
});
const dependency = (from: string, to: string): Known => ({ rule: 'dependency', key: [from, to] });
const circle = (from: string, to: string): Known => ({ rule: 'service-cycle', key: [from, to] });
const access = (module: string, table: string): Known => ({
  rule: 'table-access',
  key: [module, table, 'R'],
});
const transaction = (...key: readonly string[]): Known => ({ rule: 'transaction', key });

/** Which entry became which finding. */
const follow = (known: readonly Known[], found: readonly Known[], names: NamesNow) => {
  const has = (list: readonly Known[], one: Known) =>
    list.some((other) => JSON.stringify(other) === JSON.stringify(one));
  const stale = known.filter((entry) => !has(found, entry));
  const unknown = found.filter((finding) => !has(known, finding));
  return [...followRenames(stale, unknown, known, names)].map(([entry, { key }]) => [entry.key, key]);
};

describe('followRenames', () => {
  it('follows a folder that moved, on both sides of an arrow', () => {
    expect(
      follow(
        [dependency('src/a/x.ts', 'src/b/y.ts'), dependency('src/a/x.ts', 'src/b/z.ts')],
        [dependency('app/a/x.ts', 'app/b/y.ts'), dependency('app/a/x.ts', 'app/b/z.ts')],
        now({ modules: ['app/a/x.ts', 'app/b/y.ts', 'app/b/z.ts'] }),
      ),
    ).toHaveLength(2);
  });

  it('follows renamed services through circles and transactions, whatever their order becomes', () => {
    expect(
      follow(
        [circle('auth', 'links'), circle('links', 'auth'), transaction('a.ts', 'f', 'auth', 'links')],
        [circle('people', 'links'), circle('links', 'people'), transaction('a.ts', 'f', 'links', 'people')],
        now({ modules: ['a.ts'], services: ['people', 'links'], functions: ['a.ts#f'] }),
      ),
    ).toHaveLength(3);
  });

  it('follows a renamed table and a renamed function', () => {
    expect(
      follow(
        [access('a.ts', 'visits'), access('b.ts', 'visits'), transaction('a.ts', 'f', 'x', 'y')],
        [access('a.ts', 'hits'), access('b.ts', 'hits'), transaction('a.ts', 'g', 'x', 'y')],
        now({ modules: ['a.ts', 'b.ts'], tables: ['hits'], services: ['x', 'y'], functions: ['a.ts#g'] }),
      ),
    ).toHaveLength(3);
  });

  it.each([
    [
      'the old file is still there',
      [dependency('s/a.ts', 'b.ts')],
      [dependency('s/c.ts', 'b.ts')],
      ['s/a.ts', 's/c.ts', 'b.ts'],
    ],
    [
      'the new file is in the baseline, so it was there before',
      [dependency('s/a.ts', 'b.ts'), dependency('s/c.ts', 'd.ts')],
      [dependency('s/c.ts', 'd.ts'), dependency('s/c.ts', 'b.ts')],
      ['s/c.ts', 'b.ts', 'd.ts'],
    ],
    [
      'neither its name nor its folder stayed',
      [dependency('s/a.ts', 'b.ts')],
      [dependency('t/c.ts', 'b.ts')],
      ['t/c.ts', 'b.ts'],
    ],
    [
      'less than half of what the old file did is there',
      [dependency('s/a.ts', 'b.ts'), dependency('s/a.ts', 'd.ts'), dependency('s/a.ts', 'e.ts')],
      [dependency('s/c.ts', 'b.ts')],
      ['s/c.ts', 'b.ts', 'd.ts', 'e.ts'],
    ],
    [
      'it needs something else',
      [dependency('s/a.ts', 'b.ts')],
      [dependency('s/c.ts', 'd.ts')],
      ['s/c.ts', 'b.ts', 'd.ts'],
    ],
  ])('follows nothing where %s', (_, known, found, modules) => {
    expect(follow(known, found, now({ modules }))).toEqual([]);
  });

  it('takes no new file beside a deleted one for it, where a path is all there is', () => {
    const unassigned = (path: string): Known => ({ rule: 'unassigned-module', key: [path] });
    expect(follow([unassigned('s/a.ts')], [unassigned('s/b.ts')], now({ modules: ['s/b.ts'] }))).toEqual([]);
    expect(follow([unassigned('s/a.ts')], [unassigned('t/a.ts')], now({ modules: ['t/a.ts'] }))).toEqual([
      [['s/a.ts'], ['t/a.ts']],
    ]);
  });

  it('lets one file stand for one: of two copies one is new', () => {
    expect(
      follow(
        [dependency('s/a.ts', 'b.ts')],
        [dependency('s/c.ts', 'b.ts'), dependency('s/d.ts', 'b.ts')],
        now({ modules: ['s/c.ts', 's/d.ts', 'b.ts'] }),
      ),
    ).toHaveLength(1);
  });

  it('ends soon where thousands moved', () => {
    const from = (folder: string) =>
      Array.from({ length: 5_000 }, (_, i) => dependency(`${folder}/f${i % 900}.ts`, `${folder}/g${i}.ts`));
    const found = from('app');
    const modules = found.flatMap(({ key }) => [...key]);
    expect(follow(from('src').slice(0, 400), found.slice(0, 400), now({ modules }))).toHaveLength(400);
    const known = from('src');
    expect(followRenames(known, found, known, now({ modules })).size).toBe(5_000);
  });
});
