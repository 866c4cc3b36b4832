/**
 * Calls that lead nowhere: to nothing in the tree and to no package whose calls are understood. What they do is not known, and a
 * route that makes one must not pass for a read because of that.
 */
import type { Value } from '../../read/value.ts';
import { type CallSite, calledName } from '../call-index.ts';
import type { Entity, Program } from '../program.ts';
import { isAnswer } from './answers.ts';
import { changesLists, worksOnValues } from './builtin-methods.ts';
import { dispatcherOf } from './dispatch.ts';
import type { Happening } from './happening.ts';
import { isKnownGlobal } from './known-globals.ts';
import { loggingOf } from './logging.ts';
import { isDatabase, keepsNothing } from './package-kinds.ts';
import { isGivenBack, isWaitedFor } from './result-uses.ts';
import { isSaidOfNoList, soundsLikeWriting, surelyWrites } from './writing-words.ts';

/** Nothing that could be looked up is called: a base class's constructor, a function on the spot. */
const NO_NAMES = new Set<Value['kind']>(['super', 'function', 'class']);
const GLOBAL_OBJECT = /^global(?:This)?$/;
/** Run the work that they are handed, between BEGIN and COMMIT. */
const TRANSACTIONS = new Set(['transaction', '$transaction', 'transactional', 'runInTransaction']);

type External = Extract<Entity, { kind: 'external' }>;

/** What cannot be known of a call, or null where all is known or it does no harm. */
export function openCall(program: Program, site: CallSite): Happening | null {
  const { call, path } = site;
  const { callee } = call;
  if (call.kind !== 'call' || NO_NAMES.has(callee.kind)) return null;
  if (call.isOutside && !startsAtOwnGlobal(program, path, callee)) return null;
  const name = calledName(call);
  const entity = openEntity(program, site);
  if (entity === null || isAnswer(program, path, callee) || isHandedWork(program, site, name)) return null;
  const because = `what ${name === '' ? 'a computed call' : name} does is not known`;
  const logging = loggingOf(program, site);
  if (logging !== 'other') return logging === 'logs' ? null : { kind: 'unknown', because };
  const isOfPackage = entity.kind === 'external' && !isOnOwnGlobal(entity);
  const isSurely =
    isWaitedFor(program, site) ||
    (isGivenBack(program, site) && isSaidOfNoList(call)) ||
    surelyWrites(name, isOfPackage);
  if (isSurely && soundsLikeWriting(name)) return { kind: 'unknown', because };
  const mayMatter = isOfPackage
    ? mayMatterOfPackage(program, site, entity)
    : mayMatterOfUnknown(program, site);
  return mayMatter ? { kind: 'open', because } : null;
}

/** What is called, where that leads nowhere or one of the things that it may be does; null where all are known. */
function openEntity(program: Program, site: CallSite): Entity | null {
  const dispatcher = dispatcherOf(program);
  const choices = dispatcher.choicesOf(site);
  if (choices.length > 0)
    return (
      choices.find(({ called, targets }) => targets.length === 0 && leadsNowhere(called))?.called ?? null
    );
  const entity = program.called(site.path, site.index);
  if (entity.kind === 'function') return mayBeAnother(program, site.path, site.call.callee) ? entity : null;
  return leadsNowhere(entity) && dispatcher.targetsOf(site, null).length === 0 ? entity : null;
}

/** A parameter that is called, of which some callers are known to give a function and others give what is not known. */
function mayBeAnother(program: Program, path: string, callee: Value): boolean {
  const held =
    callee.kind === 'name' && callee.binding >= 0 ? program.file(path).bindings[callee.binding] : undefined;
  if (held?.kind !== 'parameter' || held.value?.kind !== 'parameter') return false;
  const { function: owner, position } = held.value;
  return program.callersOf({ path, function: owner }).some((caller) => {
    const given = caller.call.args[position];
    if (given === undefined) return false;
    const { kind } = program.evaluate(caller.path, given);
    return kind === 'unknown' || kind === 'parameter';
  });
}

