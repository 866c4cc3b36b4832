/**
 * Folders that builds and test runs leave behind, told from folders of the application that are called alike: a plugin `coverage`, a
 * package `build`. By the name alone they can't be told apart, by the place and the content they can.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** No one calls a folder of sources so. */
const ALWAYS = new Set(['.next', '.nuxt', '.turbo', '.cache', '.output']);
const PERHAPS = new Set(['dist', 'build', 'coverage']);
/** Tools put their output beside what they are configured by. */
const CONFIGURATION =
  /^(?:package\.json|[jt]sconfig[^/]*\.json|bower\.json|composer\.json|Makefile|go\.mod|Dockerfile|[Gg](?:ulp|runt)file\..+|[^/]+\.config\.[cm]?[jt]s)$/;
/** Folders that a web server hands out as they are: what lies below was made for browsers. */
const WEB_ROOT = /(?:^|\/)(?:public|static|assets|www|wwwroot|htdocs)(?:\/|$)/;
/** Sources that no compiler leaves. */
const WRITTEN = /(?<!\.d)\.[cm]?tsx?$/;
const SCRIPT = /\.[cm]?jsx?$/;
/** What only tools leave beside scripts: source maps, declarations, reports, pages. */
const LEFT =
  /(?:\.map|\.d\.[cm]?ts|[.-]min\.[cm]?js|\.html?|\.css|\.tsbuildinfo|lcov\.info|clover\.xml|coverage-final\.json)$/;
/** Entries that are looked at before a folder is taken for output; a source tells itself within the first few. */
const MAX_ENTRIES = 500;

/** `siblings` are the names beside the folder, `within` the folder around it, '' for the root of the tree. */
export function isLeftByTools(
  root: string,
  within: string,
  name: string,
  siblings: Iterable<string>,
): boolean {
  if (ALWAYS.has(name)) return true;
  if (!PERHAPS.has(name)) return false;
  if (within === '' || WEB_ROOT.test(within)) return true;
  for (const sibling of siblings) if (CONFIGURATION.test(sibling)) return true;
  return !holdsSource(join(root, within, name));
}

/** Files in a language that is compiled, or scripts with nothing beside them that only tools leave. */
function holdsSource(folder: string): boolean {
  const open = [folder];
  let hasScript = false;
  let isLeft = false;
  for (let seen = 0; open.length > 0 && seen < MAX_ENTRIES; ) {
    const at = open.pop() as string;
    for (const entry of entriesOf(at)) {
      seen += 1;
      if (entry.isDirectory() && entry.name !== 'node_modules') open.push(join(at, entry.name));
      if (!entry.isFile()) continue;
      if (WRITTEN.test(entry.name)) return true;
      hasScript ||= SCRIPT.test(entry.name);
      isLeft ||= LEFT.test(entry.name);
    }
  }
  return hasScript && !isLeft;
}

function entriesOf(folder: string): import('node:fs').Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // Unreadable: nothing to read in it, whatever it is.
    return [];
  }
}
