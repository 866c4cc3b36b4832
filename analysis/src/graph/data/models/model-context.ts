/** What the readers of model definitions share. */
import type { ForeignKeyFacts, Place } from '../../facts.ts';
import type { Program } from '../../program.ts';
import { type PlacedValue, stringOf } from '../../values.ts';
import type { Model, ModelRegistry } from '../model-registry.ts';
import { optionText } from '../option-text.ts';
import type { SchemaTables } from '../schema-tables.ts';

export interface ModelContext {
  readonly program: Program;
  readonly schema: SchemaTables;
  readonly registry: ModelRegistry;
  /** Mongoose's models by the call that made their schema, as `path#call`. */
  readonly schemas: Map<string, Model[]>;
  /** Run when all models are known: a foreign key may point at one that is defined later. */
  readonly later: (() => void)[];
}

/** Adds a foreign key of a model that points at another one. */
export function pointAt(
  { schema, registry }: ModelContext,
  owner: Model,
  target: Model,
  key: Omit<ForeignKeyFacts, 'references'>,
  from: Place = owner.place,
): void {
  schema.define(owner.table, [], [{ ...key, references: target.table }], null);
  registry.refer(owner, key.column, target, from);
}

/** `model: 'users'`, `model: User`, `model: { tableName: 'users' }`. */
export function referredTable({ program, registry }: ModelContext, place: PlacedValue): string | null {
  const text =
    stringOf(program, place.path, place.value) ?? optionText(program, place.path, place.value, 'tableName');
  if (text !== null) return registry.named(text)?.table ?? text;
  return registry.ofValue(program, place.path, place.value)?.table ?? null;
}
