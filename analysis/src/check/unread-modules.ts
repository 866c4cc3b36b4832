import type { Facts } from '../graph/facts.ts';
import { isTestPath } from '../graph/test-paths.ts';
import type { Finding } from './finding.ts';

const sourceFile = /\.[cm]?[jt]sx?$/;
/** What a file is called in the facts that was left out whole. */
const wholeFile: ReadonlySet<string> = new Set(['file', 'link', 'special file', 'syntax error']);

/** Source files of which nothing is known: a gate that passes them over is open. Test files are free, here as well. */
export function unreadModules(facts: Facts): Finding[] {
  const told = new Set<string>();
  return facts.unresolved.flatMap(({ path, line, what, because }): Finding[] => {
    if (!wholeFile.has(what) || !sourceFile.test(path) || isTestPath(path) || told.has(path)) return [];
    told.add(path);
    return [
      {
        rule: 'unread-module',
        key: [path],
        at: { path, line },
        message: `could not be read (${what === 'file' ? because : `${what}: ${because}`}), so no rule holds it`,
        cure: 'Mend it, split it, or leave it out with .gitignore if it is no source.',
      },
    ];
  });
}