/** Nothing at all is known of what is called: all counts but what asks and converts, and what changes a list that nobody waits for. */
function mayMatterOfUnknown(program: Program, site: CallSite): boolean {
  const { name, isAwaited } = site.call;
  if (worksOnValues(site.call)) return isAwaited;
  return !changesLists(name) || isWaitedFor(program, site) || isGivenBack(program, site);
}

/** A package's calls compute something more often than not; those of databases are read elsewhere. */
function mayMatterOfPackage(program: Program, site: CallSite, { package: from, way }: External): boolean {
  const { name } = site.call;
  if (soundsLikeWriting(name)) return !changesLists(name);
  if (isDatabase(from) || worksOnValues(site.call)) return false;
  // `return slugify(title)` computes; `return client.submit(order)` asks somebody.
  const isOnInstance = way.includes('new()') || way.includes('()');
  return isWaitedFor(program, site) || (isOnInstance && isGivenBack(program, site));
}

function leadsNowhere(entity: Entity): boolean {
  if (entity.kind === 'external')
    return (
      !keepsNothing(entity.package) ||
      isHungOnRequest(entity) ||
      isHungOnApplication(entity) ||
      isProxy(entity) ||
      isOnOwnGlobal(entity)
    );
  return entity.kind !== 'function' && entity.kind !== 'class';
}

/** The same as `isOnOwnGlobal` by syntax alone, for calls that the language's own are told from without evaluating: `WIKI.x()`, `global.WIKI.x()`. */
function startsAtOwnGlobal(program: Program, path: string, callee: Value): boolean {
  let member = '';
  for (let at: Value | undefined = callee; at !== undefined; ) {
    if (at.kind === 'name') {
      const name = GLOBAL_OBJECT.test(at.name) && member !== '' ? member : at.name;
      return at.binding < 0 && !isKnownGlobal(name);
    }
    if (at.kind === 'member' || at.kind === 'index') {
      member = at.kind === 'member' ? at.name : '';
      at = at.of;
    } else at = at.kind === 'call' ? program.file(path).calls[at.call]?.callee : undefined;
  }
  return false;
}

/** `WIKI.models.users.query().insert(…)`, where the application made a global of its own that can't be followed. */
const isOnOwnGlobal = (entity: Entity): boolean =>
  entity.kind === 'external' && entity.package === 'global' && !isKnownGlobal(entity.way[0] ?? '');

/** `req.scope.resolve('orders').create()` on express's own Request: what is behind is the application's, whoever declared the type. */
const isHungOnRequest = ({ way }: External): boolean =>
  way[1] === 'new()' && way.length > 3 && /(?:Request|Context|Instance|Application)$/.test(way[0] ?? '');

const FRAMEWORKS = /^(?:express|fastify|koa|hono|@hapi\/hapi)$/;

/** `app.locals.desk.open()`, `fastify.desk.open()`, `app.get('desk').open()`: what the application hung on the framework's object. */
function isHungOnApplication({ package: from, way }: External): boolean {
  if (!FRAMEWORKS.test(from)) return false;
  const made = way.findIndex((step) => step === '()' || step === 'new()');
  const [first, second, third] = made < 0 ? [] : way.slice(made + 1);
  return (
    first !== undefined && (second === '()' ? first === 'get' && third !== undefined : second !== undefined)
  );
}

/** `manager.transaction(async (inside) => …)`: what it does is what the work does, and that is followed. */
function isHandedWork(program: Program, { path, index, call }: CallSite, name: string): boolean {
  return TRANSACTIONS.has(name) && call.args.length > 0 && program.callbacks(path, index).length > 0;
}

/** `new Proxy({}, { get })` stands for whatever its traps give. */
const isProxy = ({ package: from, way }: External): boolean => from === 'global' && way[0] === 'Proxy';
