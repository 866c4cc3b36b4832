import type { KeyObject } from 'node:crypto';
import { Server as TlsServer } from 'node:https';
import { dirname } from 'node:path';
import type { Config } from '../config/schema.ts';
import { openEngines } from '../forward/engines.ts';
import type { Forwarder } from '../forward/forwarder.ts';
import { watchHealth } from '../forward/health.ts';
import { createUndiciForwarder } from '../forward/undici.ts';
import { UpstreamTls } from '../forward/upstream-tls.ts';
import { WhoIs } from '../identity/ask-monolith.ts';
import { openAccessLog } from '../observe/access-log.ts';
import { Counters, type Counts } from '../observe/counters.ts';
import { exportSpans } from '../observe/spans/export-spans.ts';
import { CallerCookies } from '../routing/caller-cookie.ts';
import { CaptureBudget } from '../shadow/capture.ts';
import type { ShadowPair } from '../shadow/pair.ts';
import { type JudgedPair, type ShadowPause, ShadowSender } from '../shadow/sender.ts';
import type { AmbiguousWrite } from '../store/events.ts';
import { createDataServer } from './data-server.ts';
import { drainServer, openSockets } from './drain-server.ts';
import type { Seen, Services } from './handle-request.ts';
import { handleOf, type ListeningHandle, listen, portOf } from './listening.ts';
import { Peers } from './peers.ts';
import { type RecordedExchange, Recording } from './recording.ts';
import { Runtime } from './runtime.ts';
import type { Snapshot } from './snapshot.ts';
import type { TlsFiles } from './tls-files.ts';
import { UnderWay } from './under-way.ts';

/** What a process says of its part in answering callers. */
export interface PlaneReport {
  readonly pid: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly counts: Counts;
  readonly underWay: number;
  /** Slices whose fuse is open here. */
  readonly openFuses: readonly string[];
  readonly shadowPauses: readonly ShadowPause[];
}

/** Whatever answers callers: this process itself, or several workers. */
export interface DataPlane {
  /** Listens, on a copy of a predecessor's socket if there is one. */
  listen(inherited?: ListeningHandle): Promise<{ readonly port: number; readonly handle: ListeningHandle }>;
  /** Returns when every request from now on is decided by this table. */
  follow(snapshot: Snapshot): Promise<void>;
  /** Takes over certificates that were renewed. */
  renew(files: TlsFiles): void;
  /** What is known now; `refresh` asks for news. */
  reports(): readonly PlaneReport[];
  /** What was counted, also by processes that are gone. */
  counts(): Counts;
  refresh(): Promise<void>;
  /** A pair that was handed over could be compared, or not. */
  judged(pair: JudgedPair, isComparable: boolean): void;
  /** Who gets copies of what callers ask and get; `undefined` ends it. */
  record(listener: ((recorded: RecordedExchange) => void) | undefined): void;
  /** For what is asked on nobody's behalf: comparing once more. */
  readonly asking: { readonly runtime: Runtime; readonly shadow: ShadowSender };
  /** Takes no more connections, lets what is under way finish, closes everything. */
  close(): Promise<void>;
}

export interface PlaneOptions {
  readonly config: Config;
  /** Relative files are relative to it. */
  readonly configPath: string;
  readonly tlsFiles: TlsFiles;
  readonly cookieKey: KeyObject;
  /** Our name in Via; the same in all workers, or a loop through two of them would not be seen. */
  readonly via: string;
  readonly current: () => Snapshot;
  readonly onPair: (pair: ShadowPair) => void;
  readonly notice: (text: string) => void;
  readonly onRequest?: ((seen: Seen) => void) | undefined;
  readonly onAmbiguousWrite: (write: AmbiguousWrite) => void;
  /** Told when what is known of a caller's identity must not be used any longer. */
  readonly onForget?: ((caller: string) => void) | undefined;
}

/** Answers callers in this process: the listener of the data port and all that stands behind it. */
export class LocalDataPlane implements DataPlane {
  readonly asking: { readonly runtime: Runtime; readonly shadow: ShadowSender };
  readonly #options: PlaneOptions;
  readonly #services: Services;
  readonly #server: ReturnType<typeof createDataServer>;
  readonly #sockets: ReturnType<typeof openSockets>;
  readonly #forwarders: Record<Config['engine'], Forwarder>;
  readonly #upstreamTls = new UpstreamTls();
  readonly #startedAt = new Date().toISOString();
  readonly #closers: (() => unknown)[] = [];

