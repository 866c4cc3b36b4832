/** Entry points that code registers by a call: schedules, queues, sockets, commands. */
import type { Value } from '../../read/value.ts';
import { type CallSite, calledName, receiverOf } from '../call-index.ts';
import type { EntryFacts } from '../facts.ts';
import type { FunctionRef, Program } from '../program.ts';
import { entryOf, functionsIn, type PlacedValue, stringOf, wayOf } from '../values.ts';
import { handlerInOptions, isLoopedOver, queueOption, topicsOf } from './broker-subscriptions.ts';

export interface FoundEntry {
  readonly kind: EntryFacts['kind'];
  readonly name: string;
  readonly site: CallSite;
  readonly functions: readonly FunctionRef[];
}

const SCHEDULERS = new Set([
  'node-cron',
  'cron',
  'node-schedule',
  'croner',
  'later',
  'agenda',
  '@hokify/agenda',
  '@breejs/later',
  'toad-scheduler',
  '@nestjs/schedule',
]);
const QUEUES = new Set([
  'bull',
  'bullmq',
  'bee-queue',
  'kue',
  'pg-boss',
  'amqplib',
  'amqplib/callback_api',
  'kafkajs',
  'sqs-consumer',
  'rsmq-worker',
  'graphile-worker',
  '@google-cloud/pubsub',
  'nats',
  '@nats-io/transport-node',
  'amqp-connection-manager',
  'rabbitmq-client',
  '@azure/service-bus',
  'redis',
  '@redis/client',
  'fastq',
  'agenda',
  '@hokify/agenda',
]);
const SOCKETS = new Set(['ws', 'socket.io', 'express-ws', 'sockjs', 'uWebSockets.js', 'isows']);
const COMMANDS = new Set([
  'commander',
  'yargs',
  'cac',
  'caporal',
  '@caporal/core',
  'sade',
  'clipanion',
  '@commander-js/extra-typings',
]);

const SCHEDULING = new Set(['schedule', 'scheduleJob', 'CronJob', 'Cron', 'define', 'from', 'setInterval']);
const WORKING = new Set([
  'process',
  'Worker',
  'consume',
  'work',
  'run',
  'subscribe',
  'create',
  'QueueWorker',
  'createConsumer',
]);
const REGISTERING = new Set([
  'schedule',
  'scheduleJob',
  'addJob',
  'registerJob',
  'register',
  'add',
  'every',
  'cron',
  'define',
  'repeat',
  'addCronJob',
  'job',
  'addTask',
]);
/** Every name that one of the readers below looks at. */
export const ENTRY_NAMES: ReadonlySet<string> = new Set([
  ...SCHEDULING,
  ...WORKING,
  ...REGISTERING,
  'on',
  'ws',
  'action',
  'command',
]);

/** What a call by one of these names registers, if anything. */
export function entryOfCall(program: Program, site: CallSite): FoundEntry | null {
  const name = calledName(site.call);
  return (
    ownSchedule(program, site, name) ??
    timer(program, site, name) ??
    schedule(program, site, name) ??
    queue(program, site, name) ??
    incoming(program, site, name) ??
    socket(program, site, name) ??
    command(program, site, name)
  );
}

/** The package behind the callee, or behind the variable that it is called on. */
function packageOf(program: Program, site: CallSite): string {
  const own = wayOf(program.evaluate(site.path, site.call.callee));
  if (own !== null) return own.package;
  const receiver = receiverOf(site.call);
  return receiver === null ? '' : (wayOf(program.evaluate(site.path, receiver))?.package ?? '');
}

function functionsAmong(program: Program, site: CallSite, args: readonly Value[]): FunctionRef[] {
  return args.flatMap((arg) => functionsIn(program, site.path, arg));
}

function timer(program: Program, site: CallSite, name: string): FoundEntry | null {
  const [work, interval] = site.call.args;
  if (name !== 'setInterval' || work === undefined || packageOf(program, site) !== 'global') return null;
  const functions = functionsIn(program, site.path, work);
  if (functions.length === 0) return null;
  const ms =
    interval?.kind === 'number'
      ? `${interval.value} ms`
      : interval === undefined
        ? null
        : stringOf(program, site.path, interval);
  const every = ms === null ? 'every interval' : `every ${/ms$/.test(ms) ? ms : `${ms} ms`}`;
  return { kind: 'job', name: every, site, functions };
}

const WORK_KEYS = [
  'run',
  'handler',
  'execute',
  'perform',
  'onTick',
  'task',
  'work',
  'fn',
  'job',
  'process',
  'action',
  'callback',
];
const WHEN_KEY =
  /^(?:cron|cronTime|cronExpression|schedule|rule|pattern|period|frequency|every\w*|interval\w*|repeat\w*)$/;

