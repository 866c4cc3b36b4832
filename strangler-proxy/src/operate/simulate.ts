import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { OperatorError } from '../errors.ts';
import { getOrCreate } from '../get-or-create.ts';
import { isRefusal } from '../guard/refusal.ts';
import { readRequest } from '../guard/request.ts';
import { bucketOf } from '../routing/bucket.ts';
import { chooseSide } from '../routing/choose-side.ts';
import { matchRoute } from '../routing/match-route.ts';
import { reachOf } from '../routing/reach.ts';
import { readLogLine } from './access-log-lines.ts';
import type { ProxyPlace } from './admin-client.ts';
import { offlineSnapshot } from './offline-snapshot.ts';

/** Shares that the answer is told for, besides what the file says now. */
const WHAT_IF = [100, 500, 1_000, 2_500, 5_000, 10_000];

export interface SimulatedSlice {
  readonly slice: string;
  /** Requests of the log on this slice, and how many of them only read. */
  readonly requests: number;
  readonly reads: number;
  readonly callers: number;
  /** Of these, what the service would get as the file stands. */
  readonly toServiceNow: number;
  /** By share in basis points: requests and callers that the service would get, and its busiest second. */
  readonly whatIf: readonly {
    readonly share: number;
    readonly requests: number;
    readonly callers: number;
    readonly peakPerSecond: number;
  }[];
}

export interface Simulation {
  readonly lines: number;
  readonly unreadable: number;
  readonly refused: number;
  readonly refusals: readonly { readonly reason: string; readonly count: number; readonly example: string }[];
  readonly noSlice: number;
  readonly slices: readonly SimulatedSlice[];
}

/**
 * Plays an access log against a configuration: who would move, and what load each side would get. Callers are told
 * apart by address, since a log holds no cookies.
 *
 * @throws OperatorError when the log can't be read or holds no requests.
 */
export async function simulate(options: ProxyPlace & { readonly log: string }): Promise<Simulation> {
  const snapshot = await offlineSnapshot(options);
  const tallies = new Map<string, SliceTally>();
  const refusals = new Map<string, { count: number; example: string }>();
  let lines = 0;
  let unreadable = 0;
  let noSlice = 0;
  for await (const line of readLines(options.log)) {
    if (line.trim() === '') continue;
    lines += 1;
    const logged = readLogLine(line);
    if (!logged) {
      unreadable += 1;
      continue;
    }
    const request = readRequest(
      {
        method: logged.method,
        target: logged.target,
        httpVersion: '1.1',
        rawHeaders: ['host', [...(snapshot.guard.hosts ?? ['localhost'])][0] ?? 'localhost'],
      },
      snapshot.guard,
    );
    if (isRefusal(request)) {
      getOrCreate(refusals, request.reason, () => ({
        count: 0,
        example: `${logged.method} ${logged.target}`,
      })).count += 1;
      continue;
    }
    const route = matchRoute(snapshot.table, request);
    if (!route) {
      noSlice += 1;
      continue;
    }
    const isRead = logged.method === 'GET' || logged.method === 'HEAD';
    getOrCreate(tallies, route.slice, () => new SliceTally(route.slice)).add(
      logged.clientIp,
      isRead,
      logged.atSeconds,
    );
  }
  if (lines === unreadable) {
    throw new OperatorError(`${options.log} has no line in the common, combined or JSON format.`);
  }
  return {
    lines,
    unreadable,
    refused: [...refusals.values()].reduce((sum, { count }) => sum + count, 0),
    refusals: [...refusals].map(([reason, seen]) => ({ reason, ...seen })).sort((a, b) => b.count - a.count),
    noSlice,
    slices: [...snapshot.slices.values()].map((slice) => {
      const tally = tallies.get(slice.config.name) ?? new SliceTally(slice.config.name);
      const now = (bucket: number) =>
        chooseSide({ served: slice.served, home: slice.config.home, bucket, isServiceDown: false }).side ===
        'service';
      return tally.summary(now);
    }),
  };
}

async function* readLines(path: string): AsyncGenerator<string> {
  const input = createReadStream(path);
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw new OperatorError(
      `${path} can't be read (${error instanceof Error ? error.message : String(error)}).`,
      { cause: error },
    );
  }
}

/** Requests of one slice by caller's bucket and second. */
class SliceTally {
  readonly #slice: string;
  readonly #callers = new Map<
    string,
    { readonly bucket: number; requests: number; readonly seconds: Map<number, number> }
  >();
  #requests = 0;
  #reads = 0;

  constructor(slice: string) {
    this.#slice = slice;
  }

  add(caller: string, isRead: boolean, atSeconds: number | undefined): void {
    this.#requests += 1;
    if (isRead) this.#reads += 1;
    const entry = getOrCreate(this.#callers, caller, () => ({
      bucket: bucketOf(this.#slice, caller),
      requests: 0,
      seconds: new Map<number, number>(),
    }));
    entry.requests += 1;
    if (atSeconds === undefined) return;
    const second = Math.floor(atSeconds);
    entry.seconds.set(second, (entry.seconds.get(second) ?? 0) + 1);
  }

  summary(isOnServiceNow: (bucket: number) => boolean): SimulatedSlice {
    const callers = [...this.#callers.values()];
    const requestsOf = (isIn: (bucket: number) => boolean) =>
      callers.filter(({ bucket }) => isIn(bucket)).reduce((sum, { requests }) => sum + requests, 0);
    return {
      slice: this.#slice,
      requests: this.#requests,
      reads: this.#reads,
      callers: callers.length,
      toServiceNow: requestsOf(isOnServiceNow),
      whatIf: WHAT_IF.map((share) => {
        const isIn = (bucket: number) =>
          chooseSide({ served: reachOf('ramp', share), home: 'monolith', bucket, isServiceDown: false })
            .side === 'service';
        const perSecond = new Map<number, number>();
        for (const { bucket, seconds } of callers) {
          if (isIn(bucket))
            for (const [second, count] of seconds)
              perSecond.set(second, (perSecond.get(second) ?? 0) + count);
        }
        return {
          share,
          requests: requestsOf(isIn),
          callers: callers.filter(({ bucket }) => isIn(bucket)).length,
          peakPerSecond: [...perSecond.values()].reduce((most, count) => Math.max(most, count), 0),
        };
      }),
    };
  }
}
