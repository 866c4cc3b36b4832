import { eraseStored } from '../compare/evidence/stored-ledger.ts';
import { loadConfig } from '../config/load.ts';
import { OperatorError } from '../errors.ts';
import { keyHash } from '../routing/caller.ts';
import { stateFiles, stateFolderOf } from '../store/state-folder.ts';
import { askProxy, type ProxyPlace } from './admin-client.ts';

export interface EraseOptions extends ProxyPlace {
  /** The value of the slice's caller key (a cookie, a user id, an address), or the hash that an example shows. */
  readonly caller?: string;
  /** ISO 8601: examples of before are taken out. */
  readonly before?: string;
}

/**
 * Takes stored examples of differences out, of one caller or of before a time, whether the proxy runs or not. Counts are of
 * nobody and stay.
 *
 * @returns how many were taken out.
 * @throws OperatorError when neither is given, or the time is none.
 */
export async function eraseExamples({ caller, before, ...place }: EraseOptions): Promise<number> {
  const beforeMs = before === undefined ? undefined : Date.parse(before);
  if (Number.isNaN(beforeMs))
    throw new OperatorError(
      `--before ${before}: not a time. Write one such as 2026-11-01 or 2026-11-01T12:00Z.`,
    );
  if (caller === undefined && beforeMs === undefined)
    throw new OperatorError('nothing says what to erase. Write --caller KEY or --before TIME.');
  const { config } = await loadConfig(place.configPath);
  const erasure = {
    ...(caller !== undefined && {
      callers: [caller, ...config.slices.map(({ name }) => keyHash(name, caller))],
    }),
    ...(beforeMs !== undefined && { beforeMs }),
  };
  const answer = await askProxy(place, 'POST', '/api/comparison/erase', erasure);
  if (typeof answer === 'object' && answer !== null && 'erased' in answer) return Number(answer.erased);
  return eraseStored(stateFiles(place.stateDir ?? stateFolderOf(place.configPath)).comparison, erasure);
}
