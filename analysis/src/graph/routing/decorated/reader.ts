/**
 * Entry points declared by decorators: NestJS (controllers, versions, global prefix, RouterModule, GraphQL, messages, queues, schedules,
 * sockets, commands) and the libraries that use the same words for the same things (routing-controllers, tsoa, type-graphql,
 * inversify-express-utils). Read by the decorator's name, since many systems wrap them.
 */
import type { ClassFact, DecoratorFact, MemberFact } from '../../../read/file-facts.ts';
import type { Value } from '../../../read/value.ts';
import type { FoundOther, FoundRoute } from '../../entry-index.ts';
import type { ClassRef, FunctionRef, Program } from '../../program.ts';
import { isTestPath } from '../../test-paths.ts';
import { usesAnyPackage } from '../../used-packages.ts';
import { entryOf, functionsIn, itemsOf, OPEN_PART, spellings, stringOf } from '../../values.ts';
import type { RouteReading } from '../route-readers.ts';
import { joinPaths, normalisePath } from '../router-graph.ts';
import { entriesOfClass, entryOfMethod, RESOLVERS } from './entries.ts';
import { guardsIn } from './guards.ts';
import { lastName } from './last-name.ts';
import { MountedControllers, routePrefix, tsoaBasePath } from './mounted-controllers.ts';
import { type GlobalSettings, readGlobalSettings, readModulePrefixes } from './nest-settings.ts';
import { inOwnWords } from './own-words.ts';

const TSED = new Set(['@tsed/di', '@tsed/common', '@tsed/platform-http']);
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
export function readDecorated(program: Program): RouteReading {
  const classes = program.paths
    .filter((path) => !isTestPath(path))
    .flatMap((path) =>
      program.file(path).classes.map((fact, index) => ({ ref: { path, class: index }, fact })),
    );
  const reader = new DecoratedReader(program, classes);
  for (const { ref, fact } of classes) reader.read(ref, fact);
  return { routes: reader.routes, others: reader.others, unread: [] };
}

class DecoratedReader {
  readonly routes: FoundRoute[] = [];
  readonly others: FoundOther[] = [];
  private readonly program: Program;
  private readonly settings: GlobalSettings;
  private readonly modulePrefixes: ReadonlyMap<string, readonly string[]>;
  private readonly mounted: MountedControllers;
  /** By the package that a controller's decorators come from. */
  private readonly packagePrefixes: ReadonlyMap<string, string>;

  constructor(program: Program, classes: readonly { readonly ref: ClassRef; readonly fact: ClassFact }[]) {
    this.program = program;
    this.mounted = new MountedControllers(program, usesAnyPackage(program, TSED) ? classes : []);
    this.packagePrefixes = new Map([
      ['routing-controllers', routePrefix(program)],
      ['tsoa', tsoaBasePath(program)],
    ]);
    this.settings = readGlobalSettings(program);
    this.modulePrefixes = readModulePrefixes(program);
  }

  read(ref: ClassRef, asWritten: ClassFact): void {
    const fact = inOwnWords(this.program, ref.path, asWritten);
    const controller = fact.decorators.find(({ name }) => CONTROLLERS.has(lastName(name)));
    const guards = guardsIn(this.program, ref.path, fact.decorators);
    for (const member of this.membersOf(ref)) {
      if (member.fact.function < 0) continue;
      if (controller !== undefined) this.routesOf(ref, fact, controller, member, guards);
      this.othersOf(ref, fact, member, guards);
    }
    this.others.push(...entriesOfClass(this.program, ref, fact));
  }

  /** Own methods and inherited ones: a base controller's routes answer under each subclass. */
  private membersOf(ref: ClassRef): { owner: ClassRef; fact: MemberFact }[] {
    const found = new Map<string, { owner: ClassRef; fact: MemberFact }>();
    let at: ClassRef | null = ref;
    for (let steps = 0; at !== null && steps < 16; steps += 1) {
      const owner: ClassRef = at;
      for (const fact of this.program.classOf(owner).members)
        if (!found.has(fact.name))
          found.set(fact.name, { owner, fact: inOwnWords(this.program, owner.path, fact) });
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
        ...guardsIn(this.program, member.owner.path, member.fact.decorators),
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
    const modules = this.modulePrefixes.get(`${ref.path}#${ref.class}`) ?? this.mountsOf(ref, controller);
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

  private mountsOf(ref: ClassRef, controller: DecoratorFact): string[] {
    const binding =
      controller.binding < 0 ? undefined : this.program.file(ref.path).bindings[controller.binding];
    const told = this.packagePrefixes.get(binding?.specifier.replace(/^@tsoa\/.*/, 'tsoa') ?? '');
    if (told !== undefined) return [told];
    return this.mounted.prefixesOf(ref, (outer) => {
      const around = this.program
        .classOf(outer)
        .decorators.find(({ name }) => CONTROLLERS.has(lastName(name)));
      return around === undefined ? [''] : this.controllerPaths(outer.path, around);
    });
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
      item.value.kind === 'regexp'
        ? [item.value.text]
        : spellings(this.program, item.path, item.value).map(({ text }) => text),
    );
    return texts.length > 0 ? texts : [value.kind === 'object' ? '' : OPEN_PART];
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
      const found = entryOfMethod(this.program, path, fact, member.fact, decorator, isResolver);
      if (found === null) continue;
      const functions = [...guards, ...guardsIn(this.program, path, member.fact.decorators), handler];
      this.others.push({
        ...found,
        module: ref.path,
        line: ref.path === path ? decorator.line : fact.line,
        functions,
      });
    }
  }
}
