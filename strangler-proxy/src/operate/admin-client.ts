import { readFile } from 'node:fs/promises';
import { OperatorError } from '../errors.ts';
import { readRunningFile, stateFiles, stateFolderOf } from '../store/state-folder.ts';

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
  const running = await findProxy(place);
  if (!running) return undefined;
  let response: Response;
  try {
    response = await fetch(new URL(path, running.adminUrl), {
      method,
      headers: {
        ...running.authorization,
        'content-type': 'application/json',
        // A connection that was kept may belong to a proxy that has been followed by another one since.
        connection: 'close',
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    // Only then: a proxy that can't be asked may well be serving, and what is acknowledged must be what it serves.
    if (cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED') return undefined;
    throw new OperatorError(
      `The proxy at ${running.adminUrl} (process ${running.pid}) gave no answer: ${cause instanceof Error ? cause.message : String(error)}.`,
      { cause: error },
    );
  }
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  throw refusal(response, answer);
}

/** What the proxy sends for as long as it is wanted; `undefined` when none runs. */
export async function streamFromProxy(
  place: ProxyPlace,
  path: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array> | undefined> {
  const running = await findProxy(place);
  if (!running) return undefined;
  const response = await fetch(new URL(path, running.adminUrl), {
    headers: running.authorization,
    signal,
  }).catch((error: unknown) => {
    if (error instanceof TypeError) return undefined;
    throw error;
  });
  if (response?.ok === false) throw refusal(response, await response.json());
  return response?.body ?? undefined;
}

async function findProxy(place: ProxyPlace) {
  const folder = place.stateDir ?? stateFolderOf(place.configPath);
  const running = await readRunningFile(folder);
  if (!running) return undefined;
  const token = (await readFile(stateFiles(folder).adminToken, 'utf8')).trim();
  return { ...running, authorization: { authorization: `Bearer ${token}` } };
}

/** The proxy's own words. */
function refusal(response: Response, answer: unknown): OperatorError {
  const said =
    typeof answer === 'object' && answer !== null && 'error' in answer
      ? String(answer.error)
      : `status ${response.status}`;
  return new OperatorError(said);
}
