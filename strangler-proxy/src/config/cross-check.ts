import { matchRoute } from '../routing/match-route.ts';
import { parsePattern, type Segment } from '../routing/pattern.ts';
import { buildRouteTable, findTies } from '../routing/route-table.ts';
import type { Config, RouteConfig } from './schema.ts';
import { securedUpstreams } from './tls-settings.ts';

/** A fault between two places of a file that the schema alone can't see. */
export interface CrossProblem {
  readonly path: readonly (string | number)[];
  /** What stands there when it isn't simply the value. */
  readonly value?: string;
  readonly cure: string;
}

/** Checks what one key says against what another says. */
export function crossCheck(config: Config): CrossProblem[] {
  const problems = [
    ...checkSlices(config),
    ...checkCohorts(config),
    ...checkUpstreamTls(config),
    ...checkPaths(config),
  ];
  for (const tie of findTies(config)) {
    problems.push({
      path: ['slices', tie.slice, 'routes', tie.route, 'path'],
      cure: `Matches the same requests as ${tie.other}; keep one of them, or tell them apart by methods or conditions.`,
    });
  }
  return problems.length > 0 ? problems : checkTogether(config);
}

function checkSlices(config: Config): CrossProblem[] {
  const problems: CrossProblem[] = [];
  const seen = new Set<string>();
  for (const [index, slice] of config.slices.entries()) {
    const at = (...rest: (string | number)[]) => ['slices', index, ...rest];
    if (seen.has(slice.name))
      problems.push({ path: at('name'), cure: 'Another slice has this name; give each its own.' });
    seen.add(slice.name);
    if (!Object.hasOwn(config.services, slice.service)) {
      const known = Object.keys(config.services).join(', ') || 'none';
      problems.push({
        path: at('service'),
        cure: `Name one of the services of this file (${known}), or add it under services.`,
      });
    }
    if (slice.stage === 'ramp' && slice.share === undefined) {
      problems.push({
        path: at('share'),
        value: 'missing',
        cure: 'A slice in stage ramp needs a share such as "10%".',
      });
    }
    if (slice.home === 'service' && slice.stage !== 'live' && slice.stage !== 'graduated') {
      problems.push({
        path: at('home'),
        cure: `The service owns this slice's data, so in stage ${slice.stage} callers would see stale data; write stage: live, or cut the data back first.`,
      });
    }
    if (slice.callerKey && 'header' in slice.callerKey && config.trustedProxies.length === 0) {
      problems.push({
        path: at('callerKey', 'header'),
        cure: 'Clients could choose their side with this header; list the gateway that sets it under trustedProxies, or use { cookie: … }.',
      });
    }
    if (slice.callerKey && 'claim' in slice.callerKey && config.tokens === undefined) {
      problems.push({
        path: at('callerKey', 'claim'),
        cure: 'A claim counts only in a verified token; say under tokens how they are signed.',
      });
    }
    if (slice.identity && config.identity === undefined) {
      problems.push({
        path: at('identity'),
        cure: 'Say under identity where the monolith is asked who a caller is, and with which secret the answer is signed.',
      });
    }
    for (const [cohortIndex, { name }] of slice.cohorts.entries()) {
      if (Object.hasOwn(config.cohorts, name)) continue;
      const known = Object.keys(config.cohorts).join(', ') || 'none';
      problems.push({
        path: at('cohorts', cohortIndex, 'name'),
        cure: `Name one of the cohorts of this file (${known}), or add it under cohorts.`,
      });
    }
    for (const [routeIndex, route] of slice.routes.entries()) {
      if (route.shadowWrites && config.shadow === undefined) {
        problems.push({
          path: at('routes', routeIndex, 'shadowWrites'),
          cure: 'Say under shadow with which secret shadow writes are signed, or the service could not tell them from real ones.',
        });
      }
      const cure = rewriteCure(route);
      if (cure) problems.push({ path: at('routes', routeIndex, 'rewrite'), cure });
    }
  }
  return problems;
}

