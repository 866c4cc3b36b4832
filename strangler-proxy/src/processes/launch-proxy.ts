import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { OperatorError } from '../errors.ts';
import type { ListeningHandle } from '../server/listening.ts';
import { Child, toError } from './child.ts';
import type { FromGeneration, ListenerKey, ToGeneration } from './messages.ts';

/** A generation that can't begin this many times in a row is given up; until then its callers wait in the socket. */
const STARTS_TO_GIVE_UP = 3;
const FIRST_PAUSE_MS = 100;
/** A generation that serves this long has come up well. */
const SETTLED_AFTER_MS = 10_000;
/** One that doesn't give way, or end after its deadline, for this long is hung. */
const GIVES_WAY_WITHIN_MS = 15_000;

export interface LaunchOptions {
  readonly configPath: string;
  /** A line for the person who runs it. */
  readonly onNotice?: (text: string) => void;
}

export interface LaunchedProxy {
  readonly url: string;
  readonly adminUrl: string;
  /** Starts a successor with the file and the program as they are now, which takes the sockets over. */
  restart(): Promise<void>;
  /** Has the file read again. */
  reload(): void;
  close(): Promise<void>;
  /** Rejects when the proxy can't be kept running. */
  readonly ended: Promise<never>;
}

/**
 * Runs the proxy in a process of its own and keeps its sockets, so that it can be followed by another one, or start
 * again after a crash, while the connections that come meanwhile wait instead of being refused. This process does
 * nothing else: it is what stays.
 *
 * @throws ConfigError when the file can't be served, OperatorError when an address is taken.
 * @example const proxy = await launchProxy({ configPath: 'strangler.yaml' });
 */
export async function launchProxy(options: LaunchOptions): Promise<LaunchedProxy> {
  const launcher = new Launcher(resolve(options.configPath), options.onNotice ?? (() => undefined));
  await launcher.begin();
  return launcher;
}

/** One proxy as its launcher sees it. */
class Generation {
  readonly child: Child<ToGeneration, FromGeneration>;
  readonly startedAtMs = Date.now();
  readonly #heard = new EventTarget();
  readonly #failed = Promise.withResolvers<never>();
  hasEnded = false;
  serves: { readonly url: string; readonly adminUrl: string; readonly stopMs: number } | undefined;

  constructor(onMessage: (message: FromGeneration, handle: ListeningHandle | undefined) => void) {
    this.child = new Child('generation-process', (message, handle) => {
      if (message.kind === 'failed') this.#failed.reject(toError(message));
      if (message.kind === 'serving') this.serves = message;
      onMessage(message, handle);
      this.#heard.dispatchEvent(new Event(message.kind));
    });
    this.#failed.promise.catch(() => undefined);
    void this.child.ended.then((how) => {
      this.hasEnded = true;
      this.#failed.reject(new Error(`the proxy ended (${how})`));
    });
  }

