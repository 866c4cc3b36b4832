/** The order of services in the matrix: layers from top to bottom, and who needs each other in a circle side by side. Pure. */
import type { Index, PageData } from './data.ts';
import type { PairArrow } from './figures.ts';

export interface MatrixOrder {
  readonly order: readonly Index[];
  /** Services that need each other in a circle, as ranges of `order`: first position and how many. */
  readonly circles: readonly { readonly start: number; readonly size: number }[];
  /** Cost units of what runs against the order. */
  readonly against: number;
}

/** Rounds in which services of a circle look for a better place. */
const rounds = 6;

/**
 * Those that need others come before those that they need. Circles can't be ordered so: inside of one, services stand so that the
 * cost of what runs against the order is small.
 *
 * @example layered(3, [{ from: 2, to: 0, cost: 5 }]).order // [1, 2, 0]
 */
export function layered(
  count: number,
  arrows: readonly Pick<PairArrow, 'from' | 'to' | 'cost'>[],
): MatrixOrder {
  const priced = arrows.filter(({ cost }) => cost > 0);
  const next: Index[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of priced) next[from]?.push(to);
  const costs = new Map(priced.map(({ from, to, cost }) => [from * count + to, cost]));
  const costOf = (from: Index, to: Index) => costs.get(from * count + to) ?? 0;
  const order: Index[] = [];
  const circles: { start: number; size: number }[] = [];
  for (const component of components(next)) {
    if (component.length > 1) circles.push({ start: order.length, size: component.length });
    order.push(...cheapestOrder(component, costOf));
  }
  const at = positions(order);
  const against = priced.reduce(
    (sum, { from, to, cost }) => sum + ((at.get(from) ?? 0) > (at.get(to) ?? 0) ? cost : 0),
    0,
  );
  return { order, circles, against };
}

function positions(order: readonly Index[]): Map<Index, number> {
  return new Map(order.map((service, position) => [service, position]));
}

/** The modules of each service: callers above what they call. */
export function modulesLayered(
  data: Pick<PageData, 'modules' | 'edges'>,
  labels: ArrayLike<number>,
  services: readonly Index[],
): Index[] {
  const next: Index[][] = data.modules.map(() => []);
  for (const { from, to } of data.edges) if (labels[from] === labels[to] && from !== to) next[from]?.push(to);
  const own = new Map(services.map((service): [Index, Index[]] => [service, []]));
  for (const component of components(next))
    for (const module of component) own.get(labels[module] ?? -1)?.push(module);
  return services.flatMap((service) => own.get(service) ?? []);
}

/** Strongly connected components (Tarjan), those that need others first. Without recursion: thousands of modules may form one chain. */
export function components(next: readonly (readonly Index[])[]): Index[][] {
  const found: Index[][] = [];
  const number = new Int32Array(next.length).fill(-1);
  const low = new Int32Array(next.length);
  const isOpen = new Uint8Array(next.length);
  const open: Index[] = [];
  let counter = 0;
  for (let root = 0; root < next.length; root += 1) {
    if (number[root] !== -1) continue;
    const path: { readonly node: Index; at: number }[] = [];
    const enter = (node: Index) => {
      number[node] = low[node] = counter;
      counter += 1;
      open.push(node);
      isOpen[node] = 1;
      path.push({ node, at: 0 });
    };
    enter(root);
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const { node } = step;
      const to = next[node]?.[step.at];
      step.at += 1;
      if (to !== undefined) {
        if (number[to] === -1) enter(to);
        else if (isOpen[to]) low[node] = Math.min(low[node] ?? 0, number[to] ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1)?.node;
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
      if (low[node] !== number[node]) continue;
      const component = open.splice(open.lastIndexOf(node));
      for (const member of component) isOpen[member] = 0;
      found.push(component.sort((a, b) => a - b));
    }
  }
  // Tarjan finds what is needed first.
  return found.reverse();
}

/** Starts with those that need much and are needed little, then moves each to where least runs against the order. */
function cheapestOrder(
  component: readonly Index[],
  costOf: (from: Index, to: Index) => number,
): readonly Index[] {
  if (component.length < 3) {
    const [a = -1, b = -1] = component;
    return component.length === 2 && costOf(b, a) > costOf(a, b) ? [b, a] : component;
  }
  const lean = new Map(
    component.map((service) => {
      const out = component.reduce((sum, other) => sum + costOf(service, other), 0);
      const into = component.reduce((sum, other) => sum + costOf(other, service), 0);
      return [service, (out - into) / (out + into || 1)];
    }),
  );
  let order = [...component].sort((a, b) => (lean.get(b) ?? 0) - (lean.get(a) ?? 0) || a - b);
  for (let round = 0; round < rounds; round += 1) {
    const before = order.join();
    for (const service of component) order = withBestPlace(order, service, costOf);
    if (order.join() === before) break;
  }
  return order;
}

function withBestPlace(
  order: readonly Index[],
  service: Index,
  costOf: (from: Index, to: Index) => number,
): Index[] {
  const others = order.filter((other) => other !== service);
  // At the very front, all that needs it runs against the order; each step down changes one pair.
  let against = others.reduce((sum, other) => sum + costOf(other, service), 0);
  let least = against;
  let place = 0;
  others.forEach((other, position) => {
    against += costOf(service, other) - costOf(other, service);
    if (against < least - 1e-9) {
      least = against;
      place = position + 1;
    }
  });
  return [...others.slice(0, place), service, ...others.slice(place)];
}
