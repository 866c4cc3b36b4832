/** What decides the result besides the input: this code and the parser. Cached results of any other are not used. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const versions = new Map<string, string>();

/** A hash over the sources of `read/` and `graph/` and the versions of what they are built on. */
export function codeVersion(): string {
  const folder = join(import.meta.dirname, '..');
  const known = versions.get(folder);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  for (const stage of ['read', 'graph']) {
    for (const path of filesBelow(join(folder, stage))) hash.update(readFileSync(path));
  }
  hash.update(parserVersion());
  const version = hash.digest('hex').slice(0, 32);
  versions.set(folder, version);
  return version;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function parserVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('oxc-parser/package.json');
  return JSON.stringify(manifest);
}
