import { readFile } from 'node:fs/promises';
import { UsageError } from './describe-error.ts';

/** A file that an option names, or a sentence about what is wrong with it. */
export async function readInput(option: string, file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: Error) => {
    throw new UsageError(`${option} ${file}: ${cause.message}. Name a file that is there.`, { cause });
  });
}
