/**
 * Hooks in classes: decorated members of models (TypeORM, MikroORM, sequelize-typescript), methods with a name of their own
 * (Objection), and classes that subscribe to entities.
 */
import type { ClassFact, MemberFact } from '../../../read/file-facts.ts';
import type { Value } from '../../../read/value.ts';
import type { ClassRef, FunctionRef, Program } from '../../program.ts';
import { isTestPath } from '../../test-paths.ts';
import { itemsOf } from '../../values.ts';
import type { ModelRegistry } from '../model-registry.ts';
import { type Hook, hearing, type Verb, verbsHeard } from './hook.ts';

const MAX_BASES = 16;
const SUBSCRIBER = /^(?:EventSubscriber|Subscriber)$/;
const SUBSCRIBING = /^(?:EntitySubscriberInterface|EventSubscriber)$/;
/** Methods that say whose rows a subscriber hears of. */
const LISTENING = new Set(['listenTo', 'getSubscribedEntities']);

/** The members of a class and of the classes above it, nearest first. */
function* membersOf(program: Program, ref: ClassRef): Generator<{ path: string; member: MemberFact }> {
  const seen = new Set<string>();
  for (
    let at: ClassRef | null = ref, steps = 0;
    at !== null && steps < MAX_BASES;
    at = program.baseOf(at), steps += 1
  ) {
    for (const member of program.classOf(at).members) {
      if (seen.has(member.name)) continue;
      if (member.name !== '') seen.add(member.name);
      yield { path: at.path, member };
    }
  }
}

const bodyOf = ({ member, path }: { path: string; member: MemberFact }): FunctionRef | null => {
  const index = member.value?.kind === 'function' ? member.value.function : member.function;
  return index < 0 ? null : { path, function: index };
};

/** Hooks that model classes hold themselves. */
export function hooksOfModels(program: Program, registry: ModelRegistry): Hook[] {
  return registry.modelClasses.flatMap((ref) => {
    const table = registry.ofClass(ref)?.table;
    if (table === undefined) return [];
    return [...membersOf(program, ref)].flatMap((one) => {
      const body = bodyOf(one);
      const verbs = body === null ? null : heardBy(one.member);
      return body === null || verbs === null
        ? []
        : [{ table, hears: hearing(verbs), functions: [body], self: ref }];
    });
  });
}

/** `@AfterLoad() count()`, and by name alone Objection's `$beforeInsert()` and `static beforeUpdate({ inputItems })`. */
function heardBy({ name, isStatic, decorators }: MemberFact): readonly Verb[] | null {
  const said = decorators.flatMap(
    ({ name: decorator }) => verbsHeard(decorator.slice(decorator.lastIndexOf('.') + 1)) ?? [],
  );
  if (said.length > 0) return said;
  return name.startsWith('$') || (isStatic && /^(?:before|after)/.test(name)) ? verbsHeard(name) : null;
}

/** `@EventSubscriber() class Counts implements EntitySubscriberInterface<Order> { listenTo() { return Order } afterInsert() { … } }`. */
export function hooksOfSubscribers(program: Program, registry: ModelRegistry): Hook[] {
  if (registry.isEmpty) return [];
  return program.paths.flatMap((path) =>
    isTestPath(path)
      ? []
      : program
          .file(path)
          .classes.flatMap((fact, index) =>
            fact.isAbstract || !isSubscriber(program, { path, class: index }, fact)
              ? []
              : hooksOfSubscriber(program, registry, { path, class: index }),
          ),
  );
}

function isSubscriber(program: Program, ref: ClassRef, fact: ClassFact): boolean {
  if (fact.decorators.some(({ name }) => SUBSCRIBER.test(name))) return true;
  let at: ClassRef | null = ref;
  for (let steps = 0; at !== null && steps < MAX_BASES; steps += 1) {
    const { implements: types } = program.classOf(at);
    if (types.some((type) => type.kind === 'named' && SUBSCRIBING.test(type.name))) return true;
    at = program.baseOf(at);
  }
  return false;
}

function hooksOfSubscriber(program: Program, registry: ModelRegistry, ref: ClassRef): Hook[] {
  const members = [...membersOf(program, ref)];
  const said = members.find(({ member }) => LISTENING.has(member.name));
  const body = said === undefined ? null : bodyOf(said);
  const tables = body === null ? [] : tablesIn(program, registry, body);
  return members.flatMap((one) => {
    const verbs = verbsHeard(one.member.name);
    const functions = bodyOf(one);
    if (verbs === null || functions === null) return [];
    return (tables.length === 0 ? [null] : tables).map((table) => ({
      table,
      hears: hearing(verbs),
      functions: [functions],
      self: ref,
    }));
  });
}

/** What `listenTo` gives: an entity, its name, or a list; empty where that is not known, as for all. */
function tablesIn(program: Program, registry: ModelRegistry, body: FunctionRef): string[] {
  const modelOf = (path: string, value: Value) => registry.ofValue(program, path, value);
  return program
    .functionOf(body)
    .returns.flatMap((value) => itemsOf(program, body.path, value))
    .flatMap(({ path, value }) => modelOf(path, value)?.table ?? []);
}