  /** Returns when it said so. @throws Error when it could not begin, or ended first. */
  async says(kind: FromGeneration['kind']): Promise<void> {
    await Promise.race([once(this.#heard, kind), this.#failed.promise]);
  }
}

class Launcher implements LaunchedProxy {
  readonly #configPath: string;
  readonly #notice: (text: string) => void;
  readonly #sockets = new Map<ListenerKey, { readonly address: string; readonly handle: ListeningHandle }>();
  readonly #ended = Promise.withResolvers<never>();
  #current: Generation | undefined;
  /** With the current one those that are still beginning, or still finish what they began. */
  readonly #alive = new Set<Generation>();
  #restarting: Promise<void> | undefined;
  #isClosing = false;
  #failedStarts = 0;

  constructor(configPath: string, notice: (text: string) => void) {
    this.#configPath = configPath;
    this.#notice = notice;
    this.#ended.promise.catch(() => undefined);
  }

  get url(): string {
    return this.#current?.serves?.url ?? '';
  }

  get adminUrl(): string {
    return this.#current?.serves?.adminUrl ?? '';
  }

  get ended(): Promise<never> {
    return this.#ended.promise;
  }

  async begin(): Promise<void> {
    const generation = this.#fork();
    await generation.says('ready');
    await this.#serve(generation);
  }

  reload(): void {
    this.#current?.child.signal('SIGHUP');
  }

  restart(): Promise<void> {
    this.#restarting ??= this.#followWithAnother().finally(() => {
      this.#restarting = undefined;
    });
    return this.#restarting;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    // Ours go first, or connections would wait in them that nobody takes.
    for (const { handle } of this.#sockets.values()) handle.close();
    await Promise.all([...this.#alive].map(stop));
  }

  #fork(): Generation {
    const generation = new Generation((message, handle) => void this.#receive(generation, message, handle));
    this.#alive.add(generation);
    void generation.child.ended.then(() => this.#alive.delete(generation));
    for (const [key, { address, handle }] of this.#sockets)
      generation.child.send({ kind: 'inherit', key, address }, handle);
    generation.child.send({ kind: 'start', configPath: this.#configPath });
    return generation;
  }

  async #serve(generation: Generation): Promise<void> {
    const serving = generation.says('serving');
    generation.child.send({ kind: 'may-serve' });
    await serving;
    this.#current = generation;
    void generation.child.ended.then((how) => this.#onEnd(generation, how));
  }

  async #followWithAnother(): Promise<void> {
    const before = this.#current;
    if (this.#isClosing || !before) throw new OperatorError('The proxy is starting or stopping; try again.');
    const next = this.#fork();
    await next.says('ready').catch((error: unknown) => {
      const problem = `The proxy can't be restarted, so the one that runs goes on: ${describe(error)}`;
      before.child.send({ kind: 'restart-answer', problem });
      if (before.hasEnded) void this.#beginAgain();
      throw new OperatorError(problem, { cause: error });
    });
    before.child.send({ kind: 'restart-answer', problem: undefined });
    const retired = before.says('retired');
    before.child.send({ kind: 'retire' });
    await withinTime(before, retired);
    // From here on only the next one changes the state; the one before answers until the next one does too.
    await this.#serve(next).catch((error: unknown) => {
      this.#notice(`the successor could not begin: ${describe(error)}`);
      return this.#beginAgain();
    });
    before.child.send({ kind: 'stop' });
    this.#notice(
      `process ${this.#current?.child.pid} took over from ${before.child.pid}, which finishes what it began`,
    );
  }

  async #receive(
    generation: Generation,
    message: FromGeneration,
    handle: ListeningHandle | undefined,
  ): Promise<void> {
    switch (message.kind) {
      case 'notice':
        return this.#notice(message.text);
      case 'bequeath': {
        const known = this.#sockets.get(message.key);
        if (handle) this.#sockets.set(message.key, { address: message.address, handle });
        return known?.handle.close();
      }
      case 'overtake':
        await Promise.all([...this.#alive].filter((other) => other !== generation).map(sendHome));
        return generation.child.send({ kind: 'overtaken' });
      case 'restart':
        // Who asked hears of a problem through `restart-answer`.
        return this.restart().catch((error: unknown) => {
          if (!(error instanceof OperatorError)) this.#notice(describe(error));
        });
    }
  }

  #onEnd(generation: Generation, how: string): void {
    if (this.#isClosing || this.#restarting || this.#current !== generation) return;
    this.#notice(`the proxy (process ${generation.child.pid}) ended (${how}); another one takes its place`);
    if (Date.now() - generation.startedAtMs > SETTLED_AFTER_MS) this.#failedStarts = 0;
    void this.#beginAgain();
  }

  /** Starts a generation where there is none, unless that fails again and again. */
  async #beginAgain(): Promise<void> {
    while (!this.#isClosing) {
      await pause(FIRST_PAUSE_MS * 2 ** this.#failedStarts);
      if (this.#isClosing) return;
      try {
        return await this.begin();
      } catch (error) {
        this.#failedStarts += 1;
        if (this.#failedStarts < STARTS_TO_GIVE_UP) continue;
        await this.close();
        this.#ended.reject(error);
        return;
      }
    }
  }
}

/** Returns when it answers everything at home, or is gone. */
async function sendHome(generation: Generation): Promise<void> {
  const atHome = generation.says('at-home').catch(() => undefined);
  generation.child.send({ kind: 'go-home' });
  await withinTime(generation, atHome);
}

/** Returns when it has ended; it cuts what is left at the deadline itself, and one that hangs is killed. */
async function stop({ child, serves }: Generation): Promise<void> {
  child.send({ kind: 'stop' });
  const timer = setTimeout(() => child.signal('SIGKILL'), (serves?.stopMs ?? 0) + GIVES_WAY_WITHIN_MS);
  await child.ended.finally(() => clearTimeout(timer));
}

/** Ends a generation that doesn't do in time what its successor must wait for. */
async function withinTime(generation: Generation, work: Promise<unknown>): Promise<void> {
  const timer = setTimeout(() => generation.child.signal('SIGKILL'), GIVES_WAY_WITHIN_MS);
  await work.catch(() => generation.child.ended).finally(() => clearTimeout(timer));
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
