/** Entry points beside routes that decorators declare: GraphQL, messages, queues, schedules, sockets, commands. */
import type { ClassFact, DecoratorFact, MemberFact } from '../../../read/file-facts.ts';
import type { FoundOther } from '../../entry-index.ts';
import type { ClassRef, Program } from '../../program.ts';
import { entryOf, stringOf } from '../../values.ts';
import { lastName } from './last-name.ts';

export const RESOLVERS = new Set(['Resolver']);
const GRAPHQL: ReadonlyMap<string, string> = new Map([
  ['Query', 'Query'],
  ['Mutation', 'Mutation'],
  ['Subscription', 'Subscription'],
]);
const FIELDS = new Set(['ResolveField', 'FieldResolver', 'ResolveProperty']);

export function entryOfMethod(
  program: Program,
  path: string,
  fact: ClassFact,
  member: MemberFact,
  decorator: DecoratorFact,
  isResolver: boolean,
): Pick<FoundOther, 'kind' | 'name'> | null {
  const name = lastName(decorator.name);
  const text = (index = 0): string | null => stringOf(program, path, decorator.args[index]);
  const operation = GRAPHQL.get(name);
  if (operation !== undefined && isResolver)
    return {
      kind: 'graphql',
      name: `${operation}.${graphqlName(program, path, decorator) ?? member.name}`,
    };
  if (FIELDS.has(name) && isResolver)
    return {
      kind: 'graphql',
      name: `${resolvedType(program, path, fact)}.${graphqlName(program, path, decorator) ?? member.name}`,
    };
  if (name === 'GrpcMethod' || name === 'GrpcStreamMethod' || name === 'GrpcStreamCall')
    return { kind: 'message', name: grpcName(program, path, fact, member, decorator) };
  if (name === 'MessagePattern' || name === 'EventPattern')
    return { kind: 'message', name: pattern(program, path, decorator) ?? member.name };
  if (name === 'SubscribeMessage') return { kind: 'socket', name: text() ?? member.name };
  if (name === 'Cron' || name === 'Interval' || name === 'Timeout')
    return { kind: 'job', name: scheduleName(program, path, decorator) ?? member.name };
  if (name === 'Process')
    return {
      kind: 'queue',
      name:
        [classQueue(program, path, fact), text()].filter((part) => part !== null).join(':') || member.name,
    };
  if (name === 'OnQueueEvent' || name === 'OnEvent')
    return name === 'OnEvent' ? { kind: 'listener', name: text() ?? member.name } : null;
  if (name === 'RabbitSubscribe' || name === 'RabbitRPC' || name === 'SqsMessageHandler')
    return { kind: 'queue', name: pattern(program, path, decorator) ?? member.name };
  return null;
}

/** `@GrpcMethod('Service', 'Method')`; without the one it is the class, without the other the method in capitals. */
function grpcName(
  program: Program,
  path: string,
  fact: ClassFact,
  member: MemberFact,
  decorator: DecoratorFact,
): string {
  const [service, method] = [0, 1].map((at) => stringOf(program, path, decorator.args[at]));
  const own = member.name.charAt(0).toUpperCase() + member.name.slice(1);
  return `${service ?? fact.name}.${method ?? own}`;
}

/** `@MessagePattern('x')`, `@MessagePattern({ cmd: 'x' })`, `@RabbitSubscribe({ queue: 'x' })`. */
function pattern(program: Program, path: string, decorator: DecoratorFact): string | null {
  const texts = decorator.args.map((arg) => stringOf(program, path, arg)).filter((part) => part !== null);
  if (texts.length > 0) return texts.join('.');
  const [first] = decorator.args;
  if (first === undefined) return null;
  for (const key of ['cmd', 'queue', 'routingKey', 'role', 'type', 'pattern']) {
    const entry = entryOf(program, path, first, key);
    const text = entry === null ? null : stringOf(program, entry.path, entry.value);
    if (text !== null) return text;
  }
  return null;
}

