import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import type { ProxyStatus } from '../observe/status.ts';
import { readTlsFiles } from '../server/tls-files.ts';
import { stateFiles, stateFolderOf } from '../store/state-folder.ts';
import { askProxy, type ProxyPlace } from './admin-client.ts';

/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  readonly isGood: boolean;
  /** What was seen, and where it is bad, the cure. */
  readonly message: string;
}

const CONNECT_MS = 2_000;

/** Looks at what a proxy of this configuration needs: the file, its state, the upstreams, a running proxy. Changes nothing. */
export async function examineProxy(place: ProxyPlace): Promise<Finding[]> {
  const findings: Finding[] = [];
  const good = (what: string, message: string) => findings.push({ what, isGood: true, message });
  const bad = (what: string, message: string) => findings.push({ what, isGood: false, message });

  let config: Config;
  try {
    ({ config } = await loadConfig(place.configPath));
    good(
      'configuration',
      `${place.configPath} is valid: ${countOf(config.slices.length, 'slice')}, ${countOf(Object.keys(config.services).length, 'service')}`,
    );
  } catch (error) {
    bad('configuration', error instanceof Error ? error.message : String(error));
    return findings;
  }
  await import('sqlite3').then(
    () => good('sqlite3', 'can be loaded'),
    () =>
      bad(
        'sqlite3',
        "can't be loaded; install it with npm install sqlite3 (it needs a C++ compiler where no prebuilt binary can be had)",
      ),
  );
  await examineState(place, good, bad);

  await readTlsFiles(config, place.configPath).then(
    () => good('certificates', 'every file that tls names can be read'),
    (error: unknown) => bad('certificates', error instanceof Error ? error.message : String(error)),
  );
  const targets = [
    { name: 'monolith', origin: config.monolith.target },
    ...Object.entries(config.services).flatMap(([name, { targets: list }]) =>
      list.map(({ origin }) => ({ name: `service ${name}`, origin })),
    ),
  ];
  for (const { name, origin } of targets) {
    const problem = await connectionProblem(origin);
    if (problem === undefined) good(name, `${origin} takes connections`);
    else
      bad(
        name,
        `${origin} takes no connection (${problem}); start it, or mend the address in ${place.configPath}`,
      );
  }
  return findings;
}

async function examineState(
  place: ProxyPlace,
  good: (what: string, message: string) => void,
  bad: (what: string, message: string) => void,
): Promise<void> {
  const folder = place.stateDir ?? stateFolderOf(place.configPath);
  if (!existsSync(folder)) {
    good('state', `${folder} is made at the first start`);
    return;
  }
  const files = stateFiles(folder);
  const { mode: folderMode } = await stat(folder);
  if ((folderMode & 0o022) !== 0)
    bad(
      'state',
      `${folder} can be written by others, who could put keys of their own there; run chmod 700 ${folder}`,
    );
  for (const file of Object.values(files)) {
    if (!existsSync(file)) continue;
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0) bad('state', `${file} can be read by others; run chmod 600 ${file}`);
  }
  try {
    const status = (await askProxy(place, 'GET', '/api/status')) as ProxyStatus | undefined;
    good(
      'proxy',
      status
        ? `one is running at ${status.url}, with ${status.workers.length} answering processes`
        : 'none is running',
    );
  } catch (error) {
    bad('proxy', error instanceof Error ? error.message : String(error));
  }
}

const countOf = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

function connectionProblem(origin: string): Promise<string | undefined> {
  const { hostname, port, protocol } = new URL(origin);
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
    });
    const finish = (problem: string | undefined) => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(CONNECT_MS, () => finish('timeout'));
    socket.on('connect', () => finish(undefined));
    socket.on('error', (error) => finish('code' in error ? String(error.code) : error.message));
  });
}
