/** Relations between entities: the key of the owning side, the table of a many-to-many. */
import type { DecoratorFact, MemberFact } from '../../../read/file-facts.ts';
import type { TypeRef, Value } from '../../../read/value.ts';
import type { ForeignKeyFacts } from '../../facts.ts';
import type { Program } from '../../program.ts';
import { entryOf, stringOf } from '../../values.ts';
import type { Model, ModelRegistry } from '../model-registry.ts';
import { snakeCase } from '../names.ts';
import type { EntityContext } from './definitions.ts';

/** One decorator that relates a member of a model to another model. */
export interface Relating extends EntityContext {
  readonly path: string;
  readonly model: Model;
  readonly member: MemberFact;
  /** All of the member's. */
  readonly decorators: readonly DecoratorFact[];
  readonly decorator: DecoratorFact;
}

/** The foreign key, or null where the other side owns it. */
export function relateToOne(relating: Relating): ForeignKeyFacts | null {
  const { program, registry, path, model, member, decorators, decorator } = relating;
  const target = targetOf(relating);
  if (target === null) return null;
  registry.relate(model, member.name, target, member.line);
  const join = decorators.find((other) => /JoinColumn$/.test(other.name));
  const said = join?.args[0] ?? decorator.args.find((arg) => arg.kind === 'object');
  const joinName =
    said === undefined
      ? null
      : ['name', 'joinColumn', 'fieldName']
          .map((key) => entryOf(program, path, said, key))
          .find((entry) => entry !== null);
  const isOwner =
    /ManyToOne$/.test(decorator.name) || join !== undefined || saysOwner(program, path, decorator);
  if (!isOwner) return null;
  const named = joinName ? stringOf(program, joinName.path, joinName.value) : null;
  const column = named ?? `${member.name}Id`;
  model.columns.set(member.name, column);
  return {
    column,
    references: target.table,
    referencedColumn: 'id',
    onDelete: onDelete(program, path, decorator),
  };
}

function saysOwner(program: Program, path: string, decorator: DecoratorFact): boolean {
  return decorator.args.some((arg) => entryOf(program, path, arg, 'owner')?.value.kind === 'boolean');
}

function onDelete(program: Program, path: string, decorator: DecoratorFact): string {
  for (const arg of decorator.args) {
    const entry = entryOf(program, path, arg, 'onDelete') ?? entryOf(program, path, arg, 'deleteRule');
    const text = entry === null ? null : stringOf(program, entry.path, entry.value);
    if (text !== null) return text.toUpperCase();
  }
  return '';
}

/** Many-to-many with `@JoinTable` makes a table of its own. */
export function relateToMany(relating: Relating): void {
  const { program, registry, schema, path, model, member, decorators, decorator } = relating;
  const target = targetOf(relating);
  if (target === null) return;
  registry.relate(model, member.name, target, member.line);
  const join = decorators.find((other) => /JoinTable$/.test(other.name));
  const pivot = decorator.args
    .map((arg) => entryOf(program, path, arg, 'pivotTable'))
    .find((entry) => entry !== null);
  if (join === undefined && !pivot) return;
  const [options] = join?.args ?? [];
  const named = pivot ?? (options === undefined ? null : entryOf(program, path, options, 'name'));
  const given = named
    ? stringOf(program, named.path, named.value)
    : options === undefined
      ? null
      : stringOf(program, path, options);
  const table = given ?? `${model.table}_${snakeCase(member.name)}_${target.table}`;
  const keys = [model.table, target.table].map((references) => ({
    column: `${references}Id`,
    references,
    referencedColumn: 'id',
    onDelete: 'CASCADE',
  }));
  const columns = keys.map(({ column }) => column);
  schema.define(table, columns, keys, { path: model.place.path, line: member.line });
}

/** `() => Order`, `'Order'`, MikroORM's `{ entity: () => Order }`, or the property's declared type. */
function targetOf({ program, registry, path, decorator, member }: Relating): Model | null {
  const [first] = decorator.args;
  const inner =
    first?.kind === 'object' ? (entryOf(program, path, first, 'entity')?.value ?? null) : (first ?? null);
  const model = inner === null ? null : entityNamed(program, registry, path, inner);
  if (model !== null) return model;
  return member.type === null ? null : entityOfType(program, registry, path, member.type);
}

/** The entity that a class, a function that gives it, or its name leads to. */
export function entityNamed(
  program: Program,
  registry: ModelRegistry,
  path: string,
  value: Value,
): Model | null {
  if (value.kind === 'function') {
    const [returned] = program.file(path).functions[value.function]?.returns ?? [];
    return returned === undefined ? null : entityNamed(program, registry, path, returned);
  }
  if (value.kind === 'array' || value.kind === 'either') return null;
  if (value.kind === 'string')
    return registry.named(value.text) ?? registry.models.find(({ table }) => table === value.text) ?? null;
  return registry.ofValue(program, path, value);
}

const HOLDERS = /^(?:Relation|Ref|Reference|IdentifiedReference|Collection|Promise|Loaded)$/;

export function entityOfType(
  program: Program,
  registry: ModelRegistry,
  path: string,
  type: TypeRef,
): Model | null {
  const inner = type.kind === 'array' ? type.of : type;
  if (inner.kind === 'union') {
    const models = inner.of.map((part) => entityOfType(program, registry, path, part));
    return models.find((model) => model !== null) ?? null;
  }
  if (inner.kind === 'named' && inner.args.length > 0 && HOLDERS.test(inner.name)) {
    const [argument] = inner.args;
    return argument === undefined ? null : entityOfType(program, registry, path, argument);
  }
  return registry.ofEntity(program, program.typed(path, inner));
}
