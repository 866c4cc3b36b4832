import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningProxy, type StartOptions, startProxy } from '../../src/index.ts';

/** A proxy on free ports, with its configuration in a folder of its own. */
export interface TestProxy extends RunningProxy {
  readonly configPath: string;
  readonly port: number;
  readonly notices: readonly string[];
  /** Closes the proxy and removes its folder. */
  end(): Promise<void>;
}

/** A configuration file in a new folder; `end` removes it. */
export async function writeConfig(yaml: string): Promise<{ configPath: string; end: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'banyan-proxy-'));
  const configPath = join(folder, 'strangler.yaml');
  await writeFile(configPath, yaml);
  return { configPath, end: () => rm(folder, { recursive: true, force: true }) };
}

export async function startTestProxy(
  yaml: string,
  options: Omit<StartOptions, 'configPath'> = {},
): Promise<TestProxy> {
  const { configPath, end } = await writeConfig(yaml);
  const notices: string[] = [];
  const proxy = await startProxy({ configPath, onNotice: (text) => notices.push(text), ...options });
  return {
    ...proxy,
    configPath,
    notices,
    port: Number(new URL(proxy.url).port),
    async end() {
      await proxy.close();
      await end();
    },
  };
}

/** All engines; every behaviour of the wire is tested on each. */
export const engines = ['sockets', 'undici', 'http-proxy-middleware'] as const;
export type Engine = (typeof engines)[number];

/** A whole configuration with one slice, `reviews`, on `/api/reviews` and below. */
export function reviewsConfig(options: {
  readonly monolith: string;
  readonly service?: string;
  readonly stage?: string;
  readonly share?: string;
  readonly engine?: Engine;
  /** Further top-level keys, as YAML. */
  readonly more?: string;
  /** Further keys of the slice, as YAML lines without indentation. */
  readonly slice?: readonly string[];
}): string {
  return `version: 1
listen: 127.0.0.1:0
admin: 127.0.0.1:0
engine: ${options.engine ?? 'sockets'}
monolith: { target: ${options.monolith} }
services:
  reviews: { targets: [${options.service ?? options.monolith}] }
slices:
  - name: reviews
    service: reviews
    routes:
      - { path: /api/reviews }
      - { path: /api/reviews/* }
    stage: ${options.stage ?? 'off'}
${options.share ? `    share: ${options.share}\n` : ''}${(options.slice ?? []).map((line) => `    ${line}\n`).join('')}${options.more ?? ''}
`;
}
