/**
 * Entry points declared by decorators: NestJS (controllers, versions, global prefix, RouterModule, GraphQL, messages, queues, schedules,
 * sockets, commands) and the libraries that use the same words for the same things (routing-controllers, tsoa, type-graphql,
 * inversify-express-utils). Read by the decorator's name, since many systems wrap them.
 */
import type { ClassFact, DecoratorFact, MemberFact } from '../../read/file-facts.ts';
import type { Value } from '../../read/value.ts';
import { calledName, callIndexOf, receiverOf } from '../call-index.ts';
import type { FoundOther, FoundRoute } from '../entry-index.ts';
import type { ClassRef, FunctionRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import {
  entryOf,
  functionsIn,
  itemsOf,
  OPEN_PART,
  type PlacedValue,
  spellings,
  stringOf,
} from '../values.ts';
import type { RouteReading } from './route-readers.ts';
import { joinPaths, normalisePath } from './router-graph.ts';

const CONTROLLERS = new Set([
  'Controller',
  'JsonController',
  'RestController',
  'controller',
  'Route',
  'ApiController',
]);
const HTTP_METHODS: ReadonlyMap<string, string> = new Map([
  ...['Get', 'Post', 'Put', 'Patch', 'Delete', 'Options', 'Head'].map(
    (name) => [name, name.toUpperCase()] as const,
  ),
  ...['Get', 'Post', 'Put', 'Patch', 'Delete', 'Head'].map(
    (name) => [`http${name}`, name.toUpperCase()] as const,
  ),
  ['All', '*'],
  ['all', '*'],
  ['Sse', 'GET'],
  ['Search', 'SEARCH'],
]);
const RESOLVERS = new Set(['Resolver']);
const GRAPHQL: ReadonlyMap<string, string> = new Map([
  ['Query', 'Query'],
  ['Mutation', 'Mutation'],
  ['Subscription', 'Subscription'],
]);
const FIELDS = new Set(['ResolveField', 'FieldResolver', 'ResolveProperty']);
const GUARDS = new Set([
  'UseGuards',
  'UseInterceptors',
  'UsePipes',
  'UseBefore',
  'UseAfter',
  'UseFilters',
  'UseMiddleware',
]);
/** What a guard, interceptor, pipe or middleware class does for a request. */
const GUARD_METHODS = ['canActivate', 'intercept', 'transform', 'use', 'catch'];

interface GlobalSettings {
  prefix: string;
  excluded: ReadonlySet<string>;
  /** `v` in `/v1`; null without versioning in the path. */
  versionPrefix: string | null;
  defaultVersions: readonly string[];
}

export function readDecorated(program: Program): RouteReading {
  const reader = new DecoratedReader(program);
  for (const path of program.paths) {
    if (isTestPath(path)) continue;
    for (const [index, fact] of program.file(path).classes.entries())
      reader.read({ path, class: index }, fact);
  }
  return { routes: reader.routes, others: reader.others, unread: [] };
}

class DecoratedReader {
  readonly routes: FoundRoute[] = [];
  readonly others: FoundOther[] = [];
  private readonly program: Program;
  private readonly settings: GlobalSettings;
  private readonly modulePrefixes: ReadonlyMap<string, readonly string[]>;

  constructor(program: Program) {
    this.program = program;
    this.settings = readGlobalSettings(program);
    this.modulePrefixes = readModulePrefixes(program);
  }

  read(ref: ClassRef, fact: ClassFact): void {
    const controller = fact.decorators.find(({ name }) => CONTROLLERS.has(lastName(name)));
    const guards = this.guards(ref.path, fact.decorators);
    for (const member of this.membersOf(ref)) {
      if (member.fact.function < 0) continue;
      if (controller !== undefined) this.routesOf(ref, fact, controller, member, guards);
      this.othersOf(ref, fact, member, guards);
    }
    this.classEntries(ref, fact);
  }

  /** Own methods and inherited ones: a base controller's routes answer under each subclass. */
  private membersOf(ref: ClassRef): { owner: ClassRef; fact: MemberFact }[] {
    const found = new Map<string, { owner: ClassRef; fact: MemberFact }>();
    let at: ClassRef | null = ref;
    for (let steps = 0; at !== null && steps < 16; steps += 1) {
      const owner: ClassRef = at;
      for (const fact of this.program.classOf(owner).members)
        if (!found.has(fact.name)) found.set(fact.name, { owner, fact });
      at = this.program.baseOf(owner);
    }
    return [...found.values()];
  }

  private routesOf(
    ref: ClassRef,
    fact: ClassFact,
    controller: DecoratorFact,
    member: { owner: ClassRef; fact: MemberFact },
    guards: readonly FunctionRef[],
  ): void {
    for (const decorator of member.fact.decorators) {
      const method = HTTP_METHODS.get(lastName(decorator.name));
      if (method === undefined) continue;
      const handler = { path: member.owner.path, function: member.fact.function };
      const functions = [
        ...guards,
        ...this.guards(member.owner.path, member.fact.decorators),
        ...this.middlewareArgs(member.owner.path, decorator),
        handler,
      ];
      for (const path of this.pathsOf(ref, fact, controller, member, decorator)) {
        for (const one of normalisePath(path)) {
          this.routes.push({
            method,
            path: one,
            module: ref.path,
            line: ref.path === member.owner.path ? decorator.line : fact.line,
            handler: {
              module: handler.path,
              name:
                ref.path === member.owner.path
                  ? this.program.nameOf(handler)
                  : `${fact.name}.${member.fact.name}`,
            },
            framework: lastName(controller.name) === 'Controller' ? 'nest' : lastName(controller.name),
            functions,
          });
        }
      }
    }
  }

  private pathsOf(
    ref: ClassRef,
    fact: ClassFact,
    controller: DecoratorFact,
    member: { owner: ClassRef; fact: MemberFact },
    decorator: DecoratorFact,
  ): string[] {
    const own = this.texts(member.owner.path, decorator.args[0]);
    const prefixes = this.controllerPaths(ref.path, controller);
    const versions = this.versionsOf(ref.path, controller, fact.decorators, member);
    const modules = this.modulePrefixes.get(`${ref.path}#${ref.class}`) ?? [''];
    return modules.flatMap((module) =>
      prefixes.flatMap((prefix) =>
        versions.flatMap((version) =>
          own.map((path) => {
            const isExcluded =
              this.settings.excluded.has(joinPaths(prefix, path)) ||
              this.settings.excluded.has(joinPaths(prefix));
            return joinPaths(isExcluded ? '' : this.settings.prefix, version, module, prefix, path);
          }),
        ),
      ),
    );
  }

  /** `@Controller('a')`, `@Controller(['a', 'b'])`, `@Controller({ path: 'a' })`. */
  private controllerPaths(path: string, controller: DecoratorFact): string[] {
    const [first] = controller.args;
    const inObject = first === undefined ? null : entryOf(this.program, path, first, 'path');
    return inObject === null
      ? this.texts(path, first?.kind === 'object' ? undefined : first)
      : this.texts(inObject.path, inObject.value);
  }

  private versionsOf(
    path: string,
    controller: DecoratorFact,
    decorators: readonly DecoratorFact[],
    member: { owner: ClassRef; fact: MemberFact },
  ): string[] {
    const { versionPrefix, defaultVersions } = this.settings;
    if (versionPrefix === null) return [''];
    const named = [
      ...this.versionDecorator(member.owner.path, member.fact.decorators),
      ...this.versionDecorator(path, decorators),
    ];
    const [first] = controller.args;
    const inObject = first === undefined ? null : entryOf(this.program, path, first, 'version');
    const own = inObject === null ? [] : this.versions(inObject.path, inObject.value);
    const versions = named.length > 0 ? named : own.length > 0 ? own : defaultVersions;
    return versions.length === 0
      ? ['']
      : versions.map((version) => (version === '' ? '' : `${versionPrefix}${version}`));
  }

  private versionDecorator(path: string, decorators: readonly DecoratorFact[]): string[] {
    const version = decorators.find(({ name }) => lastName(name) === 'Version')?.args[0];
    return version === undefined ? [] : this.versions(path, version);
  }

  /** Neutral versions (a symbol) stand for no version in the path. */
  private versions(path: string, value: Value): string[] {
    return itemsOf(this.program, path, value).map(
      (item) => stringOf(this.program, item.path, item.value) ?? '',
    );
  }

  private texts(path: string, value: Value | undefined): string[] {
    if (value === undefined) return [''];
    const texts = itemsOf(this.program, path, value).flatMap((item) =>
      spellings(this.program, item.path, item.value).map(({ text }) => text),
    );
    return texts.length > 0 ? texts : [value.kind === 'object' ? '' : OPEN_PART];
  }

  private guards(path: string, decorators: readonly DecoratorFact[]): FunctionRef[] {
    return decorators
      .filter(({ name }) => GUARDS.has(lastName(name)))
      .flatMap(({ args }) => args.flatMap((arg) => this.guardFunctions(path, arg)));
  }

  private guardFunctions(path: string, value: Value): FunctionRef[] {
    const entity = this.program.evaluate(path, value);
    if (entity.kind !== 'class' && entity.kind !== 'instance') return functionsIn(this.program, path, value);
    return GUARD_METHODS.flatMap((name) => {
      const found = this.program.findMember(entity, name);
      const member = found === null ? undefined : this.program.classOf(found.owner).members[found.member];
      return found === null || member === undefined || member.function < 0
        ? []
        : [{ path: found.owner.path, function: member.function }];
    });
  }

  /** inversify's `@httpGet('/', middleware)`. */
  private middlewareArgs(path: string, decorator: DecoratorFact): FunctionRef[] {
    return decorator.args.slice(1).flatMap((arg) => functionsIn(this.program, path, arg));
  }

  private othersOf(
    ref: ClassRef,
    fact: ClassFact,
    member: { owner: ClassRef; fact: MemberFact },
    guards: readonly FunctionRef[],
  ): void {
    const { path } = member.owner;
    const handler = { path, function: member.fact.function };
    const isResolver = fact.decorators.some(({ name }) => RESOLVERS.has(lastName(name)));
    for (const decorator of member.fact.decorators) {
      const found = this.otherOf(path, fact, member.fact, decorator, isResolver);
      if (found === null) continue;
      const functions = [...guards, ...this.guards(path, member.fact.decorators), handler];
      this.others.push({
        ...found,
        module: ref.path,
        line: ref.path === path ? decorator.line : fact.line,
        functions,
      });
    }
  }

  private otherOf(
    path: string,
    fact: ClassFact,
    member: MemberFact,
    decorator: DecoratorFact,
    isResolver: boolean,
  ): Pick<FoundOther, 'kind' | 'name'> | null {
    const name = lastName(decorator.name);
    const text = (index = 0): string | null => stringOf(this.program, path, decorator.args[index]);
    const operation = GRAPHQL.get(name);
    if (operation !== undefined && isResolver)
      return {
        kind: 'graphql',
        name: `${operation}.${graphqlName(this.program, path, decorator) ?? member.name}`,
      };
    if (FIELDS.has(name) && isResolver)
      return {
        kind: 'graphql',
        name: `${resolvedType(this.program, path, fact)}.${graphqlName(this.program, path, decorator) ?? member.name}`,
      };
    if (name === 'MessagePattern' || name === 'EventPattern' || name === 'GrpcMethod')
      return { kind: 'message', name: this.pattern(path, decorator) ?? member.name };
    if (name === 'SubscribeMessage') return { kind: 'socket', name: text() ?? member.name };
    if (name === 'Cron' || name === 'Interval' || name === 'Timeout')
      return { kind: 'job', name: this.scheduleName(path, decorator) ?? member.name };
    if (name === 'Process')
      return {
        kind: 'queue',
        name:
          [classQueue(this.program, path, fact), text()].filter((part) => part !== null).join(':') ||
          member.name,
      };
    if (name === 'OnQueueEvent' || name === 'OnEvent')
      return name === 'OnEvent' ? { kind: 'listener', name: text() ?? member.name } : null;
    if (name === 'RabbitSubscribe' || name === 'RabbitRPC' || name === 'SqsMessageHandler')
      return { kind: 'queue', name: this.pattern(path, decorator) ?? member.name };
    return null;
  }

  /** `@MessagePattern('x')`, `@MessagePattern({ cmd: 'x' })`, `@GrpcMethod('Service', 'Method')`, `@RabbitSubscribe({ queue: 'x' })`. */
  private pattern(path: string, decorator: DecoratorFact): string | null {
    const texts = decorator.args
      .map((arg) => stringOf(this.program, path, arg))
      .filter((part) => part !== null);
    if (texts.length > 0) return texts.join('.');
    const [first] = decorator.args;
    if (first === undefined) return null;
    for (const key of ['cmd', 'queue', 'routingKey', 'role', 'type', 'pattern']) {
      const entry = entryOf(this.program, path, first, key);
      const text = entry === null ? null : stringOf(this.program, entry.path, entry.value);
      if (text !== null) return text;
    }
    return null;
  }

  private scheduleName(path: string, decorator: DecoratorFact): string | null {
    const [first] = decorator.args;
    if (first === undefined) return null;
    const text = stringOf(this.program, path, first);
    if (text !== null && lastName(decorator.name) !== 'Cron')
      return `${/^\d+$/.test(text) ? `every ${text} ms` : text}`;
    if (text !== null) return text;
    if (first.kind === 'number') return `every ${first.value} ms`;
    // `CronExpression.EVERY_HOUR` of @nestjs/schedule.
    return first.kind === 'member' ? first.name : null;
  }

  /** Entry points of whole classes: BullMQ's WorkerHost, gateways, commands, CQRS handlers. */
  private classEntries(ref: ClassRef, fact: ClassFact): void {
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
      const entryName = this.classEntryName(ref.path, name, decorator) ?? fact.name;
      this.others.push({
        kind,
        name: entryName,
        module: ref.path,
        line: decorator.line,
        functions: [{ path: ref.path, function: member.function }],
      });
    }
  }

  private classEntryName(path: string, name: string, decorator: DecoratorFact): string | null {
    if (name === 'Processor') return queueNameOf(this.program, path, decorator);
    const [first] = decorator.args;
    if (first === undefined) return null;
    if (name === 'CommandHandler' || name === 'QueryHandler') {
      const entity = this.program.evaluate(path, first);
      return entity.kind === 'class' ? this.program.classOf(entity).name : null;
    }
    const keyed = entryOf(this.program, path, first, name === 'WebSocketGateway' ? 'namespace' : 'name');
    return keyed === null
      ? stringOf(this.program, path, first)
      : stringOf(this.program, keyed.path, keyed.value);
  }
}

