/**
 * Calls that lead nowhere: to nothing in the tree and to no package whose calls are understood. What they do is not known, and a
 * route that makes one must not pass for a read because of that.
 */
import type { CallFact } from '../../read/file-facts.ts';
import type { Value } from '../../read/value.ts';
import { type CallSite, calledName } from '../call-index.ts';
import { isSqlDriver } from '../data/drivers.ts';
import type { Entity, Program } from '../program.ts';
import { changesLists, worksOnValues } from './builtin-methods.ts';
import { dispatcherOf } from './dispatch.ts';
import type { Happening } from './happening.ts';
import { isKnownGlobal } from './known-globals.ts';
import { isGivenBack, isWaitedFor } from './result-uses.ts';

/** `createOrder`, `save`: said of what is kept, whoever hears it. A plain `delete` is said of maps and sets as well. */
const WRITES =
  /^(?:create|update|upsert|insert|save|destroy|delete(?!$)|increment|decrement|persist|enqueue)(?=[A-Z\d_]|$)/;
/** Said of lists, maps and elements too: only where the answer is waited for. */
const MAY_WRITE =
  /^(?:add|delete|remove|del|unlink|expire|set|put|push|send|publish|emit|dispatch|trigger|write|store|replace|patch|mark|touch|track|record|revoke|reset|register|cancel|archive|restore|assign|grant|invite|move|copy|rename|upload|import|sync|truncate|drop|flush|purge|clear|enable|disable|execute|exec|commit|transaction|relate|unrelate|attach|detach|associate|disassociate|bulk\w*)(?=[A-Z\d_]|$)/;
/** Said of what is kept even where nobody waits for it, by packages as well. */
const SAVES = /^(?:save|destroy|enqueue|publish|increment|decrement|(?:insert|update|upsert)(?:One|Many)?)$/;
/** Sound like writing and make or set a thing in memory. */
const IN_MEMORY =
  /^(?:create(?:Hash|Hmac|Sign|Verify|Cipher\w*|Decipher\w*|Element|Error|Logger|Context|Url|URL|Server|Socket|Client|Instance|Schema|Validator|Selector|Require|Proxy|Reader|Parser|Token|Iterator|Secret\w*|Public\w*|Private\w*|Interface|Builder|\w*(?:Stream|Builder|Element|Event|Error|Query))|set(?:Header|Timeout|Interval|Immediate|Cookie|Attribute|Encoding|Locale|KeepAlive|Status\w*|Context|Tag|Extra|User|Level)|send(?:Status|File)|write(?:Head|Continue)|remove(?:Header|Listener|AllListeners)|add(?:Listener|EventListener|Header|Hook|Breadcrumb)|updateHeader|(?:set|delete|update|merge|remove)In$)/;
/** Answering, and what frameworks hand to every handler. */
const ANSWERS = new Set(['next', 'done', 'cb', 'callback', 'resolve', 'reject']);
const ANSWERING = /^(?:res|response|reply|rep|h|toolkit|console|expect)$/;
const LOGGING = /^(?:log|logger|debug|[a-z]\w*Logger)$/;
const LOG_LEVELS = new Set(['trace', 'debug', 'verbose', 'info', 'warn', 'error', 'fatal']);
/** Of an answer: give back the answer. */
const ANSWER_STEPS = new Set([
  'status',
  'code',
  'type',
  'header',
  'headers',
  'set',
  'setHeader',
  'append',
  'cookie',
  'clearCookie',
  'vary',
  'links',
  'location',
  'contentType',
  'attachment',
  'json',
  'send',
]);
const MAX_ANSWER_STEPS = 8;
/** Nothing that could be looked up is called: a base class's constructor, a function on the spot. */
const NO_NAMES = new Set<Value['kind']>(['super', 'function', 'class']);
/** Databases whose statements are read where they stand (`data/`), as far as they can be. */
const DATABASE =
  /^(?:mongoose|mongodb|objection|bookshelf|sequelize.*|typeorm.*|@mikro-orm\/.+|@prisma\/.+|drizzle-orm.*|kysely.*|knex.*|.*slonik)$/;
