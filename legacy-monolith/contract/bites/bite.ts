import type { ContractReport } from '../suite/run-contract.ts';
import { runContract } from '../suite/run-contract.ts';
import type { RunningShop } from '../suite/start-shop.ts';
import { makeBreakable } from './breakable-handlers.ts';
import { makeUpgradeBreakable } from './breakable-upgrade.ts';
import { describeFault, type Fault, isArbitrary } from './faults.ts';
import type { Handler } from './handler.ts';

export type BitesOptions = {
  /** The shop to break, in this process. */
  shop: RunningShop;
  /** Which of all possible faults are tried; all, if not said. */
  choose?: (route: string, fault: Fault) => boolean;
  onBite?: (bite: Bite) => void;
};

/** One fault of one handler, and the first case that noticed. */
export type Bite = { route: string; fault: string; noticedBy: string | undefined };

export type BitesReport = {
  handlers: number;
  /** The routes of the handlers that cases ask. */
  routes: string[];
  /** Handlers that no case asks. */
  neverAsked: string[];
  bites: Bite[];
  /** Faults that no case noticed. */
  missed: Bite[];
};

/**
 * Breaks the handlers of a running shop one after another and sees whether the contract suite notices: each fault runs the
 * cases that ask the broken route until one fails.
 *
 * @throws Error where the suite does not pass on the unbroken shop.
 */
export async function biteAll({
  shop,
  choose = () => true,
  onBite = () => {},
}: BitesOptions): Promise<BitesReport> {
  const handlers = [...makeBreakable(shop.app), makeUpgradeBreakable(shop.server, 'WS /ws/stock')];
  const sound = await runContract({ baseUrl: shop.url });
  const failing = sound.results.find((result) => !result.passed);
  if (failing !== undefined)
    throw new Error(`the suite fails on the unbroken shop: ${failing.name}: ${failing.problem}`);

  const bites: Bite[] = [];
  for (const handler of handlers) {
    const { route } = handler;
    if (route === undefined) continue;
    for (const fault of faultsOf(handler).filter((candidate) => choose(route, candidate))) {
      const bite = {
        route,
        fault: describeFault(fault),
        noticedBy: await firstToNotice(handler, fault, sound, shop.url),
      };
      bites.push(bite);
      onBite(bite);
    }
  }
  return {
    handlers: handlers.length,
    routes: handlers.flatMap(({ route }) => route ?? []),
    neverAsked: handlers.filter(({ route }) => route === undefined).map(({ declared }) => declared),
    bites,
    missed: bites.filter(({ noticedBy }) => noticedBy === undefined),
  };
}

function faultsOf({ route = '', jsonPaths, sendsText, isUpgrade }: Handler): Fault[] {
  if (isUpgrade) return [{ kind: 'fails' }];
  const faults: Fault[] = [{ kind: 'fails' }, { kind: 'wrong-status' }];
  for (const path of jsonPaths) {
    faults.push({ kind: 'drops-field', path });
    if (!isArbitrary(route, path)) faults.push({ kind: 'changes-field', path });
  }
  if (sendsText) faults.push({ kind: 'cuts-text' });
  return faults;
}

async function firstToNotice(
  handler: Handler,
  fault: Fault,
  sound: ContractReport,
  baseUrl: string,
): Promise<string | undefined> {
  const asks = new Set(
    sound.results
      .filter(({ routes }) => handler.route !== undefined && routes.includes(handler.route))
      .map(({ name }) => name),
  );
  handler.fault = fault;
  try {
    const { results } = await runContract({ baseUrl, only: (name) => asks.has(name), untilFailure: true });
    return results.find(({ passed }) => !passed)?.name;
  } finally {
    handler.fault = undefined;
  }
}
