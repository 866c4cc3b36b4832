import { setTimeout as pause } from 'node:timers/promises';
import { OperatorError } from '../errors.ts';
import { readRunningFile, stateFolderOf } from '../store/state-folder.ts';
import { askProxy, type ProxyPlace } from './admin-client.ts';

const TAKES_OVER_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 50;

export interface Restart {
  /** The process that served, and the one that serves now. */
  readonly before: number;
  readonly after: number;
}

/**
 * Has the running proxy followed by a new one, with the file and the program as they are now; returns when it serves.
 *
 * @throws OperatorError when none runs, or the new one can't begin, in which case the old one goes on.
 */
export async function restartProxy(place: ProxyPlace): Promise<Restart> {
  const answer = (await askProxy(place, 'POST', '/api/restart', {})) as { pid: number } | undefined;
  if (!answer) throw new OperatorError(`No proxy of ${place.configPath} is running.`);
  const folder = place.stateDir ?? stateFolderOf(place.configPath);
  const givesUpAt = Date.now() + TAKES_OVER_WITHIN_MS;
  while (Date.now() < givesUpAt) {
    const running = await readRunningFile(folder);
    if (running && running.pid !== answer.pid) {
      // It answers when it serves.
      await askProxy(place, 'GET', '/api/status');
      return { before: answer.pid, after: running.pid };
    }
    await pause(LOOK_EVERY_MS);
  }
  throw new OperatorError(
    `No other proxy took over in ${TAKES_OVER_WITHIN_MS / 1_000} s; what banyan proxy printed tells why.`,
  );
}
