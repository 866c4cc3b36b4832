import { compareText, sortedBy } from '../report/order.ts';
import type { Report } from '../report/schema.ts';
import { renamedModules, withPaths } from './renamed-modules.ts';

/** A service or module of the later report, under the name that it had before. */
export interface Renamed {
  readonly before: string;
  readonly after: string;
}

export interface Moved {
  readonly name: string;
  /** `null`: outside every service, or for tables without an owner. */
  readonly before: string | null;
  readonly after: string | null;
}

/** A new module, and where it is. */
export interface Placed {
  readonly name: string;
  readonly service: string | null;
}

export interface SeamChange {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  /** 0 where it was not there. */
  readonly costBefore: number;
  /** 0 where it is gone. */
  readonly costAfter: number;
}

export interface Drift {
  readonly services: {
    readonly came: readonly string[];
    readonly went: readonly string[];
    readonly renamed: readonly Renamed[];
  };
  /** Of the modules that are in both. */
  readonly modulesMoved: readonly Moved[];
  readonly modulesCame: readonly Placed[];
  readonly modulesWent: readonly string[];
  /** Files under another path; for all else they count as the same. */
  readonly modulesRenamed: readonly Renamed[];
  readonly tablesMoved: readonly Moved[];
  readonly seams: readonly SeamChange[];
  /** `path function`, as lines move with every edit. */
  readonly brokenCame: readonly string[];
  readonly brokenWent: readonly string[];
  readonly cost: { readonly before: number; readonly after: number };
}

/** Two services are the same one if they share at least this part of the modules of both together. */
const sameFrom = 0.34;

/**
 * What changed between two reports of one code base. Services are recognised by their modules and files by name and length, so that a new name alone moves nothing;
 * everything is told in the later names. Pure.
 *
 * @example const { modulesMoved } = compareReports(JSON.parse(before), JSON.parse(after));
 */
export function compareReports(earlier: Report, after: Report): Drift {
  const renames = renamedModules(earlier.modules, after.modules);
  const before = withPaths(earlier, renames);
  const later = laterNames(before, after);
  const inLaterNames = (name: string | null) => (name === null ? null : (later.get(name) ?? name));
  const known = new Set(later.values());
  const servicesBefore = new Map(before.modules.map((module) => [module.path, module.service]));
  const servicesAfter = new Map(after.modules.map((module) => [module.path, module.service]));
  const ownersBefore = new Map(before.tables.map((table) => [table.name, table.owner]));
  return {
    services: {
      came: after.services
        .map(({ name }) => name)
        .filter((name) => !known.has(name))
        .sort(compareText),
      went: before.services
        .map(({ name }) => name)
        .filter((name) => !later.has(name))
        .sort(compareText),
      renamed: sortedBy(
        [...later].filter(([from, to]) => from !== to).map(([from, to]) => ({ before: from, after: to })),
        (renamed) => renamed.before,
      ),
    },
    modulesMoved: moved(servicesBefore, servicesAfter, inLaterNames),
    modulesCame: sortedBy(
      [...servicesAfter]
        .filter(([path]) => !servicesBefore.has(path))
        .map(([name, service]) => ({ name, service })),
      ({ name }) => name,
    ),
    modulesRenamed: sortedBy(
      [...renames].map(([from, to]) => ({ before: from, after: to })),
      (renamed) => renamed.before,
    ),
    modulesWent: [...servicesBefore.keys()].filter((path) => !servicesAfter.has(path)).sort(compareText),
    tablesMoved: moved(
      ownersBefore,
      new Map(after.tables.map((table) => [table.name, table.owner])),
      inLaterNames,
    ),
    seams: seamChanges(before, after, (name) => inLaterNames(name) ?? name),
    brokenCame: difference(brokenIn(after), brokenIn(before)),
    brokenWent: difference(brokenIn(before), brokenIn(after)),
    cost: { before: costOf(before), after: costOf(after) },
  };
}

