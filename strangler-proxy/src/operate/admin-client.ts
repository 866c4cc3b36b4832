import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { OperatorError } from '../errors.ts';
import { type RunningFile, readRunningFile, stateFiles, stateFolderOf } from '../store/state-folder.ts';
import { AdminConnection, ImpostorError } from './admin-connection.ts';

/** Where to find a proxy: by its configuration, and its state folder if that was named. */
export interface ProxyPlace {
  readonly configPath: string;
  readonly stateDir?: string;
}

/** A proxy that is being followed by another one keeps whoever asks waiting; on a busy machine for a while. */
const TIMEOUT_MS = 30_000;

/**
 * Asks the running proxy's admin API.
 *
 * @returns `undefined` when no proxy of this configuration runs.
 * @throws OperatorError with the proxy's own words when it refuses.
 */
export async function askProxy(
  place: ProxyPlace,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<unknown> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return withProxy(place, signal, async (connection) => {
    const answer = await connection.ask(method, path, body, signal);
    const said: unknown = JSON.parse(await text(answer));
    connection.close();
    if (isGood(answer)) return said;
    throw refusal(answer, said);
  });
}

/** What the proxy sends for as long as it is wanted; `undefined` when none runs. */
export async function streamFromProxy(
  place: ProxyPlace,
  path: string,
  signal: AbortSignal,
): Promise<Readable | undefined> {
  return withProxy(place, signal, async (connection) => {
    const answer = await connection.ask('GET', path, undefined, signal);
    if (isGood(answer)) return answer;
    throw refusal(answer, JSON.parse(await text(answer)));
  });
}

/** The proxy that serves with this state folder, if it answers in time. */
export async function findServing(folder: string, withinMs: number): Promise<RunningFile | undefined> {
  const running = await readRunningFile(folder);
  if (!running) return undefined;
  return AdminConnection.open(running, await readToken(folder), AbortSignal.timeout(withinMs)).then(
    (connection) => {
      connection.close();
      return running;
    },
    () => undefined,
  );
}

async function readToken(folder: string): Promise<string> {
  return (await readFile(stateFiles(folder).adminToken, 'utf8')).trim();
}

/** Does some work with the proxy that runs; `undefined` when none does. */
async function withProxy<Result>(
  place: ProxyPlace,
  signal: AbortSignal,
  work: (connection: AdminConnection) => Promise<Result>,
): Promise<Result | undefined> {
  const folder = place.stateDir ?? stateFolderOf(place.configPath);
  for (let isSecondTry = false; ; isSecondTry = true) {
    const running = await readRunningFile(folder);
    if (!running) return undefined;
    if (running.config !== basename(place.configPath))
      throw new OperatorError(
        `The proxy with ${folder} (process ${running.pid}) serves ${running.config}, not ${place.configPath}. Name that with --config.`,
      );
    let connection: AdminConnection | undefined;
    try {
      connection = await AdminConnection.open(running, await readToken(folder), signal);
      return await work(connection);
    } catch (error) {
      connection?.close();
      if (error instanceof OperatorError || signal.aborted) throw describeFailure(running, folder, error);
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      // Only then: a proxy that can't be asked may well be serving, and what is acknowledged must be what it serves.
      if (code === 'ECONNREFUSED') return undefined;
      // A proxy that gives way to its successor may close a connection before it has read from it.
      if (code === 'ECONNRESET' && !isSecondTry) continue;
      throw describeFailure(running, folder, error);
    }
  }
}

function describeFailure({ adminUrl, pid }: RunningFile, folder: string, error: unknown): OperatorError {
  if (error instanceof OperatorError) return error;
  if (error instanceof ImpostorError)
    return new OperatorError(
      `${adminUrl} is answered by something that can't show that it knows ${stateFiles(folder).adminToken}, so it was told nothing. If the proxy (process ${pid}) is gone, remove ${stateFiles(folder).running}; if it runs, it is of another version: restart it.`,
      { cause: error },
    );
  return new OperatorError(
    `The proxy at ${adminUrl} (process ${pid}) gave no answer: ${error instanceof Error ? error.message : String(error)}.`,
    { cause: error },
  );
}

function isGood({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

/** The proxy's own words. */
function refusal({ statusCode }: IncomingMessage, answer: unknown): OperatorError {
  const said =
    typeof answer === 'object' && answer !== null && 'error' in answer
      ? String(answer.error)
      : `status ${statusCode}`;
  return new OperatorError(said);
}
