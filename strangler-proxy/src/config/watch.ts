import { watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** Editors write a file in several steps; we look when it was quiet for this long. */
const QUIET_MS = 30;
/** For file systems that tell of no changes (network mounts, some containers). */
const POLL_MS = 2_000;

/**
 * Calls back when a file may have changed. It watches the folder, because editors and orchestrators replace the file
 * rather than write into it.
 *
 * @returns stops watching.
 */
export function watchFile(path: string, onChange: () => void): () => void {
  let quiet: NodeJS.Timeout | undefined;
  const soon = () => {
    clearTimeout(quiet);
    quiet = setTimeout(onChange, QUIET_MS);
    quiet.unref();
  };
  const name = basename(path);
  const watcher = watch(dirname(path), { persistent: false }, (_event, changed) => {
    // Kubernetes swaps a link beside the file (`..data`), so a change without our name may be ours.
    if (changed === null || changed === name || changed.startsWith('..')) soon();
  });
  // A folder that goes away leaves us with the table we have; the poll below notices when it is back.
  watcher.on('error', () => undefined);
  let seen: string | undefined;
  const poll = setInterval(async () => {
    const found = await stat(path).then(
      ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
      () => undefined,
    );
    if (seen !== undefined && found !== undefined && found !== seen) soon();
    seen = found ?? seen;
  }, POLL_MS);
  poll.unref();
  return () => {
    watcher.close();
    clearInterval(poll);
    clearTimeout(quiet);
  };
}
