/** Finds route registrations and mounts of frameworks whose routers are objects with methods. */
import { type CallSite, calledName, callIndexOf, receiverOf } from '../call-index.ts';
import type { Frame } from '../frames.ts';
import type { Program } from '../program.ts';
import { usesAnyPackage } from '../used-packages.ts';
import { ownFrame } from './caller-frames.ts';
import { VERBS } from './frameworks.ts';
import type { Harvest } from './harvested.ts';
import { KnownRouters } from './known-routers.ts';
import { readMount, readOwnPrefix } from './mounts.ts';
import { readScope } from './plugins.ts';
import { roundsOf } from './rounds.ts';
import { isTelling, TELLING_PACKAGES } from './told-verbs.ts';
import { readTold, readVerb } from './verbs.ts';
import { type Harvesting, Visit } from './visit.ts';

const MOUNTS = new Set(['use', 'register', 'route', 'mount', 'applyRoutes']);
/** Elysia's `group('/v1', (app) => app.get(…))` and `guard({ … }, (app) => …)`: what stands in the callback answers below the path. */
const SCOPES = new Set(['group', 'guard']);

export function harvestRoutes(program: Program): Harvest {
  const known = new KnownRouters(program);
  const { graph, frameworks } = known;
  const harvest: Harvest = { graph, frameworks, registrations: [], middlewares: [], unread: [], calls: [] };
  const harvesting: Harvesting = {
    program,
    known,
    harvest,
    visit(site, frame, depth) {
      for (const round of roundsOf(program, site, frame)) visitRound(harvesting, site, round, depth);
    },
  };
  const isWanted = usesAnyPackage(program, TELLING_PACKAGES) ? mayTellBy : mayRegisterBy;
  for (const site of callIndexOf(program).named(isWanted))
    if (mayRegister(site)) harvesting.visit(site, ownFrame(site), 0);
  known.linkParameters();
  return harvest;
}

/** By name alone, none for `app[method]`; everything else costs more. */
const mayRegisterBy = (name: string): boolean =>
  name === '' || name === 'prefix' || VERBS.has(name) || MOUNTS.has(name) || SCOPES.has(name);
/** These are asked of much else, so that they are looked at only where a framework has them. */
const mayTellBy = (name: string): boolean => mayRegisterBy(name) || isTelling(name);

const mayRegister = ({ call: { callee } }: CallSite): boolean =>
  callee.kind === 'index' || callee.kind === 'member';

function visitRound(harvesting: Harvesting, site: CallSite, frame: Frame, depth: number): void {
  const receiver = receiverOf(site.call);
  if (receiver === null) return;
  const visit = new Visit(harvesting, site, frame, depth, receiver);
  const { callee } = site.call;
  const methods = methodNames(visit);
  if (callee.kind === 'index' && methods.length === 0) {
    if (visit.routers().length > 0) visit.viaCallers(callee.key);
    return;
  }
  for (const method of methods) {
    const verb = VERBS.get(method);
    if (verb !== undefined) readVerb(visit, verb);
    else if (isTelling(method) && readTold(visit)) continue;
    else if (MOUNTS.has(method)) readMount(visit, method);
    else if (SCOPES.has(method)) readScope(visit);
    else if (method === 'prefix') readOwnPrefix(visit);
  }
}

/** `router.get`, or `app[method]` with every method it can be. */
function methodNames(visit: Visit): string[] {
  const { callee } = visit.site.call;
  if (callee.kind !== 'index') return [calledName(visit.site.call)];
  return visit.texts(visit.at(callee.key)).map((name) => name.toLowerCase());
}
