import { randomBytes } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { createAdminApp } from '../admin/app.ts';
import { formatAddress } from '../config/address.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { watchFile } from '../config/watch.ts';
import { OperatorError } from '../errors.ts';
import type { ProxyStatus } from '../observe/status.ts';
import { findServing } from '../operate/admin-client.ts';
import { type DataPlane, LocalDataPlane } from '../server/data-plane.ts';
import { describeStatus } from '../server/describe-status.ts';
import type { Seen } from '../server/handle-request.ts';
import { createInTurn, type InTurn } from '../server/in-turn.ts';
import { urlOf } from '../server/listening.ts';
import { LiveComparison } from '../server/live-comparison.ts';
import { describeHeldBack, LiveTable, type Reason } from '../server/live-table.ts';
import { recordFrom } from '../server/record-from.ts';
import { readTlsFiles } from '../server/tls-files.ts';
import type { ShadowPair } from '../shadow/pair.ts';
import type { EventStore } from '../store/events.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import {
  openStateFolder,
  removeRunningFile,
  type StateFolder,
  stateFiles,
  stateFolderOf,
  writeRunningFile,
} from '../store/state-folder.ts';
import { AdminDoor } from './admin-door.ts';
import { AnnouncedChanges } from './announced-changes.ts';
import { openFleet } from './fleet.ts';
import type { Succession } from './succession.ts';

/** A proxy that is alive answers its admin API at once; one that hangs must not keep another from starting. */
const OTHER_ANSWERS_WITHIN_MS = 2_000;

/** How a proxy is started; only the place of its configuration is needed. */
export interface StartOptions {
  readonly configPath: string;
  /** Where state is kept; `.banyan` beside the configuration unless named. */
  readonly stateDir?: string;
  /** A line for the person who runs it: a reload, a file that can't be served. */
  readonly onNotice?: (text: string) => void;
  /** Gets both answers of a request that both sides were asked. */
  readonly onPair?: (pair: ShadowPair) => void;
  /** Gets each finished request; only with one worker, because a function can't be called from another process. */
  readonly onRequest?: (seen: Seen) => void;
  /** The proxy before this one and the one after it; without it, it stands alone. */
  readonly succession?: Succession;
}

export interface RunningProxy {
  readonly url: string;
  readonly adminUrl: string;
  /** How long a stop may take at most. */
  readonly stopMs: number;
  /** With several workers what they said last, at most a second ago. */
  status(): ProxyStatus;
  /** Requests that are being handled now. */
  underWay(): number;
  /** Takes no changes any longer, but goes on answering by the table it has. */
  retire(): Promise<void>;
  /** Answers at home whatever still comes: a successor is about to serve another table. */
  goHome(): Promise<void>;
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
  const { succession } = options;
  // Whatever can be wrong with file and state shows before a predecessor is asked to give way.
  const { config: first } = await loadConfig(configPath);
  await readTlsFiles(first, configPath);
  if (first.workers > 1 && options.onRequest)
    throw new OperatorError('onRequest is called by one worker only; write workers: 1, or leave it out.');
  const state = await openStateFolder(folder);
  if (!succession?.follows) await refuseSecond(folder, configPath);
  const store = await openSqliteStore(stateFiles(folder).events);
  let door: AdminDoor | undefined;
  try {
    await succession?.mayServe();
    const adminAddress = formatAddress(first.admin);
    door = await AdminDoor.open(first.admin, succession?.inherited('admin', adminAddress));
    await writeRunningFile(folder, {
      pid: process.pid,
      adminUrl: door.url,
      config: basename(configPath),
    });
    const proxy = await serve({ ...options, configPath }, { folder, state, store, door });
    succession?.bequeath('admin', adminAddress, door.handle);
    return proxy;
  } catch (error) {
    await removeRunningFile(folder);
    await door?.close(0);
    await store.close();
    throw error;
  }
}

/** Two proxies on one event log would each serve what the other does not know of. */
async function refuseSecond(folder: string, configPath: string): Promise<void> {
  const other = await findServing(folder, OTHER_ANSWERS_WITHIN_MS);
  if (!other) return;
  const cure =
    other.config === basename(configPath)
      ? 'Stop it first, or run banyan proxy restart to have it followed by a new one.'
      : 'State is kept beside the configuration, so each needs a folder of its own.';
  throw new OperatorError(
    `A proxy of ${other.config} runs already with ${folder}: process ${other.pid}, admin API at ${other.adminUrl}. ${cure}`,
  );
}

/** What was opened before anything is served. */
interface Opened {
  readonly folder: string;
  readonly state: StateFolder;
  readonly store: EventStore;
  readonly door: AdminDoor;
}

