import { connect } from '../client/visitor.ts';
import { type Route, routeFinder } from '../suite/match-route.ts';
import { routes } from '../suite/routes.ts';
import { everyday, type Mix, type SessionKind } from './mix.ts';
import { pace } from './pace.ts';
import { seededRandom } from './random.ts';
import { sessions } from './sessions.ts';
import { type Tally, TallyKeeper } from './tally.ts';
import { Tour, TourEnded } from './tour.ts';

export type TrafficOptions = {
  baseUrl: string;
  seed?: number;
  requestsPerSecond?: number;
  /** The run ends at whichever comes first: so many requests, so much time, the signal. */
  requests?: number;
  durationMs?: number;
  signal?: AbortSignal;
  mix?: Mix;
  /** Visitors who are in the shop at the same time. */
  visitors?: number;
  onProgress?: (tally: Tally) => void;
  progressEveryMs?: number;
};

export type TrafficReport = Tally & { tookMs: number; sessions: Record<SessionKind, number> };

/**
 * Sends visitors through a shop, or through a proxy in front of it, and holds every answer against what the shop promises.
 *
 * @example
 * const { unexpected } = await generateTraffic({ baseUrl: 'http://127.0.0.1:3000', durationMs: 10_000 });
 */
export async function generateTraffic(options: TrafficOptions): Promise<TrafficReport> {
  const { baseUrl, seed = 1, requestsPerSecond = 50, mix = everyday, visitors = 24, signal } = options;
  const {
    requests = Number.POSITIVE_INFINITY,
    durationMs = requests === Number.POSITIVE_INFINITY ? 10_000 : Number.POSITIVE_INFINITY,
  } = options;
  const startedAt = performance.now();
  const sinceStartMs = (): number => performance.now() - startedAt;
  const tally = new TallyKeeper();
  const begun: Record<SessionKind, number> = { browse: 0, search: 0, buy: 0, review: 0, admin: 0 };
  const connection = connect(baseUrl);
  const turns = pace({ requestsPerSecond, requests, durationMs, signal });
  const isOver = (): boolean => signal?.aborted === true || turns.isOver();

  let sessionNumber = 0;
  const oneVisitorAfterAnother = async (): Promise<void> => {
    while (!isOver()) {
      const random = seededRandom(seed * 1_000_003 + sessionNumber++);
      const kind = random.weighted(mix);
      begun[kind] += 1;
      await visit(kind, new Tour({ connection, pace: turns, random, tally, routeOf, sinceStartMs }));
    }
  };
  const { onProgress = () => {}, progressEveryMs = 1_000 } = options;
  const progress = setInterval(() => onProgress(tally.report()), progressEveryMs);
  try {
    await Promise.all(Array.from({ length: visitors }, oneVisitorAfterAnother));
  } finally {
    clearInterval(progress);
    connection.agent.destroy();
  }
  return { ...tally.report(), tookMs: sinceStartMs(), sessions: begun };
}

async function visit(kind: SessionKind, tour: Tour): Promise<void> {
  try {
    await sessions[kind](tour);
  } catch (error) {
    if (!(error instanceof TourEnded)) throw error;
  }
}

const findRoute = routeFinder(routes);
const routeOf = (method: string, path: string): Route => findRoute(method, path) ?? `${method} ${path}`;
