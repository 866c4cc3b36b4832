import { randomBytes } from 'node:crypto';
import { domains } from '../cases/index.ts';
import { type Connection, connect, Visitor } from '../client/visitor.ts';
import type { Context, ContractCase } from './case.ts';
import { type Route, routeFinder } from './match-route.ts';
import { routes } from './routes.ts';
import { countRequest, type SideCounts } from './side-counts.ts';

export type ContractOptions = {
  baseUrl: string;
  /** Only cases whose name (`domain: behaviour`) passes. */
  only?: (name: string) => boolean;
  /** Runs each chosen case this often, each time with new visitors. */
  repeat?: number;
  /** Ends the names of whatever the cases make; two runs against the same data need two. */
  runId?: string;
  /** Leave the rest out once a case failed. */
  untilFailure?: boolean;
  onResult?: (result: CaseResult) => void;
  signal?: AbortSignal;
};

export type CaseResult = {
  name: string;
  passed: boolean;
  /** Why it failed. */
  problem?: string;
  /** The routes that the case asked, in order of first use. */
  routes: Route[];
  tookMs: number;
};

export type ContractReport = {
  passed: number;
  failed: number;
  results: CaseResult[];
  countsByRouteAndSide: SideCounts;
};

/**
 * Runs the contract suite against a shop, case after case.
 *
 * @example
 * const { failed } = await runContract({ baseUrl: 'http://127.0.0.1:3000' });
 */
export async function runContract(options: ContractOptions): Promise<ContractReport> {
  const {
    baseUrl,
    only = () => true,
    repeat = 1,
    runId = newRunId(),
    untilFailure = false,
    onResult = () => {},
    signal,
  } = options;
  const counts: SideCounts = {};
  const connection = connect(baseUrl);
  const made = new Map<string, Promise<unknown>>();
  const results: CaseResult[] = [];
  try {
    for (let round = 0; round < repeat; round += 1) {
      for (const promise of chosenCases(only)) {
        signal?.throwIfAborted();
        const result = await runCase(promise, { connection, made, id: `${runId}-${results.length}` }, counts);
        results.push(result);
        onResult(result);
        if (untilFailure && !result.passed) return reportOf(results, counts);
      }
    }
    return reportOf(results, counts);
  } finally {
    connection.agent.destroy();
  }
}

function reportOf(results: CaseResult[], countsByRouteAndSide: SideCounts): ContractReport {
  const failed = results.filter((result) => !result.passed).length;
  return { passed: results.length - failed, failed, results, countsByRouteAndSide };
}

/** The suite's cases, in order. */
export function chosenCases(only: (name: string) => boolean = () => true): ContractCase[] {
  return domains.flatMap(({ cases }) => cases).filter(({ name }) => only(name));
}

const findRoute = routeFinder(routes);

type Shared = { connection: Connection; made: Map<string, Promise<unknown>>; id: string };

async function runCase(promise: ContractCase, shared: Shared, counts: SideCounts): Promise<CaseResult> {
  const asked = new Set<Route>();
  const connection: Connection = {
    ...shared.connection,
    observe: ({ method, path, side = 'direct' }) => {
      const route = findRoute(method, path);
      if (route === undefined) return;
      asked.add(route);
      countRequest(counts, route, side);
    },
  };
  const startedAt = performance.now();
  const problem = await problemOf(promise, contextFor({ ...shared, connection }));
  const tookMs = performance.now() - startedAt;
  const told = problem === undefined ? {} : { problem };
  return { name: promise.name, passed: problem === undefined, ...told, routes: [...asked], tookMs };
}

async function problemOf(promise: ContractCase, context: Context): Promise<string | undefined> {
  try {
    await promise.run(context);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function contextFor({ connection, made, id }: Shared): Context {
  let names = 0;
  return {
    visitor: () => new Visitor(connection),
    unique: (prefix) => `${prefix}-${id}-${names++}`,
    once: <Made>(key: string, make: () => Promise<Made>) => {
      const known = made.get(key) ?? make();
      made.set(key, known);
      return known as Promise<Made>;
    },
  };
}

/** Short, since codes of coupons are; no two of a hundred runs on the same data are likely to draw the same. */
const newRunId = (): string => randomBytes(3).toString('hex');
