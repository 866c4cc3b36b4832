import { describe, expect, it } from 'vitest';
import {
  type Island,
  type IslandLink,
  islandRadius,
  layOut,
  seedOffset,
} from '../../../src/report/page/map-layout.ts';
import { bowBetween, hiddenLength, routeOf } from '../../../src/report/page/map-routes.ts';
import { randomSource } from '../support/synthetic.ts';

function system(services: number, seed: number) {
  const random = randomSource(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const seeds = Array.from({ length: services }, () => 1 + below(120));
  const links = Array.from(
    { length: services * 3 },
    (): IslandLink => ({ from: below(services), to: below(services), cost: 1 + below(50) }),
  );
  return { seeds, links: links.filter(({ from, to }) => from !== to) };
}

describe('layOut', () => {
  it.each([1, 2, 7, 20, 60])('lets none of %i islands overlap', (services) => {
    const { seeds, links } = system(services, services);
    const islands = layOut(seeds, links);
    for (const [index, a] of islands.entries()) {
      for (const b of islands.slice(index + 1)) {
        expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(a.radius + b.radius);
      }
    }
  });

  it('takes the shape of the screen', () => {
    const { seeds, links } = system(30, 2);
    const shape = (wide: number) => {
      const islands = layOut(seeds, links, wide);
      const extent = (values: number[]) => Math.max(...values) - Math.min(...values);
      return extent(islands.map(({ x }) => x)) / extent(islands.map(({ y }) => y));
    };
    expect(shape(0.75)).toBeLessThan(0.8 * shape(1.7));
  });

  it('gives equal pictures for equal systems', () => {
    const { seeds, links } = system(30, 4);
    expect(layOut(seeds, links)).toEqual(layOut(structuredClone(seeds), structuredClone(links)));
  });

  it('brings coupled islands nearer than strangers', () => {
    const seeds = Array.from({ length: 12 }, () => 10);
    const islands = layOut(seeds, [{ from: 0, to: 11, cost: 50 }]);
    const distance = (a: number, b: number) =>
      Math.hypot((islands[a]?.x ?? 0) - (islands[b]?.x ?? 0), (islands[a]?.y ?? 0) - (islands[b]?.y ?? 0));
    const others = Array.from({ length: 10 }, (_, index) => distance(0, index + 1));
    expect(distance(0, 11)).toBeLessThan(others.reduce((sum, each) => sum + each, 0) / others.length);
  });

  it.each([60, 110, 111, 300])('keeps %i islands together: none is flung off the map', (services) => {
    const { seeds, links } = system(services, 3);
    const islands = layOut(seeds, links);
    const width = Math.max(...islands.map(({ x }) => Math.abs(x)));
    const area = islands.reduce((sum, { radius }) => sum + (2 * radius + 46) ** 2, 0);
    expect(width).toBeLessThan(3 * Math.sqrt(area));
  });

  it('places thousands of services with finite coordinates', () => {
    const { seeds, links } = system(2_000, 1);
    expect(layOut(seeds, links).every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
  });
});

describe('seedOffset', () => {
  it('keeps every seed inside its island and apart from its neighbours', () => {
    const seeds = Array.from({ length: 400 }, (_, position) => seedOffset(position));
    for (const [index, { x, y }] of seeds.entries()) {
      expect(Math.hypot(x, y)).toBeLessThan(islandRadius(index + 1));
      const nearest = Math.min(...seeds.slice(0, index).map((other) => Math.hypot(other.x - x, other.y - y)));
      expect(nearest).toBeGreaterThan(7);
    }
  });
});

describe('routeOf', () => {
  const island = (service: number, x: number, y: number, radius = 40) => ({
    service,
    x,
    y,
    radius,
    seeds: [],
  });
  const sceneWith = (islands: ReturnType<typeof island>[]) => ({
    islands,
    byService: new Map(islands.map((each) => [each.service, each])),
    width: 1,
    height: 1,
    left: 0,
    top: 0,
  });

  it('bows round an island in the way', () => {
    const islands = [island(0, 0, 0), island(1, 600, 0), island(2, 300, 40)];
    const straight = bowBetween(islands[0] as Island, islands[1] as Island);
    const others = islands.slice(2);
    expect(hiddenLength(straight, others)).toBeGreaterThan(0);
    const bow = routeOf(sceneWith(islands), { from: 0, to: 1 });
    expect(bow && hiddenLength(bow, others)).toBe(0);
  });

  it('keeps the two directions of a pair apart', () => {
    const scene = sceneWith([island(0, 0, 0), island(1, 400, 30)]);
    const there = routeOf(scene, { from: 0, to: 1 });
    const back = routeOf(scene, { from: 1, to: 0 });
    expect(
      Math.hypot((there?.cx ?? 0) - (back?.cx ?? 0), (there?.cy ?? 0) - (back?.cy ?? 0)),
    ).toBeGreaterThan(40);
  });

  it('knows no line to a service without an island', () => {
    expect(routeOf(sceneWith([island(0, 0, 0)]), { from: 0, to: 7 })).toBeUndefined();
  });
});
