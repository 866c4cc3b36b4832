import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { routes } from './suite/routes.ts';
import { type ContractReport, runContract } from './suite/run-contract.ts';
import { type RunningShop, startShop } from './suite/start-shop.ts';

describe('the contract of Fig & Fern', () => {
  let shop: RunningShop;
  beforeEach(async () => {
    shop = await startShop();
  });
  afterEach(() => shop.stop());

  it('holds, asks every route, and holds alike when asked again', async () => {
    const first = await runContract({ baseUrl: shop.url });
    expect(failuresOf(first)).toEqual([]);
    expect(first.passed).toBeGreaterThanOrEqual(180);
    expect(routes.filter((route) => first.countsByRouteAndSide[route] === undefined)).toEqual([]);

    const second = await runContract({ baseUrl: shop.url });
    expect(outcomesOf(second)).toEqual(outcomesOf(first));
    expect(second.countsByRouteAndSide).toEqual(first.countsByRouteAndSide);
  });
});

const failuresOf = ({ results }: ContractReport) => results.filter(({ passed }) => !passed);
const outcomesOf = ({ results }: ContractReport) =>
  results.map(({ name, passed, routes: asked }) => ({ name, passed, asked }));
