/** What relations between Prisma's models make of tables: foreign keys, and tables between lists on both sides. */
import type { PrismaModel } from '../../read/prisma-schema.ts';

export interface JoinTable {
  readonly table: string;
  readonly models: readonly PrismaModel[];
  readonly path: string;
  readonly line: number;
}

/** Lists on both sides of a relation: Prisma makes a table `_AToB` (models in alphabetical order) or `_relationName`. */
export function implicitJoinTables(
  models: readonly PrismaModel[],
  texts: readonly (readonly [string, string])[],
): JoinTable[] {
  const found = new Map<string, JoinTable>();
  for (const model of models) {
    for (const relation of model.relations.filter(({ isList }) => isList)) {
      const other = models.find(({ name }) => name === relation.model);
      if (other === undefined || !isListOnBothSides(model, relation, other)) continue;
      const both = inOrder(model, other);
      const table = nameOfLinkTable(model, relation, other);
      const place = texts.find(([, text]) => lineOf(text, model.name) > 0);
      if (place !== undefined && !found.has(table))
        found.set(table, { table, models: both, path: place[0], line: lineOf(place[1], model.name) });
    }
  }
  return [...found.values()];
}

type Relation = PrismaModel['relations'][number];

function isListOnBothSides(model: PrismaModel, { name, field }: Relation, other: PrismaModel): boolean {
  return other.relations.some(
    (one) =>
      one.isList && one.model === model.name && one.name === name && (other !== model || one.field !== field),
  );
}

function nameOfLinkTable(model: PrismaModel, { name }: Relation, other: PrismaModel): string {
  return `_${
    name === ''
      ? inOrder(model, other)
          .map((each) => each.name)
          .join('To')
      : name
  }`;
}

const inOrder = (...models: PrismaModel[]): PrismaModel[] =>
  models.sort((a, b) => (a.name < b.name ? -1 : 1));

export function foreignKeysOf(model: PrismaModel, models: ReadonlyMap<string, PrismaModel>) {
  return model.relations.flatMap(({ model: other, fields, references, onDelete }) =>
    fields.map((field, index) => ({
      column: columnOf(model, field),
      references: models.get(other)?.table ?? other,
      referencedColumn: columnOf(models.get(other), references[index] ?? ''),
      onDelete: onDelete.replace(/([a-z])([A-Z])/g, '$1 $2').toUpperCase(),
    })),
  );
}

const columnOf = (model: PrismaModel | undefined, field: string): string =>
  model?.fields.find(({ name }) => name === field)?.column ?? field;

/** The table that holds a relation of lists on both sides; null for any other. */
export function linkTableOf(
  model: PrismaModel,
  field: string,
  models: ReadonlyMap<string, PrismaModel>,
): string | null {
  const relation = model.relations.find((one) => one.field === field && one.isList);
  const other = relation && models.get(relation.model);
  return other && isListOnBothSides(model, relation, other) ? nameOfLinkTable(model, relation, other) : null;
}

/** Line of a model in the text of a schema; 0: it is not there. */
export function lineOf(text: string, model: string): number {
  const lines = text.split('\n');
  return lines.findIndex((line) => new RegExp(`^\\s*(?:model|view)\\s+${model}\\s*\\{`).test(line)) + 1;
}
