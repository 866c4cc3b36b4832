import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { dirname, resolve } from 'node:path';
import { createAdminApp } from '../admin/app.ts';
import { type Address, formatAddress } from '../config/address.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { readTlsSettings } from '../config/tls-settings.ts';
import { watchFile } from '../config/watch.ts';
import { OperatorError } from '../errors.ts';
import type { Forwarder } from '../forward/forwarder.ts';
import { watchHealth } from '../forward/health.ts';
import { createHpmForwarder } from '../forward/http-proxy-middleware.ts';
import { createUndiciForwarder } from '../forward/undici.ts';
import { UpstreamTls } from '../forward/upstream-tls.ts';
import { WhoIs } from '../identity/ask-monolith.ts';
import { openAccessLog } from '../observe/access-log.ts';
import { Counters, sliceStatus } from '../observe/counters.ts';
import type { ProxyStatus } from '../observe/status.ts';
import { CallerCookies } from '../routing/caller-cookie.ts';
import type { ShadowPair } from '../shadow/pair.ts';
import { ShadowSender } from '../shadow/sender.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import {
  openStateFolder,
  removeRunningFile,
  stateFiles,
  stateFolderOf,
  writeRunningFile,
} from '../store/state-folder.ts';
import { readCertificate } from './certificate.ts';
import { comparisonCounts } from './comparison-counts.ts';
import { createDataServer } from './data-server.ts';
import { drainServer, openSockets } from './drain-server.ts';
import type { Seen, Services } from './handle-request.ts';
import { createInTurn } from './in-turn.ts';
import { LiveComparison } from './live-comparison.ts';
import { describeHeldBack, LiveTable } from './live-table.ts';
import { Peers } from './peers.ts';
import { Runtime } from './runtime.ts';
import { UnderWay } from './under-way.ts';

/** How a proxy is started; only the place of its configuration is needed. */
export interface StartOptions {
  readonly configPath: string;
  /** Where state is kept; `.banyan` beside the configuration unless named. */
  readonly stateDir?: string;
  /** A line for the person who runs it: a reload, a file that can't be served. */
  readonly onNotice?: (text: string) => void;
  /** Gets both answers of a request that both sides were asked. */
  readonly onPair?: (pair: ShadowPair) => void;
  /** Gets each finished request. */
  readonly onRequest?: (seen: Seen) => void;
}

export interface RunningProxy {
  readonly url: string;
  readonly adminUrl: string;
  status(): ProxyStatus;
  /** Requests that are being handled now. */
  underWay(): number;
  /** Lets what is under way finish, then closes everything. */
  close(): Promise<void>;
}

/**
 * Starts the proxy of a configuration file and its admin API, and follows changes of the file.
 *
 * @throws ConfigError when the file can't be served, OperatorError when an address is taken.
 * @example const proxy = await startProxy({ configPath: 'strangler.yaml' });
 */
