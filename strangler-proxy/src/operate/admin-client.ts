import { readFile } from 'node:fs/promises';
import { OperatorError } from '../errors.ts';
import { readRunningFile, stateFiles, stateFolderOf } from '../store/state-folder.ts';

/** Where to find a proxy: by its configuration, and its state folder if that was named. */
export interface ProxyPlace {
  readonly configPath: string;
  readonly stateDir?: string;
}

const TIMEOUT_MS = 10_000;

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
  const folder = place.stateDir ?? stateFolderOf(place.configPath);
  const running = await readRunningFile(folder);
  if (!running) return undefined;
  const token = (await readFile(stateFiles(folder).adminToken, 'utf8')).trim();
  let response: Response;
  try {
    response = await fetch(new URL(path, running.adminUrl), {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw new OperatorError(`The proxy at ${running.adminUrl} did not answer in ${TIMEOUT_MS / 1_000} s.`, {
      cause: error,
    });
  }
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const said =
    typeof answer === 'object' && answer !== null && 'error' in answer
      ? String(answer.error)
      : `status ${response.status}`;
  throw new OperatorError(said);
}
