/** Which classes are entities, and their tables: `@Entity`, own decorators around it, `EntitySchema`. */
import type { DecoratorFact, MemberFact } from '../../../read/file-facts.ts';
import type { ForeignKeyFacts } from '../../facts.ts';
import type { ClassRef, Program } from '../../program.ts';
import { isTestPath } from '../../test-paths.ts';
import { entryOf, stringOf } from '../../values.ts';
import { type Model, type ModelRegistry, newModel } from '../model-registry.ts';
import { snakeCase } from '../names.ts';
import type { SchemaTables } from '../schema-tables.ts';
import { decoratorsOf } from './decorators.ts';
import { defineEntitySchemas } from './entity-schemas.ts';
import { type Relating, relateToMany, relateToOne } from './relations.ts';

export interface EntityContext {
  readonly program: Program;
  readonly schema: SchemaTables;
  readonly registry: ModelRegistry;
}

const MANAGER_PACKAGES = /^(?:typeorm|@nestjs\/typeorm|@mikro-orm\/.+|typeorm-typedi-extensions|nestjs-.+)$/;
const COLUMNS =
  /^(?:Column|PrimaryColumn|PrimaryGeneratedColumn|CreateDateColumn|UpdateDateColumn|DeleteDateColumn|VersionColumn|ObjectIdColumn|Property|PrimaryKey|SerializedPrimaryKey|Enum|Formula|VirtualColumn|ViewColumn|Embedded)$|Column$/;
const TO_ONE = new Set(['ManyToOne', 'OneToOne']);
const TO_MANY = new Set(['OneToMany', 'ManyToMany']);

export function defineEntities(context: EntityContext): void {
  const { program, registry } = context;
  const found: { ref: ClassRef; model: Model }[] = [];
  for (const path of program.paths) {
    if (isTestPath(path)) continue;
    for (const [index, fact] of program.file(path).classes.entries()) {
      const decorator = fact.decorators.find(({ name }) =>
        /(?:^|\.)(?:View|Child)?Entity$|Entity$/.test(name),
      );
      const ref = { path, class: index };
      if (decorator === undefined || !isOrmDecorator(program, path, decorator)) continue;
      const table = tableName(program, ref, decorator, fact.name);
      const model = newModel(table, fact.name, { path, line: fact.line });
      registry.addClass(ref, model);
      found.push({ ref, model });
    }
  }
  defineEntitySchemas(context);
  for (const { ref, model } of found) defineTable(context, ref, model);
}

/** `@Entity` of the ORM itself, or an own decorator that wraps it and is called `…Entity`. */
function isOrmDecorator(program: Program, path: string, decorator: DecoratorFact): boolean {
  const binding = decorator.binding >= 0 ? program.file(path).bindings[decorator.binding] : undefined;
  if (binding?.kind !== 'import') return true;
  const resolved = program.resolveImport(path, binding.specifier);
  return resolved.kind === 'file' || (resolved.kind === 'package' && MANAGER_PACKAGES.test(resolved.name));
}

/** `@Entity('orders')`, `@Entity({ name })`, MikroORM's `{ tableName }`, TypeORM's child entities share their parent's table. */
function tableName(program: Program, ref: ClassRef, decorator: DecoratorFact, className: string): string {
  if (/ChildEntity$/.test(decorator.name)) {
    const parent = program.baseOf(ref);
    const fact = parent === null ? undefined : program.classOf(parent);
    const own = fact?.decorators.find(({ name }) => /Entity$/.test(name));
    if (parent !== null && fact !== undefined && own !== undefined)
      return tableName(program, parent, own, fact.name);
  }
  const isWrapped = !/(?:^|\.)(?:View)?Entity$/.test(decorator.name);
  if (isWrapped) return snakeCase(className);
  for (const arg of decorator.args) {
    const text = stringOf(program, ref.path, arg);
    if (text !== null) return text;
    for (const key of ['name', 'tableName', 'collection']) {
      const entry = entryOf(program, ref.path, arg, key);
      const named = entry === null ? null : stringOf(program, entry.path, entry.value);
      if (named !== null) return named;
    }
  }
  return snakeCase(className);
}

function defineTable(context: EntityContext, ref: ClassRef, model: Model): void {
  const { program, schema } = context;
  const columns: string[] = [];
  const foreignKeys: ForeignKeyFacts[] = [];
  for (const { path, member } of membersOf(program, ref)) {
    const decorators = decoratorsOf(program, path, member);
    for (const decorator of decorators) {
      const name = decorator.name.slice(decorator.name.lastIndexOf('.') + 1);
      const relating: Relating = { ...context, path, model, member, decorators, decorator };
      if (TO_ONE.has(name)) {
        const key = relateToOne(relating);
        if (key === null) continue;
        columns.push(key.column);
        foreignKeys.push(key);
      } else if (TO_MANY.has(name)) relateToMany(relating);
      else if (COLUMNS.test(name)) {
        const column = columnName(program, path, member, decorator);
        columns.push(column);
        model.columns.set(member.name, column);
      }
    }
  }
  schema.define(model.table, columns, foreignKeys, model.place);
}

function membersOf(program: Program, ref: ClassRef): { path: string; member: MemberFact }[] {
  const found: { path: string; member: MemberFact }[] = [];
  let at: ClassRef | null = ref;
  for (let steps = 0; at !== null && steps < 16; steps += 1) {
    const { path }: ClassRef = at;
    found.unshift(...program.classOf(at).members.map((member) => ({ path, member })));
    at = program.baseOf(at);
  }
  return found;
}

function columnName(program: Program, path: string, member: MemberFact, decorator: DecoratorFact): string {
  for (const arg of decorator.args) {
    for (const key of ['name', 'fieldName']) {
      const entry = arg.kind === 'object' ? entryOf(program, path, arg, key) : null;
      const text = entry === null ? null : stringOf(program, entry.path, entry.value);
      if (text !== null) return text;
    }
  }
  return member.name;
}
