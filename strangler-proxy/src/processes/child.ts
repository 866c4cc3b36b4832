import { type ChildProcess, fork, type SendHandle } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { OperatorError } from '../errors.ts';
import type { ListeningHandle } from '../server/listening.ts';
import type { Failure } from './messages.ts';

/** A process of ours and what is said to it and by it. */
export class Child<To extends object, From extends { readonly kind: string }> {
  /** Returns how it ended, as a person reads it. */
  readonly ended: Promise<string>;
  readonly #process: ChildProcess;

  constructor(
    script: 'worker-process' | 'generation-process',
    onMessage: (message: From, handle: ListeningHandle | undefined) => void,
  ) {
    const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
    const path = fileURLToPath(new URL(`./${script}${extension}`, import.meta.url));
    // `advanced`: maps and buffers arrive as what they are.
    this.#process = fork(path, [], { serialization: 'advanced' });
    this.#process.on('message', (message, handle) =>
      onMessage(message as From, handle as ListeningHandle | undefined),
    );
    this.ended = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
      // One that was never started doesn't exit; other errors (a message to one that is gone) are told by its end.
      this.#process.on('error', (error) => {
        if (this.#process.pid === undefined) resolve(error.message);
      });
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  send(message: To, handle?: ListeningHandle): void {
    if (this.#process.connected)
      this.#process.send(message, handle as unknown as SendHandle | undefined, () => undefined);
  }

  signal(name: 'SIGHUP' | 'SIGKILL'): void {
    // Node would signal our whole process group in the name of a child that was never started (libuv has its id as 0).
    if (this.#process.pid !== undefined) this.#process.kill(name);
  }
}

/** The other end of the channel, in the child. */
export interface Parent<Up extends object> {
  /** @param onSent called when the message has left this process. */
  send(message: Up, handle?: ListeningHandle, onSent?: () => void): void;
}

/**
 * Listens to the parent. Signals that a terminal or a service manager sends to the whole group are left to it.
 *
 * @param onOrphaned the parent is gone.
 */
export function toParent<Down extends object, Up extends object>(
  onMessage: (message: Down, handle: ListeningHandle | undefined) => void,
  onOrphaned: () => void,
  ignored: readonly NodeJS.Signals[],
): Parent<Up> {
  for (const signal of ignored) process.on(signal, () => undefined);
  process.on('message', (message, handle) =>
    onMessage(message as Down, handle as ListeningHandle | undefined),
  );
  process.on('disconnect', onOrphaned);
  return {
    send(message, handle, onSent = () => undefined) {
      if (process.connected) process.send?.(message, handle as unknown as SendHandle | undefined, {}, onSent);
    },
  };
}

export function toFailure(error: unknown): Failure {
  const isCurable = error instanceof Error && 'exitCode' in error && error.exitCode === 2;
  const message =
    error instanceof Error ? (isCurable ? error.message : (error.stack ?? error.message)) : String(error);
  return { kind: 'failed', message, exitCode: isCurable ? 2 : 1 };
}

export function toError({ message, exitCode }: Failure): Error {
  return exitCode === 2 ? new OperatorError(message) : new Error(message);
}