function scheduleName(program: Program, path: string, decorator: DecoratorFact): string | null {
  const [first] = decorator.args;
  if (first === undefined) return null;
  const text = stringOf(program, path, first);
  if (text !== null && lastName(decorator.name) !== 'Cron')
    return `${/^\d+$/.test(text) ? `every ${text} ms` : text}`;
  if (text !== null) return text;
  if (first.kind === 'number') return `every ${first.value} ms`;
  // `CronExpression.EVERY_HOUR` of @nestjs/schedule.
  return first.kind === 'member' ? first.name : null;
}

/** Entry points of whole classes: BullMQ's WorkerHost, gateways, commands, CQRS handlers. */
export function entriesOfClass(program: Program, ref: ClassRef, fact: ClassFact): FoundOther[] {
  const found: FoundOther[] = [];
  for (const decorator of fact.decorators) {
    const name = lastName(decorator.name);
    const method = {
      Processor: 'process',
      Command: 'run',
      SubCommand: 'run',
      WebSocketGateway: 'handleConnection',
      CommandHandler: 'execute',
      QueryHandler: 'execute',
    }[name];
    if (method === undefined) continue;
    const member = fact.members.find((one) => one.name === method);
    if (member === undefined || member.function < 0) continue;
    const kind =
      name === 'Processor'
        ? 'queue'
        : name === 'WebSocketGateway'
          ? 'socket'
          : name === 'Command' || name === 'SubCommand'
            ? 'command'
            : 'message';
    const entryName = classEntryName(program, ref.path, name, decorator) ?? fact.name;
    found.push({
      kind,
      name: entryName,
      module: ref.path,
      line: decorator.line,
      functions: [{ path: ref.path, function: member.function }],
    });
  }
  return found;
}

function classEntryName(
  program: Program,
  path: string,
  name: string,
  decorator: DecoratorFact,
): string | null {
  if (name === 'Processor') return queueNameOf(program, path, decorator);
  const [first] = decorator.args;
  if (first === undefined) return null;
  if (name === 'CommandHandler' || name === 'QueryHandler') {
    const entity = program.evaluate(path, first);
    return entity.kind === 'class' ? program.classOf(entity).name : null;
  }
  // A gateway may have its port before the options.
  const options = name === 'WebSocketGateway' ? (decorator.args.at(-1) ?? first) : first;
  const keyed = entryOf(program, path, options, name === 'WebSocketGateway' ? 'namespace' : 'name');
  return keyed === null ? stringOf(program, path, first) : stringOf(program, keyed.path, keyed.value);
}

function queueNameOf(program: Program, path: string, decorator: DecoratorFact): string | null {
  const [first] = decorator.args;
  if (first === undefined) return null;
  const keyed = entryOf(program, path, first, 'name');
  return keyed === null ? stringOf(program, path, first) : stringOf(program, keyed.path, keyed.value);
}

function classQueue(program: Program, path: string, fact: ClassFact): string | null {
  const processor = fact.decorators.find(({ name }) => lastName(name) === 'Processor');
  return processor === undefined ? null : queueNameOf(program, path, processor);
}

/** `@Query('users')`, `@Query(() => User, { name: 'users' })`. */
function graphqlName(program: Program, path: string, decorator: DecoratorFact): string | null {
  for (const arg of decorator.args) {
    const text = arg.kind === 'string' ? arg.text : null;
    if (text !== null) return text;
    const name = arg.kind === 'object' ? entryOf(program, path, arg, 'name') : null;
    if (name !== null) return stringOf(program, name.path, name.value);
  }
  return null;
}

/** `@Resolver('User')`, `@Resolver(() => User)`, `@Resolver(User)`. */
function resolvedType(program: Program, path: string, fact: ClassFact): string {
  const first = fact.decorators.find(({ name }) => RESOLVERS.has(lastName(name)))?.args[0];
  if (first === undefined) return fact.name;
  const text = stringOf(program, path, first);
  if (text !== null) return text;
  const returned =
    first.kind === 'function' ? program.file(path).functions[first.function]?.returns[0] : first;
  return returned?.kind === 'name' ? returned.name : fact.name;
}
