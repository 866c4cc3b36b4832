import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface ProcessOptions {
  readonly name: string;
  /** A script and its arguments, run by the Node that runs this process. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** The line with which it says that it is ready; the first group is its address. */
  readonly announces: RegExp;
}

export interface RunningProcess {
  readonly url: string;
  /** The match of `announces`. */
  readonly announcement: RegExpMatchArray;
  readonly pid: number;
  /** Asks it to stop, and ends it if it has not stopped in time. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}

const startLimitMs = 120_000;
const stopLimitMs = 5_000;
const lastLines = 20;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts a Node script and waits until it announces its address. The child never outlives this process's orderly end.
 *
 * @throws Error with the child's last lines when it ends or says nothing for two minutes.
 */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const { name, args, env = {}, cwd, announces } = options;
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const exited = once(child, 'exit').then(() => running.delete(child));

  const tail: string[] = [];
  const announcement = await new Promise<RegExpMatchArray>((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`${name} ${reason}\n${tail.join('\n')}`));
    const timer = setTimeout(
      () => fail(`did not start within ${startLimitMs / 1_000} seconds:`),
      startLimitMs,
    );
    const read = (line: string) => {
      tail.push(line);
      if (tail.length > lastLines) tail.shift();
      const match = announces.exec(line);
      if (match === null) return;
      clearTimeout(timer);
      resolve(match);
    };
    createInterface({ input: child.stdout }).on('line', read);
    createInterface({ input: child.stderr }).on('line', read);
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended with ${signal ?? code} before it was ready:`);
    });
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });

  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
    await exited;
    clearTimeout(timer);
  };
  return {
    url: announcement[1] ?? '',
    announcement,
    pid: child.pid ?? 0,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}
