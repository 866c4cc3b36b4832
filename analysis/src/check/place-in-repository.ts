import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/**
 * Where a folder lies in the repository around it, with `/` at the end; '' for the repository's own root and outside of any. GitHub
 * looks annotated files up from there. A worktree's or submodule's `.git` is a file.
 *
 * @example placeInRepository('packages/api') // 'packages/api/'
 */
export function placeInRepository(root: string): string {
  if (!existsSync(root)) return '';
  const start = realpathSync(root);
  for (let at = start; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) {
      const below = relative(at, start);
      return below === '' ? '' : `${below.split(sep).join('/')}/`;
    }
    if (dirname(at) === at) return '';
  }
}
