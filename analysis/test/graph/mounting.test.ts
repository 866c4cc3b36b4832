import { describe, expect, it } from 'vitest';
import type { RouteFacts } from '../../src/graph/facts.ts';
import { mountingModules } from '../../src/graph/mounting.ts';

const route = (module: string, handler: string) =>
  ({ module, handler: { module: handler, name: 'handle' } }) as RouteFacts;
const mount = (from: string, to: string) => ({ from, to, kinds: { import: 1 }, places: [] });

const ROUTES = [
  route('routes/index', 'controllers/payments'),
  route('routes/orders', 'controllers/orders'),
  route('routes/carts', 'controllers/carts'),
];
const EDGES = [mount('routes/index', 'routes/orders'), mount('routes/index', 'routes/carts')];
const none = () => false;

describe('mountingModules', () => {
  it('finds who mounts routers and leaves the answers of its own routes to others', () => {
    expect([...mountingModules({ routes: ROUTES, edges: EDGES }, none)]).toEqual(['routes/index']);
  });

  it('takes nobody who answers a route, does other work or mounts one router', () => {
    const answers = [...ROUTES, route('routes/index', 'routes/index')];
    expect(mountingModules({ routes: answers, edges: EDGES }, none).size).toBe(0);
    expect(mountingModules({ routes: ROUTES, edges: EDGES }, (path) => path === 'routes/index').size).toBe(0);
    expect(mountingModules({ routes: ROUTES, edges: EDGES.slice(1) }, none).size).toBe(0);
  });
});
