import { type CallSite, calledName, receiverOf } from '../call-index.ts';
import type { Program } from '../program.ts';
import { stringOf, wayOf } from '../values.ts';
import { queueMaker } from './entry-calls.ts';
import type { Happening } from './happening.ts';

/** Packages with the methods that put something on a queue or topic. */
const SENDERS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...['bull', 'bullmq', 'bee-queue', 'kue', '@nestjs/bull', '@nestjs/bullmq'].map(
    (name) => [name, new Set(['add', 'addBulk', 'createJob', 'create'])] as const,
  ),
  ['pg-boss', new Set(['send', 'publish', 'insert'])],
  ['amqplib', new Set(['sendToQueue', 'publish'])],
  ['amqplib/callback_api', new Set(['sendToQueue', 'publish'])],
  ['kafkajs', new Set(['send', 'sendBatch'])],
  ['@nestjs/microservices', new Set(['emit', 'send'])],
  ['agenda', new Set(['now', 'schedule', 'every'])],
]);

const SENDING = new Set([...SENDERS.values()].flatMap((methods) => [...methods]));
const NOTHING: readonly Happening[] = [];

/** `queue.add('welcome', …)` leaves the request behind: an event of the queue's name. */
export function queueSends(program: Program, site: CallSite): readonly Happening[] {
  if (!SENDING.has(calledName(site.call))) return NOTHING;
  const receiver = receiverOf(site.call);
  if (receiver === null) return NOTHING;
  const entity = wayOf(program.evaluate(site.path, receiver));
  const methods = entity === null ? undefined : SENDERS.get(entity.package);
  if (methods === undefined || !methods.has(calledName(site.call))) return NOTHING;
  const made = queueMaker(program, site.path, receiver);
  const queue = made === null ? null : stringOf(program, made.path, made.call.args[0]);
  const name = queue ?? stringOf(program, site.path, site.call.args[0]);
  return [{ kind: 'event', name: name === null ? 'queue known at run time' : `queue ${name}`, leaves: true }];
}
