import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { readTlsSettings } from '../config/tls-settings.ts';
import { watchFile } from '../config/watch.ts';
import { OperatorError } from '../errors.ts';

import { openEngines } from '../forward/engines.ts';
import { createUndiciForwarder } from '../forward/undici.ts';
import { UpstreamTls } from '../forward/upstream-tls.ts';

import { readPath } from '../guard/path.ts';
import { isRefusal } from '../guard/refusal.ts';
import { WhoIs } from '../identity/ask-monolith.ts';
import { Counters } from '../observe/counters.ts';
import type { TotalCounts } from '../observe/status.ts';
import { readProgress } from '../operate/offline-snapshot.ts';
import { CallerCookies } from '../routing/caller-cookie.ts';
import { matchRoute } from '../routing/match-route.ts';
import { Exchange } from '../server/exchange.ts';
import { admit, type Services } from '../server/handle-request.ts';
import { createInTurn } from '../server/in-turn.ts';
import { Peers } from '../server/peers.ts';
import { Recording } from '../server/recording.ts';
import { Runtime } from '../server/runtime.ts';
import { buildSnapshot, type Snapshot, startingReach } from '../server/snapshot.ts';
import { UnderWay } from '../server/under-way.ts';
import { CaptureBudget } from '../shadow/capture.ts';
import type { ShadowPair } from '../shadow/pair.ts';
import type { Shadow } from '../shadow/pairing.ts';
import { ShadowSender } from '../shadow/sender.ts';
import { openStateFolder, stateFolderOf } from '../store/state-folder.ts';
import { captureOwnAnswer } from './capture-own-answer.ts';
import { followUpgrades } from './upgrades.ts';

/** What Express, Connect and Nest call a middleware. */
export interface Strangler {
  (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void;
  /** Sends the WebSockets of moved slices to their service; the others stay with the listeners of the program. */
  followUpgrades(server: Server): void;
  /** Requests that were handed to a service, or looked at and left. */
  counts(): TotalCounts;
  close(): Promise<void>;
}

export interface StranglerOptions {
  readonly configPath: string;
  /** Where state is read; `.banyan` beside the configuration unless named. */
  readonly stateDir?: string;
  readonly onNotice?: (text: string) => void;
  /**
   * Gets both answers of a request that the monolith answered and the service was asked too, such as
   * `(pair) => comparer.offer(pair)` with a `LiveComparer`. Without it nothing is asked in shadow.
   */
  readonly onPair?: (pair: ShadowPair) => void;
}

/**
 * The proxy inside the monolith: put before every other middleware, it sends the callers of moved slices to their
 * service and leaves everybody else where they are, at the price of a function call. It follows file and event log
 * like a proxy that only reads; `banyan flip` moves it.
 *
 * @throws ConfigError when the file can't be served.
 * @example app.use(await strangler({ configPath: 'strangler.yaml' }));
 */
export async function strangler(options: StranglerOptions): Promise<Strangler> {
  const configPath = resolve(options.configPath);
  const place = { configPath, stateDir: options.stateDir ?? stateFolderOf(configPath) };
  const notice = options.onNotice ?? (() => undefined);
  const { cookieKey } = await openStateFolder(place.stateDir);
  const upstreamTls = new UpstreamTls();
  const read = async (): Promise<Snapshot> => {
    const loaded = await loadConfig(configPath);
    const snapshot = buildSnapshot(loaded, await readProgress(place), startingReach);
    upstreamTls.follow(await readTlsSettings(loaded.config, configPath));
    return snapshot;
  };

  let snapshot = await read();
  const runtime = new Runtime();
  runtime.follow(snapshot);
  const { config } = snapshot;
  const counters = new Counters();
  const forwarders = openEngines(upstreamTls);
  const underWay = new UnderWay(config.limits.clientIdleMs);
  const { onPair } = options;
  const shadow = new ShadowSender(
    createUndiciForwarder(upstreamTls),
    onPair ? config.limits : { shadowBytes: 0, shadowConcurrency: 0 },
    (pair) => {
      onPair?.(pair);
      shadow.judged(pair, true);
    },
  );
  const services: Services = {
    current: () => snapshot,
    runtime,
    forwarder: () => forwarders[snapshot.config.engine],
    upstreamTls,
    shadow,
    recording: new Recording(new CaptureBudget(0)),
    cookies: new CallerCookies(cookieKey),
    whoIs: new WhoIs(() => forwarders.undici),
    overrideKey: cookieKey,
    counters,
    underWay,
    peers: new Peers(),
    upgraded: new Set(),
    sessions: new Set(),
    via: `1.1 banyan-${randomBytes(4).toString('hex')}`,
    observe: () => undefined,
    onAmbiguousWrite: (write) => notice(`nobody knows whether this write was done: ${JSON.stringify(write)}`),
  };
  const inTurn = createInTurn();
  const stopWatching = watchFile(configPath, () => {
    inTurn(async () => {
      const next = await read();
      runtime.follow(next);
      snapshot = next;
    }).catch((error: unknown) =>
      notice(`the last good table is kept, because the file can't be served:\n${String(error)}`),
    );
  });

  const handle = (
    request: IncomingMessage,
    response: ServerResponse,
    next: (error?: unknown) => void,
  ): void => {
    if (stays(snapshot, request)) {
      next();
      return;
    }
    if (request.readableDidRead || ('body' in request && request.body !== undefined)) {
      next(
        new OperatorError(
          'strangler() stands behind a body parser, which has taken what the service must get. Put it before every other middleware.',
        ),
      );
      return;
    }
    const admitted = admit(services, request);
    // What the guard would refuse has been the monolith's business so far, and stays it.
    if (isRefusal(admitted)) next();
    else {
      const answerHere = (shadow: Shadow | undefined) => {
        if (shadow) captureOwnAnswer(response, shadow);
        next();
      };
      new Exchange(services, admitted, request, response, performance.now(), answerHere).begin();
    }
  };
  return Object.assign(handle, {
    followUpgrades: (server: Server) =>
      followUpgrades(server, services, (request) => stays(snapshot, request)),
    counts: () => ({ ...counters.total }),
    async close() {
      stopWatching();
      underWay.stop();
      await shadow.close();
      await Promise.all(Object.values(forwarders).map((forwarder) => forwarder.close()));
    },
  });
}

/** The quick look: most requests match nothing, and are let go before anything is built for them. */
function stays(snapshot: Snapshot, request: IncomingMessage): boolean {
  const path = readPath(targetOf(request));
  if (isRefusal(path)) return true;
  const { headers, method = '' } = request;
  const route = matchRoute(snapshot.table, {
    method,
    segments: path.segments,
    search: path.search,
    host: headers.host ?? '',
    headers: request.rawHeaders,
    preflightFor:
      method === 'OPTIONS' && headers.origin !== undefined
        ? headers['access-control-request-method']
        : undefined,
  });
  return route === undefined || snapshot.slices.get(route.slice)?.served.stage === 'off';
}

/** Express shortens `url` where a middleware is mounted; `originalUrl` is what the client sent. */
function targetOf(request: IncomingMessage): string {
  return 'originalUrl' in request && typeof request.originalUrl === 'string'
    ? request.originalUrl
    : (request.url ?? '');
}
