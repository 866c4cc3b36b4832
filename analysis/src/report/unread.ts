/** What could not be read, and what that means for the suggestion. */
import { isOperation } from '../boundaries/rank.ts';
import { APART } from '../graph/module-roles.ts';
import { ONLY_A_PART } from '../graph/only-a-part.ts';
import { count } from './in-words.ts';
import type { Insight } from './insights.ts';
import type { Report } from './schema.ts';

/** With fewer entry points a share says nothing. */
const FEWEST_ASKED = 10;
/** Entry points that reach no table beyond this share show that the way to the tables is not read. */
const MOST_LOST = 0.8;

/** What this answer does not rest on: the third thing to know. */
export function whatWasNotRead(report: Report): Insight {
  const unread = report.unresolved;
  const places = `${count(unread.length, 'place')} could not be read`;
  const part = unread.find(isPart);
  if (part !== undefined)
    return { title: 'Only a part of the code base was analysed', detail: `${part.path}: ${part.because}.` };
  const packages = unreadPackages(report);
  const way = packages.length === 0 ? unreadWay(report) : null;
  if (way) return { ...way, detail: `${way.detail}${unread.length === 0 ? '' : `; ${places}`}.` };
  if (unread.length === 0) {
    return {
      title: 'Everything was read',
      detail: `${count(report.stats.files, 'file')}, ${count(report.stats.lines, 'line')}.`,
    };
  }
  const { server, apart } = unreadParts(report);
  if (packages.length > 0)
    return {
      title: `It uses ${packages.join(', ')}, which ${packages.length === 1 ? 'is' : 'are'} not read`,
      detail: `routes or tables are missing, so services may be missing too, wrong, or taken for libraries; ${places}.`,
    };
  const beside = 'in tests, migrations or the browser’s code, on which no boundary rests';
  return {
    title: places,
    detail:
      server.length === 0
        ? `all ${beside}: ${reasonsOf(apart)}.`
        : `${reasonsOf(server)}${apart.length === 0 ? '' : `; ${apart.length.toLocaleString('en')} more ${beside}`}.`,
  };
}

/**
 * Where the way from what clients ask to the tables was not read: own layers over a database and own routers leave no other trace. The
 * services are then cut by calls and imports alone.
 */
function unreadWay(report: Report): Insight | null {
  const asked = [...report.routes, ...report.entries.filter(isOperation)];
  if (asked.length === 0)
    return report.tables.length === 0
      ? null
      : {
          title: 'No route was found',
          detail:
            'what clients ask goes a way that is not read, so that no service is known to be whole, and what a request writes is not seen',
        };
  const lost = asked.filter(({ tables }) => tables.length === 0).length;
  if (asked.length < FEWEST_ASKED || lost <= MOST_LOST * asked.length) return null;
  const reaching = asked.length - lost;
  const some = `Only ${reaching.toLocaleString('en')} of ${count(asked.length, 'route')} ${reaching === 1 ? 'is' : 'are'} seen to reach a table`;
  return {
    title: reaching === 0 ? `No route is seen to reach a table` : some,
    detail:
      'data goes a way that is not read, so that tables, writes and transactions are missing, and services rest on calls and imports alone',
  };
}

/** The two most frequent reasons, with what they are about where that is one thing: `SQL text: …, 24 times; absolute path, 6 times; and others`. */
function reasonsOf(unread: Report['unresolved']): string {
  const sorted = [...Map.groupBy(unread, ({ because }) => because)].sort((a, b) => b[1].length - a[1].length);
  const shown = sorted.slice(0, 2).map(([reason, places]) => {
    const [what, ...others] = new Set(places.map((place) => place.what));
    const said = what === undefined || others.length > 0 ? reason : `${what}: ${reason}`;
    return places.length === 1 ? said : `${said}, ${places.length.toLocaleString('en')} times`;
  });
  return `${shown.join('; ')}${sorted.length > shown.length ? '; and others' : ''}`;
}

const isPart = ({ what }: Report['unresolved'][number]): boolean => what === ONLY_A_PART;

/** Libraries of routes or tables that the tree uses and nobody here reads. */
export function unreadPackages({ unresolved }: Pick<Report, 'unresolved'>): readonly string[] {
  return [...new Set(unresolved.flatMap(({ what }) => (what.startsWith('package ') ? [what.slice(8)] : [])))];
}

/** What could not be read, unread packages first: where it may matter (in what is cut, or in no module at all), and where no boundary rests on it. */
export function unreadParts({ unresolved, modules }: Report): {
  readonly server: Report['unresolved'];
  readonly apart: Report['unresolved'];
} {
  const roles = new Set(modules.flatMap(({ path, role }) => (APART.has(role) ? [path] : [])));
  const isPackage = (one: Report['unresolved'][number]) => one.what.startsWith('package ') || isPart(one);
  const rank = (one: Report['unresolved'][number]) => Number(isPackage(one)) + Number(isPart(one));
  return {
    server: unresolved
      .filter((each) => !roles.has(each.path) || isPackage(each))
      .sort((a, b) => rank(b) - rank(a)),
    apart: unresolved.filter((each) => roles.has(each.path) && !isPackage(each)),
  };
}
