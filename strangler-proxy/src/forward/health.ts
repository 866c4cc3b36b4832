import type { Forwarder } from './forwarder.ts';
import type { TargetPool } from './target-pool.ts';

const EVERY_MS = 5_000;
const TIMEOUT_MS = 2_000;

/** What is checked: each target of a service, at one path. */
export interface HealthTask {
  readonly pool: TargetPool;
  readonly path: string;
  readonly origins: readonly string[];
}

/**
 * Asks every target for its health path while it runs. 2xx and 3xx are good.
 *
 * @returns stops asking.
 */
export function watchHealth(forwarder: Forwarder, tasks: () => readonly HealthTask[]): () => void {
  const check = () => {
    for (const { pool, path, origins } of tasks()) {
      for (const origin of origins) ask(forwarder, origin, path, (isGood) => pool.checked(origin, isGood));
    }
  };
  check();
  const timer = setInterval(check, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function ask(forwarder: Forwarder, origin: string, path: string, done: (isGood: boolean) => void): void {
  let status = 0;
  forwarder.start(
    {
      origin,
      method: 'GET',
      target: path,
      headers: ['host', new URL(origin).host, 'user-agent', 'banyan-health'],
      body: undefined,
      timeouts: { connectMs: TIMEOUT_MS, firstByteMs: TIMEOUT_MS, idleMs: TIMEOUT_MS },
    },
    {
      onInformation: () => undefined,
      onHead: (given) => {
        status = given;
      },
      onData: () => true,
      onEnd: () => done(status >= 200 && status < 400),
      onFailure: () => done(false),
    },
  );
}
