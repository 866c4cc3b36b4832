import {
  type ContractReport,
  describeCounts,
  isReviewsRoute,
  routes,
  runContract,
} from 'legacy-monolith/contract';
import { describe, expect, it } from 'vitest';
import type { SystemOptions } from '../../cli/src/demo/system.ts';
import { withSystem } from './running-system.ts';

const sliceRoutes = routes.filter(isReviewsRoute);
const failuresOf = ({ results }: ContractReport) => results.filter(({ passed }) => !passed);

/** The whole suite once, then the slice's cases often enough that callers of both sides ask each of its routes. */
function askThrough(system: Omit<SystemOptions, 'folder'>, repeat = 1): Promise<ContractReport> {
  return withSystem(system, async ({ proxy }) => {
    const whole = await runContract({ baseUrl: proxy.url });
    if (repeat === 1 || whole.failed > 0) return whole;
    return runContract({ baseUrl: proxy.url, only: (name) => name.startsWith('reviews: '), repeat });
  });
}

function print(title: string, report: ContractReport): void {
  console.log([title, ...describeCounts(report.countsByRouteAndSide, isReviewsRoute)].join('\n  '));
}

describe.each(['undici', 'http-proxy-middleware'])(
  'the contract of Fig & Fern through the proxy (%s)',
  (engine) => {
    const moreConfig = [`engine: ${engine}`];

    it('holds while the slice is off, answered by the monolith alone', async () => {
      const report = await askThrough({ moreConfig, reach: { stage: 'off' } });
      print(`off, ${engine}`, report);
      expect(failuresOf(report)).toEqual([]);
      for (const route of sliceRoutes)
        expect([route, Object.keys(report.countsByRouteAndSide[route] ?? {})]).toEqual([route, ['monolith']]);
    });

    it('holds at 50 %, with each route of the slice answered by both sides', async () => {
      const report = await askThrough({ moreConfig, reach: { stage: 'ramp', share: '50%' } }, 5);
      print(`50 %, ${engine}`, report);
      expect(failuresOf(report)).toEqual([]);
      for (const route of sliceRoutes) {
        expect(report.countsByRouteAndSide[route], route).toEqual({
          monolith: expect.toSatisfy((count: number) => count > 0),
          service: expect.toSatisfy((count: number) => count > 0),
        });
      }
    });

    it('holds while the slice is live, answered by the service alone', async () => {
      const report = await askThrough({ moreConfig, reach: { stage: 'live' } });
      print(`live, ${engine}`, report);
      expect(failuresOf(report)).toEqual([]);
      for (const route of sliceRoutes)
        expect([route, Object.keys(report.countsByRouteAndSide[route] ?? {})]).toEqual([route, ['service']]);
    });
  },
);
