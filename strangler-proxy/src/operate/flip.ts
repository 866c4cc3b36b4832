import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { setReach } from '../config/edit.ts';
import { parseConfig, readConfigText } from '../config/load.ts';
import { replaceFile } from '../config/replace-file.ts';
import { OperatorError } from '../errors.ts';
import type { ProxyStatus } from '../observe/status.ts';
import { compareReach, describeReach, parseReach, type Reach, reachOf } from '../routing/reach.ts';
import type { Reason } from '../server/live-table.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import { openStateFolder, stateFiles, stateFolderOf } from '../store/state-folder.ts';
import { askProxy, type ProxyPlace } from './admin-client.ts';
import { readProgress } from './offline-snapshot.ts';

export interface FlipOptions extends ProxyPlace {
  readonly slice: string;
  /** `off`, `shadow`, a share such as `10%`, `live` or `graduated`. */
  readonly to: string;
  /** Lift the cap that a rollback left. */
  readonly liftCap?: boolean;
  readonly who?: string;
  readonly why?: string;
}

export interface FlipResult {
  readonly slice: string;
  readonly before: Reach;
  readonly after: Reach;
  /** A running proxy serves it now; otherwise the next start will. */
  readonly served: boolean;
  readonly message: string;
}

const MAX_TRIES = 20;

/**
 * Moves a slice: edits the file, comments kept, and returns when the proxy serves it. Without a running proxy the
 * change is written to the event log, so that the next start serves it.
 *
 * @throws OperatorError when there is no such slice, the target can't be read, or a cap stands in the way.
 */
export async function flip(options: FlipOptions): Promise<FlipResult> {
  const { configPath, slice } = options;
  const after = parseReach(options.to);
  if (!after)
    throw new OperatorError(
      `"${options.to}" is no stage. Write off, shadow, a share from 0% to 100% such as 10% or 0.25%, live or graduated.`,
    );
  const reason = { who: options.who ?? userInfo().username, why: options.why ?? '' };
  let before: Reach | undefined;
  // Somebody else's change of the file may come in between: then it is read again, and theirs stays.
  for (let tries = 0; before === undefined; tries++) {
    if (tries === MAX_TRIES)
      throw new OperatorError(`${configPath} changes all the time, so it was left as it is. Try again.`);
    before = await changeFile(options, after, reason);
  }
  const liftCapOf = options.liftCap ? slice : undefined;
  // Also where no proxy was found: one that began meanwhile may have read what stood there before.
  const now = (await askProxy(options, 'POST', '/api/reload', { ...reason, liftCapOf })) as
    | ProxyStatus
    | undefined;
  if (now) {
    const served = now.slices.find(({ name }) => name === slice)?.served;
    if (served && compareReach(served, after) === 0) {
      return {
        slice,
        before,
        after,
        served: true,
        message: `${slice}: ${describeReach(before)} → ${describeReach(after)}, served by ${now.url}`,
      };
    }
    throw new OperatorError(
      `The file was changed, but the proxy serves ${served ? describeReach(served) : 'another file'} for ${slice}. See banyan status.`,
    );
  }
  return {
    slice,
    before,
    after,
    served: false,
    message: `${slice}: ${describeReach(before)} → ${describeReach(after)}; no proxy is running, its next start serves it`,
  };
}

/** Writes the new reach into the file; `undefined` when somebody else changed the file meanwhile. */
async function changeFile(options: FlipOptions, after: Reach, reason: Reason): Promise<Reach | undefined> {
  const { configPath, slice } = options;
  const text = await readConfigText(configPath);
  const { config } = parseConfig(text, basename(configPath));
  const edited = setReach(text, slice, after);
  const { hash } = parseConfig(edited, basename(configPath));
  const status = (await askProxy(options, 'POST', '/api/announce', { hash, ...reason })) as
    | ProxyStatus
    | undefined;
  const cap = status
    ? status.slices.find(({ name }) => name === slice)?.cap
    : (await readProgress(options)).get(slice)?.cap;
  if (cap && !options.liftCap && compareReach(after, cap) > 0) {
    throw new OperatorError(
      `Slice ${slice} was rolled back and may go no further than ${describeReach(cap)}. See banyan history ${slice}; when the fault is mended, add --lift-cap.`,
    );
  }
  if (!status) await recordForNextStart(options, after, hash, reason);
  const found = config.slices.find(({ name }) => name === slice);
  const before = found ? reachOf(found.stage, found.share) : after;
  return (await replaceFile(configPath, text, edited)) ? before : undefined;
}

async function recordForNextStart(
  { configPath, stateDir, slice, liftCap }: FlipOptions,
  after: Reach,
  configHash: string,
  reason: Reason,
): Promise<void> {
  const folder = stateDir ?? stateFolderOf(configPath);
  await openStateFolder(folder);
  const store = await openSqliteStore(stateFiles(folder).events);
  try {
    const lift = { kind: 'lift-cap', slice, stage: null, share: null, ...reason, configHash } as const;
    const served = {
      kind: 'served',
      slice,
      stage: after.stage,
      share: after.share,
      ...reason,
      configHash,
    } as const;
    await store.append(liftCap ? [lift, served] : [served]);
  } finally {
    await store.close();
  }
}
