import { basename, dirname } from 'node:path/posix';
import type { Report } from '../report/schema.ts';

type Module = Pick<Report['modules'][number], 'path' | 'lines'>;

/** A file that moved is seldom rewritten on the way: its length stays within this share. */
const lengthMayDiffer = 0.25;
/** Below this length, in lines, equal lengths say nothing about files of different names. */
const tellingLength = 8;

/**
 * Old path → new path of files that went and came: of the same name and about the same length in another folder, or of the same
 * length in the same folder under another name. Each file is one other at most, the nearest first.
 *
 * @example renamedModules([{ path: 'a/mail.js', lines: 40 }], [{ path: 'b/mail.js', lines: 42 }]).get('a/mail.js') // 'b/mail.js'
 */
export function renamedModules(before: readonly Module[], after: readonly Module[]): Map<string, string> {
  const [here, there] = [before, after].map((modules) => new Set(modules.map(({ path }) => path)));
  const went = before.filter(({ path }) => !there?.has(path));
  const came = after.filter(({ path }) => !here?.has(path));
  const byName = Map.groupBy(came, ({ path }) => basename(path));
  const byFolder = Map.groupBy(came, ({ path }) => dirname(path));
  const pairs = went.flatMap((old) => [
    ...(byName.get(basename(old.path)) ?? [])
      .filter(({ lines }) => Math.abs(lines - old.lines) <= lengthMayDiffer * Math.max(lines, old.lines))
      .map((now) => ({
        old,
        now,
        distance: foldersBetween(old.path, now.path) + Math.abs(now.lines - old.lines) / 1e6,
      })),
    ...(byFolder.get(dirname(old.path)) ?? [])
      .filter(({ lines }) => lines === old.lines && lines >= tellingLength)
      // A kept name says more than a kept folder.
      .map((now) => ({ old, now, distance: 1_000 })),
  ]);
  pairs.sort(
    (a, b) =>
      a.distance - b.distance ||
      (a.old.path < b.old.path ? -1 : a.old.path > b.old.path ? 1 : a.now.path < b.now.path ? -1 : 1),
  );
  const renames = new Map<string, string>();
  const taken = new Set<string>();
  for (const { old, now } of pairs) {
    if (renames.has(old.path) || taken.has(now.path)) continue;
    renames.set(old.path, now.path);
    taken.add(now.path);
  }
  return renames;
}

/** Folders that two paths do not have in common. */
function foldersBetween(one: string, other: string): number {
  const [a, b] = [dirname(one).split('/'), dirname(other).split('/')];
  const shared = a.filter((name) => b.includes(name)).length;
  return a.length + b.length - 2 * Math.min(shared, b.length);
}

/** The report as if its files had had their new paths already. */
export function withPaths(report: Report, renames: ReadonlyMap<string, string>): Report {
  const now = (path: string) => renames.get(path) ?? path;
  return {
    ...report,
    modules: report.modules.map((module) => ({ ...module, path: now(module.path) })),
    services: report.services.map((service) => ({
      ...service,
      modules: service.modules.map(now),
      brokenTransactions: service.brokenTransactions.map((place) => ({ ...place, path: now(place.path) })),
    })),
    transactions: report.transactions.map((transaction) => ({
      ...transaction,
      module: now(transaction.module),
    })),
  };
}
