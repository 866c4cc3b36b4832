import { describe, expect, it } from 'vitest';
import { layered, modulesLayered } from '../../../src/report/page/matrix-order.ts';
import { randomSource } from '../support/synthetic.ts';

const arrow = (from: number, to: number, cost: number) => ({ from, to, cost });

describe('layered', () => {
  it('puts services above those that they need, whatever that costs', () => {
    const { order, circles, against } = layered(4, [arrow(3, 1, 1), arrow(1, 0, 90), arrow(3, 0, 2)]);
    expect(order.indexOf(3)).toBeLessThan(order.indexOf(1));
    expect(order.indexOf(1)).toBeLessThan(order.indexOf(0));
    expect([...order].sort()).toEqual([0, 1, 2, 3]);
    expect([circles, against]).toEqual([[], 0]);
  });

  it('keeps who needs each other side by side, the cheaper way below the diagonal', () => {
    const { order, circles, against } = layered(5, [
      arrow(4, 2, 3),
      arrow(2, 0, 1),
      arrow(0, 2, 8),
      arrow(0, 3, 5),
      arrow(3, 1, 2),
    ]);
    expect(order).toEqual([4, 0, 2, 3, 1]);
    expect(circles).toEqual([{ start: 1, size: 2 }]);
    expect(against).toBe(1);
  });

  it('finds the order of least cost in small circles', () => {
    const random = randomSource(7);
    for (let round = 0; round < 40; round += 1) {
      const ring = [0, 1, 2, 3].map((from) => arrow(from, (from + 1) % 4, 1 + Math.floor(random() * 9)));
      const more = [arrow(0, 2, Math.floor(random() * 9)), arrow(3, 1, Math.floor(random() * 9))];
      const arrows = [...ring, ...more];
      const costs = permutations([0, 1, 2, 3]).map((order) =>
        arrows.reduce(
          (sum, { from, to, cost }) => sum + (order.indexOf(from) > order.indexOf(to) ? cost : 0),
          0,
        ),
      );
      const found = layered(4, arrows);
      expect(found.circles).toEqual([{ start: 0, size: 4 }]);
      expect(found.against).toBe(Math.min(...costs));
    }
  });

  it('orders a chain of thousands without running out of stack', () => {
    const count = 8_000;
    const chain = Array.from({ length: count - 1 }, (_, index) => arrow(index + 1, index, 1));
    expect(layered(count, chain).order[0]).toBe(count - 1);
  });
});

describe('modulesLayered', () => {
  it('lists the modules of each service, callers first, and none outside', () => {
    const module = {
      path: '',
      lines: 1,
      role: 'domain',
      because: '',
      confidence: 1,
      service: 0,
      runnerUp: -1,
    };
    const edges = [arrow(0, 2, 1), arrow(3, 0, 1), arrow(3, 1, 1)].map((edge) => ({
      ...edge,
      kinds: [],
      places: [],
    }));
    const modules = Array.from({ length: 5 }, () => module);
    expect(modulesLayered({ modules, edges }, [1, 0, 1, 1, -1], [1, 0])).toEqual([3, 0, 2, 1]);
  });
});

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}
