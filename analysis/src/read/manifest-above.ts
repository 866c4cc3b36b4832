import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folders above the root in which a repository is looked for. */
const maxAbove = 32;

/**
 * The way up from a root to the nearest `package.json` of its repository (`../..`); '' where there is none, or the root has one itself.
 * It is looked for, never read: nothing above the root is, and nothing that belongs to another user counts.
 */
export function wayToManifest(root: string): string {
  let at = realpathSync(root);
  const user = lstatSync(at).uid;
  let found = '';
  for (let steps = 0, way = ''; steps < maxAbove && lstatSync(at).uid === user; steps += 1) {
    if (found === '' && existsSync(join(at, 'package.json'))) {
      if (way === '') return '';
      found = way;
    }
    // A file, where it is a work tree or a submodule.
    if (existsSync(join(at, '.git'))) return found;
    if (dirname(at) === at) return '';
    at = dirname(at);
    way = way === '' ? '..' : `${way}/..`;
  }
  return '';
}
