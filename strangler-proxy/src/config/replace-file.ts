import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';

/**
 * Replaces a file whole, keeping its mode: a reader sees the old text or the new one, never a part.
 *
 * @param before what the new text was made from.
 * @returns `false` when the file says something else by now; then it stays, so that nobody's change is undone unseen.
 */
export async function replaceFile(path: string, before: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.draft`;
  const { mode } = await stat(path);
  try {
    const handle = await open(draft, 'wx', mode);
    await handle.writeFile(text);
    await handle.sync();
    await handle.close();
    // Nothing is awaited between the two: other processes have microseconds, those of this one no chance.
    if (readFileSync(path, 'utf8') !== before) return false;
    renameSync(draft, path);
    return true;
  } finally {
    await rm(draft, { force: true });
  }
}