  private constructor(
    options: PlaneOptions,
    accessLog: Awaited<ReturnType<typeof openAccessLog>> | undefined,
  ) {
    const { config, current } = options;
    this.#options = options;
    this.#upstreamTls.follow(options.tlsFiles.upstreams);
    this.#forwarders = openEngines(this.#upstreamTls);
    const runtime = new Runtime();
    runtime.follow(current());
    const shadow = new ShadowSender(
      createUndiciForwarder(this.#upstreamTls),
      config.limits,
      options.onPair,
      ({ slice, endpoint, because }) =>
        options.notice(
          `shadow of ${slice}: ${endpoint} is paused after ${because}; it is tried again from time to time`,
        ),
    );
    this.asking = { runtime, shadow };
    const counters = new Counters();
    const spans = config.telemetry && exportSpans(config.telemetry, counters.spans);
    const underWay = new UnderWay(config.limits.clientIdleMs);
    this.#services = {
      current,
      forwarder: () => this.#forwarders[current().config.engine],
      upstreamTls: this.#upstreamTls,
      runtime,
      shadow,
      recording: new Recording(new CaptureBudget(config.limits.shadowBytes)),
      whoIs: new WhoIs(() => this.#forwarders.undici, options.onForget),
      overrideKey: options.cookieKey,
      underWay,
      peers: new Peers(),
      upgraded: new Set(),
      sessions: new Set(),
      onAmbiguousWrite: options.onAmbiguousWrite,
      cookies: new CallerCookies(options.cookieKey),
      counters,
      via: options.via,
      observe(seen) {
        accessLog?.write(seen);
        spans?.offer(seen);
        options.onRequest?.(seen);
      },
    };
    this.#server = createDataServer(this.#services, config, options.tlsFiles.certificate);
    this.#sockets = openSockets(this.#server);
    const stopChecking = watchHealth(this.#forwarders.undici, () => runtime.healthTasks(current()));
    this.#closers.push(
      () => underWay.stop(),
      stopChecking,
      () => shadow.close(),
      () => accessLog?.close(),
      () => spans?.close(),
      () => Promise.all(Object.values(this.#forwarders).map((forwarder) => forwarder.close())),
    );
  }

  /** @throws Error when the access log can't be opened. */
  static async open(options: PlaneOptions): Promise<LocalDataPlane> {
    const { accessLog } = options.config;
    const folder = dirname(options.configPath);
    return new LocalDataPlane(
      options,
      accessLog === undefined ? undefined : await openAccessLog(accessLog, folder),
    );
  }

  async listen(inherited?: ListeningHandle): Promise<{ port: number; handle: ListeningHandle }> {
    await listen(this.#server, this.#options.config.listen, 'listen', inherited);
    return { port: portOf(this.#server), handle: handleOf(this.#server) };
  }

  async follow(snapshot: Snapshot): Promise<void> {
    this.asking.runtime.follow(snapshot);
  }

  renew({ certificate, upstreams }: TlsFiles): void {
    this.#upstreamTls.follow(upstreams);
    if (certificate && this.#server instanceof TlsServer) this.#server.setSecureContext(certificate);
  }

  /** Another process saw a request after which this caller may be somebody else. */
  forget(caller: string): void {
    this.#services.whoIs.forgetCaller(caller);
  }

  /** A pair could not be handed on for comparison. */
  dropPair(slice: string): void {
    this.#services.counters.slice(slice).shadow.dropped += 1;
  }

  record(listener: ((recorded: RecordedExchange) => void) | undefined): void {
    this.#services.recording.listen(listener);
  }

  judged(pair: JudgedPair, isComparable: boolean): void {
    this.asking.shadow.judged(pair, isComparable);
  }

  reports(): readonly [PlaneReport] {
    const { counters, underWay, current } = this.#services;
    return [
      {
        pid: process.pid,
        startedAt: this.#startedAt,
        counts: counters,
        underWay: underWay.size,
        openFuses: [...current().slices.keys()].filter((slice) => this.asking.runtime.fuse(slice).looksOpen),
        shadowPauses: this.asking.shadow.pauses(),
      },
    ];
  }

  counts(): Counts {
    return this.#services.counters;
  }

  async refresh(): Promise<void> {
    // The counters themselves are read.
  }

  async close(): Promise<void> {
    const { underWay } = this.#services;
    underWay.isClosing = true;
    const { stopMs } = this.#options.config.limits;
    await drainServer(this.#server, stopMs, this.#sockets, this.#services, () => underWay.size === 0);
    for (const close of this.#closers) await close();
  }
}
