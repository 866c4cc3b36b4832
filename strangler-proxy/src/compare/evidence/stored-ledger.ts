import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Example } from './ledger.ts';
import { eraseExamples, readLedger, writeLedger } from './ledger-file.ts';

/** Which stored examples are taken out: those of any of the callers, and those of before a time (ms since 1970). */
export interface Erasure {
  /** Hashes as examples carry them. */
  readonly callers?: readonly string[];
  readonly beforeMs?: number;
}

export function isErased(example: Example, { callers, beforeMs }: Erasure): boolean {
  return (
    (example.caller !== undefined && callers?.includes(example.caller) === true) ||
    (beforeMs !== undefined && (example.atMs ?? 0) < beforeMs)
  );
}

/** The stored counters as text, checked; `undefined` when there are none. Throws when they are of no known version. */
export async function readStored(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) readLedger(text);
  return text;
}

/** Whole or not at all, for its owner's eyes only. */
export async function writeStored(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Erases where no comparer runs. Gives how many examples were taken out. */
export async function eraseStored(file: string, erasure: Erasure): Promise<number> {
  const text = await readStored(file);
  if (text === undefined) return 0;
  const ledger = readLedger(text);
  const count = eraseExamples(ledger, (example) => isErased(example, erasure));
  await writeStored(file, writeLedger(ledger));
  return count;
}
