import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { Contender } from './contenders.ts';

/** What one run of wrk saw. */
export interface Run {
  /** Of the contender's processes, user and system, in microseconds. */
  readonly cpuPerRequest: number;
  readonly requestsPerSecond: number;
}

/**
 * Sends as much as a contender takes and counts its CPU time.
 *
 * @param more further arguments of wrk.
 * @throws Error when an answer is none of 2xx and 3xx.
 */
export async function loadWithWrk(
  contender: Contender,
  path: string,
  connections: number,
  seconds: number,
  more: readonly string[] = [],
): Promise<Run> {
  const cookie = await cookieOf(`${contender.url}/items/17`);
  const before = contender.cpuSeconds();
  const output = execFileSync(
    'wrk',
    ['-t1', `-c${connections}`, `-d${seconds}s`, '-H', `Cookie: ${cookie}`, ...more, contender.url + path],
    { encoding: 'utf8' },
  );
  const cpuSeconds = contender.cpuSeconds() - before;
  const requests = Number(/(\d+) requests in/.exec(output)?.[1] ?? 0);
  if (requests === 0 || output.includes('Non-2xx')) throw new Error(`${contender.name}: ${output}`);
  return { cpuPerRequest: (cpuSeconds / requests) * 1e6, requestsPerSecond: requests / seconds };
}

/** A caller who has been here before: the bucket's cookie where the contender sets one. */
async function cookieOf(url: string): Promise<string> {
  // On a connection of its own: while wrk runs nobody here would hear that a kept one was closed.
  const [answer] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
  answer.resume();
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? 'theme=dark';
}

export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
