/** How clients of message brokers say what they listen to, and who handles it. */
import { type CallSite, callIndexOf, receiverOf } from '../call-index.ts';
import type { Program } from '../program.ts';
import { describeValue, entryOf, itemsOf, type PlacedValue, stringOf } from '../values.ts';

/** kafkajs, sqs-consumer, NATS, Azure Service Bus. */
const HANDLERS = [
  'eachMessage',
  'eachBatch',
  'handleMessage',
  'handleMessageBatch',
  'callback',
  'processMessage',
];
const QUEUES = ['queue', 'queueName', 'topic', 'subject'];
/** Packages whose subscriptions are looped over. */
const LOOPED = new Set(['nats', '@nats-io/transport-node']);

export function handlerInOptions(program: Program, { path, call }: CallSite): PlacedValue | null {
  for (const options of call.args) {
    if (options.kind === 'function') continue;
    for (const key of HANDLERS) {
      const found = entryOf(program, path, options, key);
      if (found !== null) return found;
    }
  }
  return null;
}

/** `createConsumer({ queue: 'orders' }, work)`. */
export function queueOption(program: Program, { path, call }: CallSite): string | null {
  const [options] = call.args;
  if (options === undefined || options.kind === 'function') return null;
  for (const key of QUEUES) {
    const found = entryOf(program, path, options, key);
    const text = found === null ? null : stringOf(program, found.path, found.value);
    if (text !== null) return text;
  }
  return null;
}

export const isLoopedOver = (packageName: string, { call }: CallSite): boolean =>
  call.name === 'subscribe' && LOOPED.has(packageName);

/** What `consumer.run({ eachMessage })` handles: the topics that the same consumer of this file subscribes to. */
export function topicsOf(program: Program, { path, call }: CallSite): string | null {
  const consumer = receiverOf(call);
  if (call.name !== 'run' || consumer === null) return null;
  const topics = callIndexOf(program)
    .named(new Set(['subscribe']))
    .filter((site) => site.path === path && isNamedLike(site, describeValue(consumer)))
    .flatMap((site) => ['topic', 'topics'].flatMap((key) => textsOf(program, site, key)));
  return topics.length === 0 ? null : [...new Set(topics)].join(', ');
}

function isNamedLike({ call }: CallSite, name: string): boolean {
  const receiver = receiverOf(call);
  return receiver !== null && describeValue(receiver) === name;
}

function textsOf(program: Program, { path, call }: CallSite, key: string): string[] {
  const [options] = call.args;
  const found = options === undefined ? null : entryOf(program, path, options, key);
  if (found === null) return [];
  return itemsOf(program, found.path, found.value).flatMap(
    (item) => stringOf(program, item.path, item.value) ?? [],
  );
}
