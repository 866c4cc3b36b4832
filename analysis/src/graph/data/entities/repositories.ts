/** Which entity a repository, an active record or an entity manager's call is about. */
import type { Value } from '../../../read/value.ts';
import { type CallSite, calledName, receiverOf } from '../../call-index.ts';
import type { ClassRef, Entity, Program } from '../../program.ts';
import { itemsOf } from '../../values.ts';
import type { Model, ModelRegistry } from '../model-registry.ts';
import { REPOSITORY_GETTERS } from './methods.ts';
import { entityNamed, entityOfType } from './relations.ts';

/** The repository's entity, or those that are handed to an entity manager. */
export function modelsAt(
  program: Program,
  registry: ModelRegistry,
  site: CallSite,
  receiver: Value,
): Model[] {
  const own = repositoryModel(program, registry, site.path, receiver);
  if (own !== null) return [own];
  const entity = program.evaluate(site.path, receiver);
  if (entity.kind === 'class' || entity.kind === 'instance') {
    const active = registry.ofEntity(program, entity);
    if (active !== null) return [active];
  }
  if (program.callees(site.path, site.index).length > 0) return [];
  return managerModels(program, registry, site);
}

/** What a receiver is the repository of. */
export function repositoryModel(
  program: Program,
  registry: ModelRegistry,
  path: string,
  receiver: Value,
): Model | null {
  const entity = program.evaluate(path, receiver);
  const typed = typeArgument(program, registry, entity);
  if (typed !== null) return typed;
  if (entity.kind === 'instance') {
    const outside = typeArgument(program, registry, program.member(entity, 'createQueryBuilder'));
    if (outside !== null) return outside;
    const decorated = decoratedRepository(program, registry, entity);
    if (decorated !== null) return decorated;
  }
  return repositoryCall(program, registry, path, receiver);
}

function typeArgument(program: Program, registry: ModelRegistry, entity: Entity): Model | null {
  if (
    entity.kind !== 'external' ||
    entity.typeArgs === null ||
    !/Repository|Active|EntityManager|SelectQueryBuilder/.test(entity.way.join('.'))
  )
    return null;
  const [first] = entity.typeArgs.types;
  return first === undefined ? null : entityOfType(program, registry, entity.typeArgs.path, first);
}

/** `@EntityRepository(Order) class OrderRepository`. */
function decoratedRepository(program: Program, registry: ModelRegistry, ref: ClassRef): Model | null {
  const decorator = program.classOf(ref).decorators.find(({ name }) => /Repository$/.test(name));
  const [first] = decorator?.args ?? [];
  return first === undefined ? null : entityNamed(program, registry, ref.path, first);
}

/** `dataSource.getRepository(Order)`, own connection wrappers' `getRepository(ctx, Order)`, and variables that hold one. */
function repositoryCall(
  program: Program,
  registry: ModelRegistry,
  path: string,
  receiver: Value,
): Model | null {
  const value =
    receiver.kind === 'name' && receiver.binding >= 0
      ? (program.file(path).bindings[receiver.binding]?.value ?? receiver)
      : receiver;
  const held = value.kind === 'call' ? { path, call: value.call } : heldCall(program, path, value);
  const call = held === null ? undefined : program.file(held.path).calls[held.call];
  if (held === null || call === undefined) return null;
  const name = calledName(call);
  if (!REPOSITORY_GETTERS.has(name) && !/(?:^get\w*|R)epository$/.test(name)) {
    const extended = name === 'extend' ? receiverOf(call) : null;
    return extended === null ? null : repositoryModel(program, registry, held.path, extended);
  }
  for (const arg of call.args) {
    const model = entityArgument(program, registry, held.path, arg);
    if (model !== null) return model;
    const inner = repositoryModel(program, registry, held.path, arg);
    if (inner !== null && name === 'withRepository') return inner;
  }
  return null;
}

function heldCall(program: Program, path: string, value: Value): { path: string; call: number } | null {
  const entity = program.evaluate(path, value);
  return entity.kind === 'external' ? entity.call : null;
}

/** A class of the tree that is an entity, or its name. */
export function entityArgument(
  program: Program,
  registry: ModelRegistry,
  path: string,
  value: Value,
): Model | null {
  const entity = program.evaluate(path, value);
  if (entity.kind === 'class' || entity.kind === 'external') return registry.ofEntity(program, entity);
  return value.kind === 'string' ? registry.named(value.text) : null;
}

/** `manager.find(Order, …)`, `em.persist(order)`, `manager.save([a, b])`. */
function managerModels(program: Program, registry: ModelRegistry, site: CallSite): Model[] {
  const models: Model[] = [];
  for (const arg of site.call.args.slice(0, 2)) {
    for (const item of itemsOf(program, site.path, arg)) {
      const entity = program.evaluate(item.path, item.value);
      const model =
        entity.kind === 'class' || entity.kind === 'instance' || entity.kind === 'external'
          ? registry.ofEntity(program, entity)
          : null;
      if (model !== null) models.push(model);
    }
    if (models.length > 0) return models;
  }
  return models;
}
