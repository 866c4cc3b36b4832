import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { monolithFolder } from './system.ts';

/** What the traffic generator prints: answers so far, and every answer that was not what the contract says. */
export interface Tally {
  readonly requests: number;
  /** `METHOD /path` → side (`monolith`, `service`, or `direct`) → answers. */
  readonly countsByRouteAndSide: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly unexpected: readonly {
    readonly route: string;
    readonly side: string;
    readonly problem: string;
    readonly count: number;
  }[];
}

export interface Shoppers {
  /** The newest tally. */
  readonly tally: () => Tally;
  /** Lets the requests under way end and gives the last tally. */
  stop(): Promise<Tally>;
}

const emptyTally: Tally = { requests: 0, countsByRouteAndSide: {}, unexpected: [] };

/** Sends realistic shoppers through the proxy until told to stop: they browse, search, buy, review. */
export function sendShoppers(baseUrl: string, requestsPerSecond: number): Shoppers {
  const script = join(monolithFolder, 'contract', 'traffic.ts');
  const args = [
    script,
    '--base-url',
    baseUrl,
    '--rate',
    String(requestsPerSecond),
    '--review-share',
    '0.5',
    '--json-lines',
  ];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  process.on('exit', () => child.kill('SIGKILL'));

  let tally = emptyTally;
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said: Partial<Tally> = JSON.parse(line);
      if (said.requests !== undefined) tally = { ...emptyTally, ...said };
    });
  }
  return {
    tally: () => tally,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      return tally;
    },
  };
}

/** Answers by side over the routes that pass. */
export function answersBySide(
  tally: Tally,
  isCounted: (route: string) => boolean,
): { monolith: number; service: number } {
  const sum = { monolith: 0, service: 0 };
  for (const [route, sides] of Object.entries(tally.countsByRouteAndSide)) {
    if (!isCounted(route)) continue;
    sum.monolith += sides['monolith'] ?? 0;
    sum.service += sides['service'] ?? 0;
  }
  return sum;
}

export function unexpectedAnswers(tally: Tally): number {
  return tally.unexpected.reduce((sum, { count }) => sum + count, 0);
}
