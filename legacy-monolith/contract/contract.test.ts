import { describe, expect, it } from 'vitest';
import { routes } from './suite/routes.ts';
import { type ContractReport, runContract } from './suite/run-contract.ts';
import { startShop } from './suite/start-shop.ts';

const failuresOf = ({ results }: ContractReport) => results.filter(({ passed }) => !passed);
const outcomesOf = ({ results }: ContractReport) =>
  results.map(({ name, passed, routes: asked }) => ({ name, passed, asked }));

async function onFreshSeed(times: number): Promise<ContractReport[]> {
  const shop = await startShop();
  try {
    const reports: ContractReport[] = [];
    while (reports.length < times) reports.push(await runContract({ baseUrl: shop.url }));
    return reports;
  } finally {
    await shop.stop();
  }
}

describe('the contract of Fig & Fern', () => {
  it('holds on a fresh seed, on another one, and on one that was asked before', {
    timeout: 180_000,
  }, async () => {
    const [first, again] = (await onFreshSeed(2)) as [ContractReport, ContractReport];
    expect(failuresOf(first)).toEqual([]);
    expect(first.passed).toBeGreaterThanOrEqual(180);
    expect(routes.filter((route) => first.countsByRouteAndSide[route] === undefined)).toEqual([]);
    expect(outcomesOf(again)).toEqual(outcomesOf(first));

    const [other] = (await onFreshSeed(1)) as [ContractReport];
    expect(outcomesOf(other)).toEqual(outcomesOf(first));
    expect(other.countsByRouteAndSide).toEqual(first.countsByRouteAndSide);
  });
});