function rewriteCure({ path, rewrite }: RouteConfig): string | undefined {
  if (rewrite === undefined) return undefined;
  const names = (pattern: string) =>
    new Set(segmentsOf(pattern).flatMap((segment) => (segment.kind === 'literal' ? [] : [nameOf(segment)])));
  const missing = [...names(rewrite)].find((name) => !names(path).has(name));
  return missing === undefined
    ? undefined
    : `"${missing}" is not in the route's path; a rewrite uses the same parameters.`;
}

const nameOf = (segment: Segment) =>
  segment.kind === 'rest' ? '*' : segment.kind === 'parameter' ? `:${segment.name}` : segment.text;

function checkCohorts(config: Config): CrossProblem[] {
  const problems: CrossProblem[] = [];
  for (const [name, cohort] of Object.entries(config.cohorts)) {
    if ('header' in cohort && config.trustedProxies.length === 0) {
      problems.push({
        path: ['cohorts', name, 'header'],
        cure: 'Clients could put themselves in with this header; list the gateway that sets it under trustedProxies.',
      });
    }
    if ('claim' in cohort && config.tokens === undefined) {
      problems.push({
        path: ['cohorts', name, 'claim'],
        cure: 'A claim counts only in a verified token; say under tokens how they are signed.',
      });
    }
  }
  return problems;
}

/** A path that is passed on unread could reach the monolith's stale copy of data that a service owns. */
function checkPaths({ paths, slices }: Config): CrossProblem[] {
  const moved = slices.find(({ home }) => home === 'service');
  return paths === 'pass' && moved
    ? [
        {
          path: ['paths'],
          cure: `The service of slice ${moved.name} owns its data, and a path that matches no slice goes to the monolith; write strict or redirect.`,
        },
      ]
    : [];
}

function checkUpstreamTls(config: Config): CrossProblem[] {
  const problems: CrossProblem[] = [];
  const settingsOf = new Map<string, { place: string; text: string }>();
  for (const { place, tls, origins } of securedUpstreams(config)) {
    const path = place.split('.');
    if ((tls.cert === undefined) !== (tls.key === undefined)) {
      problems.push({
        path: [...path, tls.cert === undefined ? 'cert' : 'key'],
        value: 'missing',
        cure: 'A certificate and its key stand together; name both files, or neither.',
      });
    }
    if (origins.some((origin) => origin.startsWith('http:'))) {
      problems.push({
        path,
        cure: 'A target of this upstream is plain http:, where no TLS is spoken; write https: targets, or leave tls out.',
      });
    }
    const text = JSON.stringify(tls);
    for (const origin of origins) {
      const other = settingsOf.get(origin);
      if (other && other.text !== text) {
        problems.push({
          path,
          cure: `${origin} has other settings under ${other.place}; connections are shared, so write the same in both.`,
        });
      }
      settingsOf.set(origin, { place, text });
    }
  }
  return problems;
}

/** A group whose routes lie in several slices, or partly in none, would be split at the first flip. */
function checkTogether(config: Config): CrossProblem[] {
  if (config.together.length === 0) return [];
  const table = buildRouteTable(config);
  const problems: CrossProblem[] = [];
  for (const [index, group] of config.together.entries()) {
    if (group.allowSplit) continue;
    const slices = new Map<string, string>();
    for (const text of group.routes) {
      const [method = '', path = ''] = text.split(' ');
      const segments = path.split('/').filter((segment) => segment !== '');
      const route = matchRoute(table, {
        method,
        segments,
        host: '',
        headers: [],
        search: '',
        preflightFor: undefined,
      });
      slices.set(route?.slice ?? 'no slice', text);
    }
    if (slices.size < 2) continue;
    const where = [...slices].map(([slice, route]) => `${route} in ${slice}`).join(', ');
    const because = group.because === '' ? '' : ` (${group.because})`;
    problems.push({
      path: ['together', index],
      value: where,
      cure: `These routes must move as one${because}; put them into one slice, or write allowSplit: true.`,
    });
  }
  return problems;
}

function segmentsOf(path: string): readonly Segment[] {
  const parsed = parsePattern(path);
  return 'cure' in parsed ? [] : parsed.segments;
}