/** Whether anything that a reader of boundaries cares for is another one now. */
export function hasDrifted(drift: Drift): boolean {
  const { services, modulesMoved, tablesMoved, seams, brokenCame, brokenWent } = drift;
  return [
    services.came,
    services.went,
    services.renamed,
    modulesMoved,
    tablesMoved,
    seams,
    brokenCame,
    brokenWent,
  ].some((list) => list.length > 0);
}

/** Service before → its name after, for those that are in both; the largest overlaps are matched first. */
function laterNames(before: Report, after: Report): Map<string, string> {
  const afterOf = new Map(
    after.services.flatMap((service) => service.modules.map((path) => [path, service.name])),
  );
  const sizes = new Map(after.services.map((service) => [service.name, service.modules.length]));
  const pairs = before.services.flatMap((service) => {
    const shared = new Map<string, number>();
    for (const path of service.modules) {
      const name = afterOf.get(path);
      if (name !== undefined) shared.set(name, (shared.get(name) ?? 0) + 1);
    }
    return [...shared].map(([name, common]) => ({
      from: service.name,
      to: name,
      likeness: common / (service.modules.length + (sizes.get(name) ?? 0) - common),
    }));
  });
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { from, to, likeness } of sortedBy(
    pairs,
    (pair) => -pair.likeness,
    (pair) => pair.from,
    (pair) => pair.to,
  )) {
    if (likeness < sameFrom || names.has(from) || taken.has(to)) continue;
    names.set(from, to);
    taken.add(to);
  }
  // Left over: services of a few modules that all went elsewhere, or of tables alone. A kept name is all there is to go by.
  for (const { name } of before.services) {
    if (!names.has(name) && !taken.has(name) && sizes.has(name)) names.set(name, name);
  }
  return names;
}

function moved(
  before: ReadonlyMap<string, string | null>,
  after: ReadonlyMap<string, string | null>,
  inLaterNames: (name: string | null) => string | null,
): Moved[] {
  return [...after].flatMap(([name, service]): Moved[] => {
    const old = before.get(name);
    if (old === undefined || inLaterNames(old) === service) return [];
    return [{ name, before: inLaterNames(old), after: service }];
  });
}

function seamChanges(before: Report, after: Report, inLaterNames: (name: string) => string): SeamChange[] {
  const changes = new Map<string, SeamChange>();
  const at = (from: string, to: string, kind: string) =>
    changes.get(JSON.stringify([from, to, kind])) ?? { from, to, kind, costBefore: 0, costAfter: 0 };
  const put = (change: SeamChange) =>
    changes.set(JSON.stringify([change.from, change.to, change.kind]), change);
  for (const seam of before.seams) {
    put({ ...at(inLaterNames(seam.from), inLaterNames(seam.to), seam.kind), costBefore: seam.cost });
  }
  for (const seam of after.seams) put({ ...at(seam.from, seam.to, seam.kind), costAfter: seam.cost });
  return sortedBy(
    [...changes.values()].filter((change) => change.costBefore !== change.costAfter),
    (change) => -Math.abs(change.costAfter - change.costBefore),
    (change) => change.from,
    (change) => change.to,
    (change) => change.kind,
  );
}

function brokenIn(report: Report): Set<string> {
  const broken = new Set(
    report.services.flatMap((service) =>
      service.brokenTransactions.map(({ path, line }) => JSON.stringify([path, line])),
    ),
  );
  return new Set(
    report.transactions
      .filter((transaction) => broken.has(JSON.stringify([transaction.module, transaction.line])))
      .map((transaction) => `${transaction.module} ${transaction.function}`.trim()),
  );
}

function difference(one: ReadonlySet<string>, other: ReadonlySet<string>): string[] {
  return [...one.difference(other)].sort(compareText);
}

function costOf(report: Report): number {
  return Math.round(report.seams.reduce((sum, seam) => sum + seam.cost, 0) * 10) / 10;
}
