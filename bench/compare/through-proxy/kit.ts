import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { writeConfig } from '../../../strangler-proxy/test/kit/proxy.ts';

/** What callers saw of a load. */
export interface Load {
  /** Of each answered request, from sending it until its last byte. */
  readonly latenciesMs: readonly number[];
  /** Requests that got no answer, or another status than 200. */
  readonly failures: number;
}

export interface ProxyProcess {
  readonly url: string;
  readonly configPath: string;
  readonly pid: number;
  /** CPU time of all its threads so far. */
  cpuMs(): Promise<number>;
  end(): Promise<void>;
}

export interface UpstreamProcess {
  readonly origin: string;
  end(): Promise<void>;
}

export async function startUpstream(kind: 'page' | 'hostile'): Promise<UpstreamProcess> {
  const child = fork(new URL('upstream.ts', import.meta.url), [kind]);
  const [origin] = (await once(child, 'message')) as [string];
  return { origin, end: () => endChild(child) };
}

/** What the upstream in `upstream.ts` can be asked for; each is an endpoint of its own, as what is asked in shadow is weighed by endpoint. */
export const upstreamActs = ['page', 'hang', 'reset', 'trickle', 'gibibyte', 'bomb'] as const;

/** `ignored`: the other side is asked, but the answers are not compared. */
export async function startProxyProcess(
  sides: { readonly monolith: string; readonly service: string },
  stage: 'off' | 'shadow',
  pairs: 'compared' | 'ignored' = 'compared',
): Promise<ProxyProcess> {
  const { configPath, end } = await writeConfig(`version: 1
listen: 127.0.0.1:0
admin: 127.0.0.1:0
monolith: { target: ${sides.monolith} }
services:
  reviews: { targets: [${sides.service}] }
slices:
  - name: reviews
    service: reviews
    routes: [${upstreamActs.map((act) => `{ path: /api/reviews/${act} }`).join(', ')}]
    stage: ${stage}
`);
  const child = fork(new URL('proxy.ts', import.meta.url), [configPath, pairs]);
  const [url] = (await once(child, 'message')) as [string];
  return {
    url,
    configPath,
    pid: child.pid ?? 0,
    cpuMs: async () => {
      child.send('cpu');
      return ((await once(child, 'message')) as [number])[0];
    },
    end: async () => {
      await endChild(child);
      await end();
    },
  };
}

async function endChild(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Sends at a fixed rate whether answers come or not, so that a slow answer delays no other request. */
export async function loadAtRate(url: string, rate: number, seconds: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true });
  const latenciesMs: number[] = [];
  let failures = 0;
  const sent: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let turn = 0; turn < rate * seconds; turn += 1) {
    const waitMs = startedAt + (turn * 1_000) / rate - performance.now();
    if (waitMs > 1) await pause(waitMs);
    sent.push(
      ask(agent, `${url}?turn=${turn}`).then(
        (elapsedMs) => void latenciesMs.push(elapsedMs),
        () => {
          failures += 1;
        },
      ),
    );
  }
  await Promise.all(sent);
  agent.destroy();
  return { latenciesMs, failures };
}

function ask(agent: Agent, url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const sent = request(url, { agent, timeout: 10_000 }, (response) => {
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - startedAt);
        else reject(new Error(`status ${response.statusCode}`));
      });
      response.resume();
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in 10 s')));
    sent.on('error', reject);
    sent.end();
  });
}

/** The value that a share of all values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