/** An application's own scheduler: `scheduler.schedule({ name, everyMinutes, run })`. */
function ownSchedule(program: Program, site: CallSite, name: string): FoundEntry | null {
  const [options] = site.call.args;
  if (!REGISTERING.has(name) || options?.kind !== 'object') return null;
  const when = options.entries.find(({ key }) => WHEN_KEY.test(key));
  const work = options.entries.find(({ key }) => WORK_KEYS.includes(key));
  if (when === undefined || work === undefined) return null;
  const functions = functionsIn(program, site.path, work.value);
  if (functions.length === 0) return null;
  const title = options.entries.find(({ key }) => key === 'name' || key === 'id');
  return {
    kind: 'job',
    name: stringOf(program, site.path, title?.value ?? when.value) ?? 'schedule known at run time',
    site,
    functions,
  };
}

/** `cron.schedule('0 3 * * *', work)`, `new CronJob('…', work)`, `agenda.define('name', work)`. */
function schedule(program: Program, site: CallSite, name: string): FoundEntry | null {
  const isScheduling = SCHEDULING.has(name);
  if (!isScheduling || !SCHEDULERS.has(packageOf(program, site))) return null;
  const [first, ...rest] = site.call.args;
  if (first === undefined) return null;
  const when = entryOf(program, site.path, first, 'cronTime') ?? { path: site.path, value: first };
  const tick = entryOf(program, site.path, first, 'onTick');
  const functions =
    tick === null ? functionsAmong(program, site, rest) : functionsIn(program, tick.path, tick.value);
  if (functions.length === 0) return null;
  return {
    kind: 'job',
    name: stringOf(program, when.path, when.value) ?? 'schedule known at run time',
    site,
    functions,
  };
}

/** `queue.process(work)`, `new Worker('mails', work)`, `channel.consume('mails', work)`, `boss.work('mails', work)`. */
function queue(program: Program, site: CallSite, name: string): FoundEntry | null {
  const isWorking = WORKING.has(name);
  if (!isWorking) return null;
  const receiver = receiverOf(site.call);
  const packageName = packageOf(program, site);
  if (!QUEUES.has(packageName)) return null;
  const { args } = site.call;
  const functions = functionsAmong(program, site, args);
  if (functions.length === 0) {
    const handler = handlerInOptions(program, site);
    const name = topicsOf(program, site) ?? queueName(program, site, receiver, args);
    if (handler !== null) {
      const work = functionsIn(program, handler.path, handler.value);
      return { kind: 'queue', name: name ?? packageName, site, functions: work };
    }
    // `for await (const message of connection.subscribe('orders'))`: who handles them is not said by the call.
    return name !== null && isLoopedOver(packageName, site) ? { kind: 'queue', name, site, functions } : null;
  }
  return {
    kind: 'queue',
    name: queueName(program, site, receiver, args) ?? queueOption(program, site) ?? 'queue known at run time',
    site,
    functions,
  };
}

function queueName(
  program: Program,
  site: CallSite,
  receiver: Value | null,
  args: readonly Value[],
): string | null {
  const own = stringOf(program, site.path, args[0]);
  const made = receiver === null ? null : queueMaker(program, site.path, receiver);
  const queue = made === null ? null : stringOf(program, made.path, made.call.args[0]);
  if (queue !== null && own !== null) return `${queue}:${own}`;
  return queue ?? own;
}

/** Packages whose queue is an object made under its name; elsewhere what is made is a connection. */
const NAMED_WHEN_MADE = new Set([
  'bull',
  'bullmq',
  'bee-queue',
  '@nestjs/bull',
  '@nestjs/bullmq',
  'rsmq-worker',
]);

/** The call that made a queue with its name. */
export function queueMaker(program: Program, path: string, value: Value): CallSite | null {
  const entity = program.evaluate(path, value);
  const isNamed = entity.kind === 'external' && NAMED_WHEN_MADE.has(entity.package);
  return isNamed ? makerOf(program, path, value) : null;
}

/** The call that made what a value holds: `new Queue('mails')`. */
export function makerOf(program: Program, path: string, value: Value): CallSite | null {
  const entity = program.evaluate(path, value);
  if (entity.kind !== 'external' || entity.call === null) return null;
  const call = program.file(entity.call.path).calls[entity.call.call];
  return call === undefined ? null : { path: entity.call.path, index: entity.call.call, call };
}

/** Packages that hand over every message by an event, with the calls that make a subscription by its name. */
const INCOMING = new Set(['mqtt', 'ioredis', '@google-cloud/pubsub']);

