import { describe, expect, it } from 'vitest';
import { configFromReport, parseConfig } from '../../src/index.ts';

describe('configFromReport', () => {
  const report = {
    version: 1,
    routes: [
      { method: 'GET', path: '/api/reviews/:id', service: 'Reviews', effect: 'read' },
      { method: 'POST', path: '/api/reviews', service: 'Reviews', effect: 'write' },
      { method: 'GET', path: '/api/orders', service: 'orders', effect: 'read' },
      { method: 'GET', path: '/files/:name.:ext', service: 'orders', effect: 'read' },
      { method: 'GET', path: '/', service: null, effect: 'read' },
    ],
    together: [{ routes: ['POST /api/reviews', 'GET /api/orders'], because: 'one transaction' }],
    services: [
      { name: 'orders', rank: 2 },
      { name: 'Reviews', rank: 1 },
    ],
  };
  it('gives services whose names fall together slices of their own', () => {
    const services = ['Order History', 'order-history', 'order history'].map((name, rank) => ({
      name,
      rank,
    }));
    const routes = services.map(({ name }, index) => ({
      method: 'GET',
      path: `/${index}`,
      service: name,
      effect: 'read',
    }));
    const { config } = parseConfig(configFromReport({ ...report, routes, services, together: [] }));
    expect(config.slices.map(({ name, service }) => [name, service])).toEqual(
      ['order-history', 'order-history-2', 'order-history-3'].map((name) => [name, name]),
    );
  });
  it('makes a file that loads, everything off, first service first', () => {
    const text = configFromReport(report);
    const { config } = parseConfig(text);
    expect(config.slices.map(({ name, stage }) => `${name} ${stage}`)).toEqual(['reviews off', 'orders off']);
    expect(config.slices[0]?.routes).toMatchObject([
      { path: '/api/reviews/:id', methods: ['GET'], effect: 'read' },
      { effect: 'write' },
    ]);
    expect(config.together).toMatchObject([{ allowSplit: true }]);
    expect(text).toContain('Left out, because it has no plain pattern: GET /files/:name.:ext');
  });
  it('takes routes for all methods, but what a service names itself and what takes everything', () => {
    const any = (path: string) => ({ method: '*', path, service: 'Reviews', effect: 'unknown' });
    const routes = [...report.routes, any('/callback/:strategy'), any('/api/orders'), any('/*')];
    const text = configFromReport({ ...report, routes });
    const { config } = parseConfig(text);
    const [reviews] = config.slices;
    const line = (path: string) => reviews?.routes.find((route) => route.path === path);
    expect(line('/callback/:strategy')).not.toHaveProperty('methods');
    expect(line('/api/orders')?.methods).toEqual(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
    expect(text).toContain('Left out, because it takes every request: * /*');
  });
  it.each([[null], [{}], [{ ...report, services: [] }]])('%j is refused', (bad) => {
    expect(() => configFromReport(bad)).toThrow(/no report of banyan analyze|no service with a route/);
  });
});
