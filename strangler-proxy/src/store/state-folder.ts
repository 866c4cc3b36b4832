import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { OperatorError } from '../errors.ts';

/** Where a proxy keeps its state: `.banyan/` beside the configuration. */
export function stateFolderOf(configPath: string): string {
  return join(dirname(resolve(configPath)), '.banyan');
}

/** Paths of the files in a state folder. */
export const stateFiles = (folder: string) => ({
  events: join(folder, 'events.sqlite'),
  cookieKey: join(folder, 'cookie.key'),
  adminToken: join(folder, 'admin.token'),
  running: join(folder, 'proxy.json'),
  comparison: join(folder, 'compare.json'),
});

/** What stands in `.banyan/`: secrets are made at the first start and kept, because a new cookie key re-buckets everyone. */
export interface StateFolder {
  readonly cookieKey: KeyObject;
  readonly adminToken: string;
}

export async function openStateFolder(folder: string): Promise<StateFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files = stateFiles(folder);
  const cookieKey = createSecretKey(await readOrCreate(files.cookieKey), 'hex');
  const adminToken = await readOrCreate(files.adminToken);
  return { cookieKey, adminToken };
}

/**
 * 256 random bits in hexadecimal. They get their name when they are written: a process that is killed meanwhile leaves
 * no half of them, and of several that start at once all read those of the first.
 */
async function readOrCreate(file: string): Promise<string> {
  if (!existsSync(file)) {
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    const handle = await open(draft, 'wx', 0o600);
    await handle.writeFile(randomBytes(32).toString('hex'));
    await handle.sync();
    await handle.close();
    await link(draft, file).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
    await rm(draft, { force: true });
  }
  const text = (await readFile(file, 'utf8')).trim();
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new OperatorError(`${file} is damaged; remove it to have a new one made.`);
  return text;
}

/** How the command line finds a running proxy. */
export interface RunningFile {
  readonly pid: number;
  readonly adminUrl: string;
  /** The name of its configuration; state is kept beside it. */
  readonly config: string;
}

export async function writeRunningFile(folder: string, running: RunningFile): Promise<void> {
  const { running: file } = stateFiles(folder);
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(running), { mode: 0o600 });
  await rename(draft, file);
}

export async function readRunningFile(folder: string): Promise<RunningFile | undefined> {
  try {
    const { pid, adminUrl, config } = JSON.parse(
      await readFile(stateFiles(folder).running, 'utf8'),
    ) as RunningFile;
    return Number.isInteger(pid) && URL.canParse(adminUrl) && typeof config === 'string'
      ? { pid, adminUrl, config }
      : undefined;
  } catch {
    return undefined;
  }
}

export async function removeRunningFile(folder: string): Promise<void> {
  const running = await readRunningFile(folder);
  if (running?.pid === process.pid) await rm(stateFiles(folder).running, { force: true });
}