const lastName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

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

/** `app.setGlobalPrefix('api', { exclude })`, `app.enableVersioning({ … })`. */
function readGlobalSettings(program: Program): GlobalSettings {
  const settings: GlobalSettings = {
    prefix: '',
    excluded: new Set(),
    versionPrefix: null,
    defaultVersions: [],
  };
  for (const { path, call } of callIndexOf(program).sites) {
    const name = calledName(call);
    if (receiverOf(call) === null) continue;
    if (name === 'setGlobalPrefix') {
      const [first, options] = call.args;
      settings.prefix = first === undefined ? '' : (spellings(program, path, first)[0]?.text ?? OPEN_PART);
      settings.excluded = options === undefined ? new Set() : excludedPaths(program, path, options);
    }
    if (name === 'enableVersioning') Object.assign(settings, readVersioning(program, path, call.args[0]));
  }
  return settings;
}

function excludedPaths(program: Program, path: string, options: Value): ReadonlySet<string> {
  const exclude = entryOf(program, path, options, 'exclude');
  if (exclude === null) return new Set();
  const texts = itemsOf(program, exclude.path, exclude.value).map((item) => {
    const inner: PlacedValue = entryOf(program, item.path, item.value, 'path') ?? item;
    return stringOf(program, inner.path, inner.value) ?? '';
  });
  return new Set(texts.map((text) => joinPaths(text)));
}