/** Reads file and event log, and serves them. */
async function serve(
  { configPath, succession, onNotice: notice = () => undefined, ...options }: StartOptions,
  { folder, state, store, door }: Opened,
): Promise<RunningProxy> {
  const loaded = await loadConfig(configPath);
  const { config } = loaded;
  const table = await LiveTable.open(store, loaded);
  for (const line of describeHeldBack(table.current())) notice(line);

  const planeOptions = {
    config,
    configPath,
    tlsFiles: await readTlsFiles(config, configPath),
    cookieKey: state.cookieKey,
    stateFolder: folder,
    via: `1.1 banyan-${randomBytes(4).toString('hex')}`,
    current: () => table.current(),
    onPair(pair: ShadowPair) {
      if (!options.onPair) return comparison.offer(pair);
      options.onPair(pair);
      plane.judged(pair, true);
    },
    onRequest: options.onRequest,
    onAmbiguousWrite: listAmbiguousWrites(store, notice),
    notice,
  };
  const plane: DataPlane =
    config.workers > 1 ? openFleet(planeOptions) : await LocalDataPlane.open(planeOptions);
  const comparison = new LiveComparison({
    current: () => table.current(),
    ...plane.asking,
    judged: (pair, isComparable) => plane.judged(pair, isComparable),
    stateFolder: folder,
    notice,
  });
  table.publishTo(async (snapshot) => {
    await succession?.overtake();
    await plane.follow(snapshot);
    comparison.follow(snapshot);
  });

  let configProblem: string | null = null;
  const announced = new AnnouncedChanges();
  // The file is read when a reload's turn comes: one that was asked for earlier can't bring back what it read before.
  const inTurn = createInTurn();
  const serveFile = async (given: Reason) => {
    const before = table.current().hash;
    const next = await loadConfig(configPath);
    const reason = announced.take(next.hash, Date.now()) ?? given;
    plane.renew(await readTlsFiles(next.config, configPath));
    configProblem = null;
    await table.replace(next, reason);
    if (next.hash === before) return;
    warnOfFixedKeys(config, next.config, notice);
    notice(`serving ${configPath} (${next.hash.slice(0, 12)}, ${reason.why || reason.who})`);
  };

  const retired = new AbortController();
  const startedAt = new Date().toISOString();
  const urls = { url: '', adminUrl: door.url };
  const status = (): ProxyStatus =>
    describeStatus({ ...urls, startedAt, configProblem }, table.current(), plane, comparison.recent());
  const admin = createAdminApp({
    token: state.adminToken,
    adminUrl: door.url,
    onFailure: (operation, error) => notice(`admin API: ${operation} failed: ${String(error)}`),
    counts: () => plane.counts(),
    async status() {
      await plane.refresh();
      return status();
    },
    comparison: () => comparison.report(),
    record: (secrets) => recordFrom(plane, secrets, retired.signal),
    eraseExamples: (erasure) => comparison.erase(erasure),
    ambiguousWrites: (limit) => store.ambiguousWrites(limit),
    history: (limit, slice) => store.history(limit, slice),
    async announce(hash, reason) {
      announced.add(hash, reason, Date.now());
      await plane.refresh();
      return status();
    },
    async reload(reason, liftCapOf) {
      await inTurn(() => serveFile(reason));
      if (liftCapOf !== undefined && !table.current().slices.has(liftCapOf))
        throw new OperatorError(`There is no slice "${liftCapOf}" whose cap could be lifted.`);
      if (liftCapOf !== undefined) await table.liftCap(liftCapOf, reason);
      return status();
    },
    async restart() {
      if (!succession)
        throw new OperatorError(
          'This proxy runs inside another program, which must be restarted itself; banyan proxy can follow itself.',
        );
      await succession.requestRestart();
      return { pid: process.pid };
    },
  });
  try {
    const dataAddress = formatAddress(config.listen);
    const data = await plane.listen(succession?.inherited('listen', dataAddress));
    succession?.bequeath('listen', dataAddress, data.handle);
    urls.url = urlOf(config.listen, data.port, config.tls && 'https');
  } catch (error) {
    await plane.close();
    await comparison.close();
    throw error;
  }
  const stopFollowing = followFile(configPath, inTurn, async (why) => {
    await serveFile({ who: 'file', why }).catch((error: unknown) => {
      configProblem = error instanceof Error ? error.message : String(error);
      notice(`the last good table is kept, because the file can't be served:\n${configProblem}`);
    });
  });
  door.answerWith(admin);

  let retiring: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  const retire = () => {
    retiring ??= (async () => {
      stopFollowing();
      retired.abort();
      await door.close(config.limits.stopMs);
      await inTurn(async () => undefined);
    })();
    return retiring;
  };
  return {
    ...urls,
    stopMs: config.limits.stopMs,
    status,
    underWay: () => plane.reports().reduce((sum, { underWay }) => sum + underWay, 0),
    retire,
    goHome: () => table.goHome(),
    close() {
      closing ??= (async () => {
        // Not before: while a successor is about to come, a flip must wait for it rather than find no proxy.
        await removeRunningFile(folder);
        await Promise.all([retire(), plane.close()]);
        await comparison.close();
        await store.close();
      })();
      return closing;
    },
  };
}

/** Follows changes of the file and SIGHUP until it is told to stop. */
function followFile(configPath: string, inTurn: InTurn, serve: (why: string) => Promise<void>): () => void {
  let isWaiting = false;
  const follow = (why: string) => {
    // Of changes and signals that come while one waits for its turn, that one reads the outcome.
    if (isWaiting) return;
    isWaiting = true;
    void inTurn(() => {
      isWaiting = false;
      return serve(why);
    });
  };
  const stopWatching = watchFile(configPath, () => follow('the file changed'));
  const onHangup = () => follow('SIGHUP');
  process.on('SIGHUP', onHangup);
  return () => {
    stopWatching();
    process.off('SIGHUP', onHangup);
  };
}

function listAmbiguousWrites(store: EventStore, notice: (text: string) => void) {
  return (write: Parameters<EventStore['addAmbiguousWrite']>[0]) => {
    store
      .addAmbiguousWrite(write)
      .catch((error: unknown) =>
        notice(`an ambiguous write could not be listed (${String(error)}): ${JSON.stringify(write)}`),
      );
  };
}

/** Listeners, limits and workers are made once; a reload that changes them says so. */
function warnOfFixedKeys(running: Config, next: Config, notice: (text: string) => void): void {
  for (const key of ['listen', 'admin', 'limits', 'accessLog', 'tls', 'workers', 'telemetry'] as const) {
    if (JSON.stringify(running[key]) !== JSON.stringify(next[key]))
      notice(`${key} changed in the file; banyan proxy restart takes it over without losing a connection`);
  }
}
