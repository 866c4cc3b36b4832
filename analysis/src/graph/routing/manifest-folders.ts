import type { Program } from '../program.ts';

/** Folders ('' for the root) whose package.json names something, told by a pattern over its text. */
export function foldersNaming(program: Program, pattern: RegExp): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [path, text] of program.documents) {
    const folder = /^(?:(.*)\/)?package\.json$/.exec(path);
    if (folder !== null && pattern.test(text)) found.add(folder[1] ?? '');
  }
  return found;
}
