import { describe, expect, it } from 'vitest';
import { compositionRoots } from '../../src/graph/composition-roots.ts';

const FEATURES = [
  'cart',
  'orders',
  'stock',
  'mail',
  'search',
  'prices',
  'guides',
  'people',
  'reviews',
  'reports',
];
const PATHS = ['main', 'app', ...FEATURES, 'clock'];
const IMPORTS: readonly (readonly [string, string])[] = [
  ['main', 'app'],
  ...FEATURES.flatMap((feature): (readonly [string, string])[] => [
    ['app', feature],
    [feature, 'clock'],
  ]),
];

describe('compositionRoots', () => {
  it('finds what starts the application and what it is put together in', () => {
    expect([...compositionRoots(PATHS, IMPORTS, new Set())]).toEqual([
      ['main', 12],
      ['app', 11],
    ]);
  });

  it('takes no module with work of its own', () => {
    expect([...compositionRoots(PATHS, IMPORTS, new Set(['app']))]).toEqual([['main', 12]]);
  });

  it('takes what only mounts routers, by the root that mounts it', () => {
    const features = [...FEATURES, ...FEATURES.map((feature) => `old-${feature}`)];
    const imports: readonly (readonly [string, string])[] = [
      ['main', 'app'],
      ['main', 'settings'],
      ['app', 'routes'],
      ['app', 'sessions'],
      ...features.flatMap((feature): (readonly [string, string])[] => [
        ['routes', feature],
        [feature, 'clock'],
      ]),
    ];
    const paths = [...new Set(imports.flat())];
    const routes = new Set(['routes']);
    const rootsWith = (mounts: ReadonlySet<string>) => [
      ...compositionRoots(paths, imports, routes, mounts).keys(),
    ];
    expect(rootsWith(new Set())).toEqual(['main', 'app']);
    expect(rootsWith(routes)).toEqual(['main', 'app', 'routes']);
  });

  it('takes no script that starts a part, and nothing that a feature imports', () => {
    const script: readonly (readonly [string, string])[] = [
      ...IMPORTS,
      ['report', 'orders'],
      ['mail', 'app'],
    ];
    expect([...compositionRoots([...PATHS, 'report'], script, new Set())]).toEqual([['main', 12]]);
  });

  it('finds none where nothing leads to most of the modules', () => {
    const apart = [...PATHS, ...Array.from({ length: 14 }, (_, i) => `lambda-${i}`)];
    expect(compositionRoots(apart, IMPORTS, new Set()).size).toBe(0);
    expect(compositionRoots([], [], new Set()).size).toBe(0);
    expect(compositionRoots(['main'], [], new Set()).size).toBe(0);
  });

  it('takes none of many scripts that reach circles in the middle, only what reaches more', () => {
    const scripts = Array.from({ length: 20 }, (_, i) => `upgrade-${i}`);
    const circle = FEATURES.map((feature, i) => [feature, FEATURES[(i + 1) % FEATURES.length]] as const);
    const imports = [
      ...IMPORTS,
      ...(circle as (readonly [string, string])[]),
      ...scripts.map((script) => [script, 'orders'] as const),
      ...['settings', 'logs', 'page'].map((own) => ['main', own] as const),
    ];
    const paths = [...PATHS, 'settings', 'logs', 'page', ...scripts.slice(0, 11)];
    expect([...compositionRoots(paths, imports, new Set())]).toEqual([['main', 15]]);
  });
});