/** Without options Nest versions by URI with prefix `v`; header and media type versions leave the path alone. */
function readVersioning(
  program: Program,
  path: string,
  options: Value | undefined,
): Pick<GlobalSettings, 'versionPrefix' | 'defaultVersions'> {
  if (options === undefined) return { versionPrefix: 'v', defaultVersions: [] };
  const type = entryOf(program, path, options, 'type')?.value;
  const isInPath = type === undefined || (type.kind === 'member' && type.name === 'URI');
  const prefix = entryOf(program, path, options, 'prefix');
  const defaults = entryOf(program, path, options, 'defaultVersion');
  const versions =
    defaults === null
      ? []
      : itemsOf(program, defaults.path, defaults.value).map(
          (item) => stringOf(program, item.path, item.value) ?? '',
        );
  const isOff = prefix?.value.kind === 'boolean' && !prefix.value.value;
  return {
    versionPrefix: isInPath
      ? prefix === null
        ? 'v'
        : isOff
          ? ''
          : (stringOf(program, prefix.path, prefix.value) ?? 'v')
      : null,
    defaultVersions: versions,
  };
}

/** `RouterModule.register([{ path: 'admin', module: AdminModule, children: [MetricsModule] }])`: prefix by controller class. */
function readModulePrefixes(program: Program): ReadonlyMap<string, readonly string[]> {
  const prefixes = new Map<string, string[]>();
  const visit = (item: PlacedValue, outer: string): void => {
    const path = entryOf(program, item.path, item.value, 'path');
    const own =
      path === null ? outer : joinPaths(outer, stringOf(program, path.path, path.value) ?? OPEN_PART);
    const module = entryOf(program, item.path, item.value, 'module') ?? (path === null ? item : null);
    for (const controller of module === null ? [] : controllersOf(program, module)) {
      prefixes.set(controller, [...(prefixes.get(controller) ?? []), own]);
    }
    const children = entryOf(program, item.path, item.value, 'children');
    if (children !== null)
      for (const child of itemsOf(program, children.path, children.value)) visit(child, own);
  };
  for (const { path, call } of callIndexOf(program).sites) {
    const receiver = receiverOf(call);
    if (receiver?.kind !== 'name' || receiver.name !== 'RouterModule') continue;
    for (const arg of call.args) for (const item of itemsOf(program, path, arg)) visit(item, '');
  }
  return prefixes;
}

function controllersOf(program: Program, module: PlacedValue): string[] {
  const entity = program.evaluate(module.path, module.value);
  if (entity.kind !== 'class') return [];
  const options = program.classOf(entity).decorators.find(({ name }) => name === 'Module')?.args[0];
  const controllers = options === undefined ? null : entryOf(program, entity.path, options, 'controllers');
  if (controllers === null) return [];
  return itemsOf(program, controllers.path, controllers.value).flatMap((item) => {
    const controller = program.evaluate(item.path, item.value);
    return controller.kind === 'class' ? [`${controller.path}#${controller.class}`] : [];
  });
}
