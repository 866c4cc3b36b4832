import { describe, expect, it } from 'vitest';
import { holdSoftly, suggestBoundaries } from '../../src/boundaries/index.ts';
import { shopFacts } from './support.ts';

describe('holdSoftly', () => {
  it('keeps services and their names where the code agrees', () => {
    const earlier = suggestBoundaries(shopFacts()).services.map(({ name, modules }) => ({
      name: `our-${name}`,
      modules: modules.map(({ path }) => path),
    }));
    const { services } = suggestBoundaries(shopFacts(), {
      config: { parsed: holdSoftly(earlier), name: 'the earlier report' },
    });
    const held = services.map(({ name, modules }) => ({ name, modules: modules.map(({ path }) => path) }));
    expect(held.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
      earlier.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    );
  });

  it('takes file names for what they are, not for patterns', () => {
    const { file } = holdSoftly([{ name: 'orders', modules: ['src/[id].ts', 'src/a*.ts'] }]);
    expect(file.services['orders']?.modules).not.toContain('src/a*.ts');
    expect(file.hold).toBe('soft');
  });
});