/** `subscription.on('message', work)`, named by `subscription('orders')` where that made it. */
function incoming(program: Program, site: CallSite, name: string): FoundEntry | null {
  const [first, work] = site.call.args;
  const receiver = receiverOf(site.call);
  if (name !== 'on' || first === undefined || work === undefined || receiver === null) return null;
  const event = stringOf(program, site.path, first);
  if (event !== 'message' && event !== 'pmessage') return null;
  if (!INCOMING.has(packageOf(program, site))) return null;
  const made = makerOf(program, site.path, receiver);
  const told =
    made === null || calledName(made.call) !== 'subscription'
      ? null
      : stringOf(program, made.path, made.call.args[0]);
  return entryIfHandled('queue', told ?? event, site, functionsIn(program, site.path, work));
}

/** `wss.on('connection', …)`, `io.on('connection', socket => socket.on('join', …))`, `server.on('upgrade', …)`. */
function socket(program: Program, site: CallSite, name: string): FoundEntry | null {
  const [first, ...rest] = site.call.args;
  if (first === undefined || (name !== 'on' && name !== 'ws')) return null;
  const receiver = receiverOf(site.call);
  if (receiver === null) return null;
  const event = stringOf(program, site.path, first);
  const packageName = packageOf(program, site);
  if (name === 'ws' && event !== null && event.startsWith('/')) {
    // Elysia and uWebSockets.js take the handlers in an object.
    const handlers = rest.flatMap((arg) =>
      arg.kind === 'object' ? arg.entries.map(({ value }) => value) : [arg],
    );
    return entryIfHandled('socket', event, site, functionsAmong(program, site, handlers));
  }
  if (event === 'upgrade' && !SOCKETS.has(packageName))
    return entryIfHandled('socket', 'upgrade', site, functionsAmong(program, site, rest));
  if (!SOCKETS.has(packageName) || event === null) return null;
  if (event !== 'connection' && event !== 'connect') return null;
  return entryIfHandled(
    'socket',
    socketPath(program, site, receiver) ?? event,
    site,
    functionsAmong(program, site, rest),
  );
}

/** `new WebSocketServer({ path: '/ws' })`, `sockjs.createServer({ prefix: '/echo' })`, `io.of('/chat')`. */
function socketPath(program: Program, site: CallSite, receiver: Value): string | null {
  const made = makerOf(program, site.path, receiver);
  const [options] = made?.call.args ?? [];
  if (made === null || options === undefined) return null;
  const entry = (key: string): PlacedValue | null => entryOf(program, made.path, options, key);
  const path = entry('path') ?? entry('prefix');
  return path === null
    ? options.kind === 'string'
      ? options.text
      : null
    : stringOf(program, path.path, path.value);
}

function entryIfHandled(
  kind: FoundEntry['kind'],
  name: string,
  site: CallSite,
  functions: readonly FunctionRef[],
): FoundEntry | null {
  return functions.length === 0 ? null : { kind, name, site, functions };
}

/** `program.command('migrate <env>').option(…).action(work)`; yargs' `.command('migrate', 'text', build, work)`. */
function command(program: Program, site: CallSite, name: string): FoundEntry | null {
  const { args } = site.call;
  if (name === 'action') {
    const title = chainedCommand(program, site.path, receiverOf(site.call), 0);
    return title === null
      ? null
      : entryIfHandled('command', firstWord(title), site, functionsAmong(program, site, args));
  }
  if (name !== 'command' || args.length < 3 || !COMMANDS.has(packageOf(program, site))) return null;
  const title = stringOf(program, site.path, args[0]);
  const last = args.at(-1);
  return title === null || last === undefined
    ? null
    : entryIfHandled('command', firstWord(title), site, functionsIn(program, site.path, last));
}

const firstWord = (title: string): string => title.split(' ')[0] ?? title;

/** Walks back along `x.command('name').a().b()`, through a variable if need be. */
function chainedCommand(program: Program, path: string, value: Value | null, depth: number): string | null {
  if (value === null || depth > 40) return null;
  if (value.kind === 'name') {
    const own = value.binding >= 0 ? (program.file(path).bindings[value.binding]?.value ?? null) : null;
    if (own?.kind === 'call') return chainedCommand(program, path, own, depth + 1);
    return COMMANDS.has(wayOf(program.evaluate(path, value))?.package ?? '') ? '(default)' : null;
  }
  if (value.kind !== 'call') return null;
  const call = program.file(path).calls[value.call];
  if (call === undefined) return null;
  if (
    calledName(call) === 'command' ||
    calledName(call) === 'createCommand' ||
    calledName(call) === 'Command'
  ) {
    const title = stringOf(program, path, call.args[0]);
    if (title !== null) return title;
    if (calledName(call) === 'Command') return '(default)';
  }
  return chainedCommand(program, path, receiverOf(call), depth + 1);
}