export async function startProxy(options: StartOptions): Promise<RunningProxy> {
  const configPath = resolve(options.configPath);
  const folder = options.stateDir ?? stateFolderOf(configPath);
  const notice = options.onNotice ?? (() => undefined);
  const loaded = await loadConfig(configPath);
  const { config } = loaded;
  const certificate = await readCertificate(config, configPath);
  const state = await openStateFolder(folder);
  const store = await openSqliteStore(stateFiles(folder).events);
  const table = await LiveTable.open(store, loaded);
  for (const line of describeHeldBack(table.current())) notice(line);

  const startedAt = new Date().toISOString();
  const counters = new Counters();
  const upstreamTls = new UpstreamTls();
  upstreamTls.follow(await readTlsSettings(config, configPath));
  const forwarders = openForwarders(upstreamTls);
  const underWay = new UnderWay(config.limits.clientIdleMs);
  const runtime = new Runtime();
  runtime.follow(table.current());
  const comparison = new LiveComparison({
    current: () => table.current(),
    runtime,
    shadow: () => shadow,
    stateFolder: folder,
    notice,
  });
  const shadow = new ShadowSender(
    createUndiciForwarder(upstreamTls),
    config.limits,
    (pair) => {
      if (!options.onPair) return comparison.offer(pair);
      options.onPair(pair);
      shadow.judged(pair, true);
    },
    ({ slice, endpoint, because }) =>
      notice(
        `shadow of ${slice}: ${endpoint} is paused after ${because}; it is tried again from time to time`,
      ),
  );
  const accessLog =
    config.accessLog === undefined ? undefined : await openAccessLog(config.accessLog, dirname(configPath));
  const stopChecking = watchHealth(forwarders.undici, () => runtime.healthTasks(table.current()));
  let configProblem: string | null = null;

  const services: Services = {
    current: () => table.current(),
    forwarder: () => forwarders[table.current().config.engine],
    upstreamTls,
    runtime,
    shadow,
    whoIs: new WhoIs(() => forwarders.undici),
    overrideKey: state.cookieKey,
    underWay,
    peers: new Peers(),
    upgraded: new Set(),
    onAmbiguousWrite(write) {
      store
        .addAmbiguousWrite(write)
        .catch((error: unknown) =>
          notice(`an ambiguous write could not be listed (${String(error)}): ${JSON.stringify(write)}`),
        );
    },
    cookies: new CallerCookies(state.cookieKey),
    counters,
    via: `1.1 banyan-${randomBytes(4).toString('hex')}`,
    observe(seen) {
      accessLog?.write(seen);
      options.onRequest?.(seen);
    },
  };
  const data = createDataServer(services, config, certificate);

  // The file is read when a reload's turn comes: one that was asked for earlier can't bring back what it read before.
  const inTurn = createInTurn();
  const reload = (reason: { who: string; why: string }) => inTurn(() => serveFile(reason));
  const serveFile = async (reason: { who: string; why: string }) => {
    const before = table.current().hash;
    const next = await loadConfig(configPath);
    const renewed = await readCertificate(next.config, configPath);
    upstreamTls.follow(await readTlsSettings(next.config, configPath));
    configProblem = null;
    runtime.follow(await table.replace(next, reason));
    if (renewed && data instanceof TlsServer) data.setSecureContext(renewed);
    if (next.hash === before) return;
    warnOfFixedKeys(config, next.config, notice);
    notice(`serving ${configPath} (${next.hash.slice(0, 12)}, ${reason.why || reason.who})`);
  };
  const status = (): ProxyStatus => {
    const snapshot = table.current();
    const pauses = shadow.pauses();
    return {
      version: snapshot.hash,
      startedAt,
      url: urlOf(data, config.listen, config.tls && 'https'),
      adminUrl: urlOf(admin, config.admin),
      requests: { ...counters.total },
      slices: [...snapshot.slices.values()].map((slice) => {
        const routes = snapshot.table.routes.filter((route) => route.slice === slice.config.name);
        return sliceStatus(
          slice.config,
          slice,
          routes.map(({ id }) => id),
          counters.slice(slice.config.name),
          comparisonCounts(comparison.recent(), new Set(routes.map(({ path }) => path))),
          pauses.flatMap(({ slice: name, ...pause }) => (name === slice.config.name ? [pause] : [])),
        );
      }),
      configProblem,
    };
  };
  const admin = createServer(
    createAdminApp({
      token: state.adminToken,
      counters,
      status,
      comparison: () => comparison.report(),
      ambiguousWrites: (limit) => store.ambiguousWrites(limit),
      history: (limit, slice) => store.history(limit, slice),
      async reload(reason, liftCapOf) {
        await reload(reason);
        if (liftCapOf !== undefined) await table.liftCap(liftCapOf, reason);
        return status();
      },
    }),
  );

  const [dataSockets, adminSockets] = [openSockets(data), openSockets(admin)];
  try {
    await listen(data, config.listen, 'listen');
    await listen(admin, config.admin, 'admin');
  } catch (error) {
    stopChecking();
    underWay.stop();
    await Promise.all([
      drainServer(data, 0, dataSockets),
      drainServer(admin, 0, adminSockets),
      shadow.close(),
      store.close(),
    ]);
    throw error;
  }
  let isFollowing = false;
  const follow = (why: string) => {
    // Of changes and signals that come while one waits for its turn, that one reads the outcome.
    if (isFollowing) return;
    isFollowing = true;
    inTurn(() => {
      isFollowing = false;
      return serveFile({ who: 'file', why });
    }).catch((error: unknown) => {
      configProblem = error instanceof Error ? error.message : String(error);
      notice(`the last good table is kept, because the file can't be served:\n${configProblem}`);
    });
  };
  const stopWatching = watchFile(configPath, () => follow('the file changed'));
  const onHangup = () => follow('SIGHUP');
  process.on('SIGHUP', onHangup);
  await writeRunningFile(folder, {
    pid: process.pid,
    url: urlOf(data, config.listen, config.tls && 'https'),
    adminUrl: urlOf(admin, config.admin),
  });

  let closing: Promise<void> | undefined;
  return {
    url: urlOf(data, config.listen, config.tls && 'https'),
    adminUrl: urlOf(admin, config.admin),
    status,
    underWay: () => underWay.size,
    close() {
      closing ??= (async () => {
        stopWatching();
        process.off('SIGHUP', onHangup);
        await removeRunningFile(folder);
        underWay.isClosing = true;
        await Promise.all([
          drainServer(data, config.limits.stopMs, dataSockets, services.upgraded, () => underWay.size === 0),
          drainServer(admin, config.limits.stopMs, adminSockets),
        ]);
        underWay.stop();
        stopChecking();
        await shadow.close();
        await comparison.close();
        await accessLog?.close();
        await Promise.all(Object.values(forwarders).map((forwarder) => forwarder.close()));
        await store.close();
      })();
      return closing;
    },
  };
}

function openForwarders(tls: UpstreamTls): Record<Config['engine'], Forwarder> {
  return {
    undici: createUndiciForwarder(tls),
    'http-proxy-middleware': createHpmForwarder(tls),
  };
}

/** Listeners and limits are made once; a reload that changes them says so. */
function warnOfFixedKeys(running: Config, next: Config, notice: (text: string) => void): void {
  for (const key of ['listen', 'admin', 'limits', 'accessLog', 'tls'] as const) {
    if (JSON.stringify(running[key]) !== JSON.stringify(next[key]))
      notice(`${key} changed in the file; it takes a restart to follow`);
  }
}

function listen(server: Server, address: Address, key: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const code = 'code' in cause ? cause.code : cause.message;
      reject(
        new OperatorError(
          `${key}: can't listen on ${formatAddress(address)} (${code}). Free it, or write another address.`,
          { cause },
        ),
      );
    });
    server.listen(address.port, address.host, resolve);
  });
}

function urlOf(server: Server, { host }: Address, protocol = 'http'): string {
  const bound = server.address() as AddressInfo | null;
  return `${protocol}://${formatAddress({ host: host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host, port: bound?.port ?? 0 })}`;
}
