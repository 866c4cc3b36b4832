/** Which model a call is made on: by what its receiver is, by its declared type, by the query that gave it, or by name. */
import type { TypeRef, Value } from '../../../read/value.ts';
import { type CallSite, calledName, receiverOf } from '../../call-index.ts';
import type { Program } from '../../program.ts';
import { stringOf } from '../../values.ts';
import type { Model, ModelRegistry } from '../model-registry.ts';

export function modelOf(
  program: Program,
  registry: ModelRegistry,
  site: CallSite,
  receiver: Value,
): Model | null {
  const asked = askedByName(program, registry, site.path, receiver);
  if (asked !== null) return asked;
  const entity = program.evaluate(site.path, receiver);
  const model = registry.ofEntity(program, entity);
  if (model !== null) return model;
  if (entity.kind === 'external') {
    const [type] = entity.typeArgs?.types ?? [];
    const isModel = /(?:^|\.)(?:\w*Model|Repository|ModelCtor|ModelStatic|ModelType)(?:\.|$)/.test(
      entity.way.join('.'),
    );
    const typed =
      type === undefined || entity.typeArgs === null || !isModel
        ? null
        : typedModel(program, registry, entity.typeArgs.path, type);
    if (typed !== null) return typed;
    return entity.package === 'global' ? null : throughResult(program, registry, entity.call, receiver);
  }
  if (entity.kind === 'unknown' || entity.kind === 'parameter')
    return namedLike(program, registry, site.path, receiver);
  return null;
}

function typedModel(program: Program, registry: ModelRegistry, path: string, type: TypeRef): Model | null {
  const model = registry.ofEntity(program, program.typed(path, type));
  if (model !== null) return model;
  const name = type.kind === 'named' ? type.name.replace(/(?:Document|Doc)$|^I(?=[A-Z])/g, '') : '';
  return name === '' ? null : registry.named(name);
}

/** What a model's own call gave: `const user = await User.findOne(); await user.save()`, `User.scope('x').findAll()`. */
function throughResult(
  program: Program,
  registry: ModelRegistry,
  call: { path: string; call: number } | null,
  receiver: Value,
): Model | null {
  const made = call === null ? undefined : program.file(call.path).calls[call.call];
  if (call === null || made === undefined) return null;
  const inner = made.kind === 'new' ? made.callee : receiverOf(made);
  return inner === null || inner === receiver
    ? null
    : modelOf(program, registry, { path: call.path, index: call.call, call: made }, inner);
}

/** `mongoose.model('User')` asks for a model by its name. */
function askedByName(program: Program, registry: ModelRegistry, path: string, receiver: Value): Model | null {
  const call = receiver.kind === 'call' ? program.file(path).calls[receiver.call] : undefined;
  const isAsking = call !== undefined && calledName(call) === 'model' && call.args.length === 1;
  return isAsking ? registry.named(stringOf(program, path, call.args[0]) ?? '') : null;
}

/** `models.User.findAll()`, `db.User`: the name is all there is. */
function namedLike(program: Program, registry: ModelRegistry, path: string, receiver: Value): Model | null {
  if (receiver.kind === 'member') return registry.named(receiver.name);
  if (receiver.kind !== 'name') return null;
  const held = receiver.binding >= 0 ? program.file(path).bindings[receiver.binding]?.value : null;
  if (held?.kind === 'member') return registry.named(held.name);
  return /^[A-Z]/.test(receiver.name) ? registry.named(receiver.name) : null;
}
