/** Models that decorators make of classes: sequelize-typescript's `@Table`, Nest's and Typegoose's `@Schema`. */
import type { ClassFact, MemberFact } from '../../../read/file-facts.ts';
import type { ClassRef } from '../../program.ts';
import { stringOf } from '../../values.ts';
import { newModel } from '../model-registry.ts';
import { plural } from '../names.ts';
import { optionText } from '../option-text.ts';
import { type ModelContext, pointAt } from './model-context.ts';
import { referenced } from './mongoose.ts';

const TABLE = /(?:^|\.)(?:Table|Schema|modelOptions|ModelOptions)$/;
const COLUMN = /(?:^|\.)(?:Column|Prop|prop|PrimaryKey|ForeignKey|CreatedAt|UpdatedAt|DeletedAt)$/;
const RELATION = /(?:^|\.)(?:BelongsTo|HasMany|HasOne|BelongsToMany)$/;

/** False where the class has none of these decorators. */
export function defineDecorated(context: ModelContext, ref: ClassRef, fact: ClassFact): boolean {
  const decorator = fact.decorators.find(({ name }) => TABLE.test(name));
  if (decorator === undefined) return false;
  const place = { path: ref.path, line: fact.line };
  const model = newModel(tableOf(context, ref, fact), fact.name, place);
  for (const member of fact.members.filter(isColumn))
    model.columns.set(member.name, columnName(context, ref.path, member));
  context.registry.addClass(ref, model);
  context.schema.define(model.table, [...model.columns.values()], [], place);
  context.later.push(() => decoratedKeys(context, ref, fact));
  return true;
}

function tableOf({ program }: ModelContext, ref: ClassRef, fact: ClassFact): string {
  const decorator = fact.decorators.find(({ name }) => TABLE.test(name));
  const [options] = decorator?.args ?? [];
  const named =
    optionText(program, ref.path, options, 'tableName') ??
    optionText(program, ref.path, options, 'collection');
  const own = fact.decorators.find(({ name }) => /(?:^|\.)Table$/.test(name))?.args[0];
  const given =
    named ?? stringOf(program, ref.path, own) ?? optionText(program, ref.path, options, 'modelName');
  const isSchema = /Schema$/.test(decorator?.name ?? '');
  return given ?? (isSchema ? plural(fact.name.toLowerCase()) : fact.name);
}

const isColumn = (member: MemberFact): boolean => member.decorators.some(({ name }) => COLUMN.test(name));

/** `@Column({ field: 'full_name' })`, `@Column('full_name')`. */
function columnName({ program }: ModelContext, path: string, member: MemberFact): string {
  for (const { name, args } of member.decorators.filter((one) => /(?:^|\.)Column$/.test(one.name))) {
    const said = optionText(program, path, args[0], 'field');
    if (said !== null) return said;
    if (name.endsWith('Column') && args[0]?.kind === 'string') return args[0].text;
  }
  return member.name;
}

/** `@ForeignKey(() => User)`, `@Prop({ ref: 'User' })`, and the relations beside them. */
function decoratedKeys(context: ModelContext, ref: ClassRef, fact: ClassFact): void {
  const { program, registry } = context;
  const model = registry.ofClass(ref);
  if (model === null) return;
  for (const member of fact.members) {
    for (const { name, args } of member.decorators) {
      const [first] = args;
      if (first === undefined) continue;
      if (RELATION.test(name)) {
        const target = registry.ofLazy(program, ref.path, first);
        if (target !== null) registry.relate(model, member.name, target, member.line);
      }
      const target = /ForeignKey$/.test(name)
        ? registry.ofLazy(program, ref.path, first)
        : /[Pp]rop$/.test(name)
          ? referenced(context, { path: ref.path, value: first })
          : null;
      if (target === null) continue;
      const column = model.columns.get(member.name) ?? member.name;
      if (/[Pp]rop$/.test(name)) model.relations.set(member.name, target.name);
      pointAt(
        context,
        model,
        target,
        { column, referencedColumn: 'id', onDelete: '' },
        {
          path: ref.path,
          line: member.line,
        },
      );
    }
  }
}