const isDatabase = (packageName: string): boolean => DATABASE.test(packageName);
/** Of a request or the context that stands for request and answer: tell, or answer. */
const CONTEXT = /^(?:c|ctx|context|req|request)$/;
const OF_CONTEXT = new Set(
  'accepts acceptsCharsets acceptsEncodings acceptsLanguages assert body file files flash header html is isAuthenticated newResponse notFound param params parseBody queries query range redirect render resolve scope status throw valid'.split(
    ' ',
  ),
);
const GLOBAL_OBJECT = /^global(?:This)?$/;
/** Run the work that they are handed, between BEGIN and COMMIT. */
const TRANSACTIONS = new Set(['transaction', '$transaction', 'transactional', 'runInTransaction']);
/** Packages that keep nothing: they check, format, log and answer. */
const KEEPS_NOTHING =
  /^(?:global|inversify.*|@paralleldrive\/cuid2|cuid|big\.js|bignumber\.js|decimal\.js.*|http-status-codes|http-errors|@hapi\/boom|ts-pattern|remeda|radash|underscore|es-toolkit|deepmerge|slugify|neverthrow|immutable|tslib|escape-.+|@lingui\/.+|node:.+|@types\/.+|zod|yup|joi|@hapi\/.+|ajv|superstruct|valibot|class-validator|class-transformer|express.*|fastify.*|@fastify\/.+|koa.*|@koa\/.+|hono.*|@hono\/.+|next.*|@nestjs\/.+|react.*|@remix-run\/.+|lodash.*|ramda|rxjs.*|dayjs.*|moment.*|luxon|date-fns.*|bcrypt.*|argon2|jsonwebtoken|jose|uuid|nanoid|crypto.*|winston.*|pino.*|bunyan|loglevel|debug|i18next.*|handlebars|ejs|pug|sharp|jimp|marked|sanitize-html|validator|qs|mime.*|ms|semver|@opentelemetry\/.+|prom-client|@sentry\/.+|passport.*|graphql.*|@apollo\/.+|@trpc\/.+|assert|util|path|stream|events|zlib|os|buffer|url|querystring|p-.+|async.*|bluebird|fp-ts.*|effect|immer|formidable|multer|busboy|archiver|csv.*|papaparse|xlsx|exceljs|pdfkit|puppeteer|jsdom|cheerio|unified|remark.*|rehype.*)$/;

type External = Extract<Entity, { kind: 'external' }>;

/** By its name alone, said to something that is kept elsewhere. */
export function soundsLikeWriting(name: string): boolean {
  // `$executeRaw`, `_save`
  const word = name.replace(/^[$_]+/, '');
  return !IN_MEMORY.test(word) && (WRITES.test(word) || MAY_WRITE.test(word));
}

/** What cannot be known of a call, or null where all is known or it does no harm. */
export function openCall(program: Program, site: CallSite): Happening | null {
  const { call, path } = site;
  const { callee } = call;
  if (call.kind !== 'call' || NO_NAMES.has(callee.kind)) return null;
  if (call.isOutside && !startsAtOwnGlobal(program, path, callee)) return null;
  const name = calledName(call);
  const entity = openEntity(program, site);
  if (
    entity === null ||
    isAnswer(program, path, callee) ||
    isLogging(callee) ||
    isHandedWork(program, site, name)
  )
    return null;
  const because = `what ${name === '' ? 'a computed call' : name} does is not known`;
  const isOfPackage = entity.kind === 'external' && !isOnOwnGlobal(entity);
  const isSurely =
    isWaitedFor(program, site) ||
    (isGivenBack(program, site) && isSaidOfNoList(call)) ||
    (isOfPackage ? SAVES : WRITES).test(name);
  if (isSurely && soundsLikeWriting(name)) return { kind: 'unknown', because };
  const mayMatter = isOfPackage
    ? mayMatterOfPackage(program, site, entity)
    : mayMatterOfUnknown(program, site);
  return mayMatter ? { kind: 'open', because } : null;
}

/** `return map.delete(key)`, `() => text.replaceAll('a', 'b')` */
const isSaidOfNoList = (call: CallFact): boolean =>
  call.name !== 'delete' && !changesLists(call.name) && !worksOnValues(call);

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
  if (isSqlDriver(from) || isDatabase(from) || worksOnValues(site.call)) return false;
  // `return slugify(title)` computes; `return client.submit(order)` asks somebody.
  const isOnInstance = way.includes('new()') || way.includes('()');
  return isWaitedFor(program, site) || (isOnInstance && isGivenBack(program, site));
}

function leadsNowhere(entity: Entity): boolean {
  if (entity.kind === 'external')
    return (
      !KEEPS_NOTHING.test(entity.package) ||
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

/** `logger.info(text)`, `this.auditLogger.warn(text)`, `log(text)`. */
function isLogging(callee: Value): boolean {
  if (callee.kind === 'member' && LOG_LEVELS.has(callee.name)) return true;
  const logger = callee.kind === 'member' ? callee.of : callee;
  return (logger.kind === 'name' || logger.kind === 'member') && LOGGING.test(logger.name);
}

/** `next()`, `res.send(rows)` and `res.status(201).type('json').send(rows)`. */
function isAnswer(program: Program, path: string, callee: Value): boolean {
  if (callee.kind === 'name') return ANSWERS.has(callee.name);
  if (callee.kind !== 'member') return false;
  // tRPC's `opts.next()`, and an iterator's.
  if (callee.name === 'next') return true;
  let { of } = callee;
  for (let steps = 0; of.kind === 'call' && steps < MAX_ANSWER_STEPS; steps += 1) {
    const inner = program.file(path).calls[of.call]?.callee;
    if (inner?.kind !== 'member' || !ANSWER_STEPS.has(inner.name)) return false;
    of = inner.of;
  }
  if (of.kind !== 'name' && of.kind !== 'member') return false;
  return (
    (of.kind === 'name' && ANSWERING.test(of.name)) || (CONTEXT.test(of.name) && OF_CONTEXT.has(callee.name))
  );
}
