import { type PrismaModel, readPrismaSchema } from '../../read/prisma-schema.ts';
import type { Value } from '../../read/value.ts';
import { type CallSite, calledName, receiverOf } from '../call-index.ts';
import type { Access } from '../effects/happening.ts';
import type { Program } from '../program.ts';
import { entryOf, itemsOf, literalOf } from '../values.ts';
import type { CreateDataReader, DataRead } from './data-reader.ts';
import { prismaHooks } from './hooks/prisma-hooks.ts';
import { foreignKeysOf, implicitJoinTables, lineOf, linkTableOf } from './prisma-relations.ts';

type Step = Access & { readonly isIdempotent: boolean };

const READS = new Set([
  'findUnique',
  'findUniqueOrThrow',
  'findFirst',
  'findFirstOrThrow',
  'findMany',
  'count',
  'aggregate',
  'groupBy',
  'findRaw',
  'aggregateRaw',
]);
const WRITES: ReadonlyMap<string, { readonly isIdempotent: boolean }> = new Map([
  ['create', { isIdempotent: false }],
  ['createMany', { isIdempotent: false }],
  ['createManyAndReturn', { isIdempotent: false }],
  ['update', { isIdempotent: true }],
  ['updateMany', { isIdempotent: true }],
  ['updateManyAndReturn', { isIdempotent: true }],
  ['upsert', { isIdempotent: true }],
  ['delete', { isIdempotent: true }],
  ['deleteMany', { isIdempotent: true }],
]);
/** Keys of a nested relation in `data` that write the other table. */
const NESTED_WRITES = new Set([
  'create',
  'createMany',
  'connectOrCreate',
  'update',
  'updateMany',
  'upsert',
  'delete',
  'deleteMany',
  'set',
  'connect',
  'disconnect',
]);
/** Those of them that change which rows belong together; between lists on both sides, a table of its own holds that. */
const LINKING = new Set([
  'create',
  'connectOrCreate',
  'delete',
  'deleteMany',
  'set',
  'connect',
  'disconnect',
]);
/** Those of them that leave the other row alone where a table between the two holds the relation. */
const LINKING_ONLY = new Set(['set', 'connect', 'disconnect']);
const RELATIVE = new Set(['increment', 'decrement', 'multiply', 'divide', 'push']);
const MAX_DEPTH = 8;

/** `prisma.order.findMany({ include: { lines: true } })`, whatever the client is called: the schema names the models. */
export const createPrismaReader: CreateDataReader = (program, schema) => {
  const texts = [...program.documents]
    .filter(([path]) => path.endsWith('.prisma'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const models = readPrismaSchema(texts.map(([, text]) => text));
  const byName = new Map(models.map((model) => [model.name, model]));
  const byAccessor = new Map(
    models.map((model) => [model.name[0]?.toLowerCase() + model.name.slice(1), model]),
  );
  const reader = new PrismaCallReader(program, byName);
  return {
    defineTables() {
      for (const model of models) {
        const place = texts.find(([, text]) =>
          new RegExp(`^\\s*(?:model|view)\\s+${model.name}\\s*\\{`, 'm').test(text),
        );
        const columns = model.fields.map(({ column }) => column);
        schema.define(
          model.table,
          columns,
          foreignKeysOf(model, byName),
          place === undefined ? null : { path: place[0], line: lineOf(place[1], model.name) },
        );
      }
      for (const { table, models: both, line, path } of implicitJoinTables(models, texts)) {
        const keys = both.map((model, index) => ({
          column: index === 0 ? 'A' : 'B',
          references: model.table,
          referencedColumn: 'id',
          onDelete: 'CASCADE',
        }));
        schema.define(table, ['A', 'B'], keys, { path, line });
      }
    },
    hooks: () =>
      models.length === 0 ? [] : prismaHooks(program, (accessor) => byAccessor.get(accessor)?.table ?? null),
    mayRead: (name) => models.length > 0 && (READS.has(name) || WRITES.has(name)),
    read(site) {
      const method = calledName(site.call);
      const receiver = receiverOf(site.call);
      const accessor = receiver?.kind === 'member' || receiver?.kind === 'name' ? receiver.name : '';
      const model = byAccessor.get(accessor);
      if (model === undefined || receiver?.kind !== 'member') return null;
      return reader.read(site, model, method);
    },
  };
};

class PrismaCallReader {
  private readonly program: Program;
  private readonly models: ReadonlyMap<string, PrismaModel>;

  constructor(program: Program, models: ReadonlyMap<string, PrismaModel>) {
    this.program = program;
    this.models = models;
  }

  read(site: CallSite, model: PrismaModel, method: string): DataRead {
    const [options] = site.call.args;
    const write = WRITES.get(method);
    const access: Step[] = [];
    const given = options === undefined ? null : literalOf(this.program, site.path, options);
    const part = (key: string) =>
      given === null ? null : entryOf(this.program, given.path, given.value, key);
    const keys = (key: string): string[] => this.columnsIn(model, part(key));
    if (write !== undefined) {
      const written = ['data', 'create', 'update'].map(part).filter((value) => value !== null);
      const isRelative = written.some(({ path, value }) => this.isRelative(path, value));
      access.push({
        table: model.table,
        mode: 'W',
        columns: unique(['data', 'create', 'update', 'where'].flatMap(keys)),
        isIdempotent: write.isIdempotent && !isRelative,
      });
      for (const { path, value } of written) this.nestedWrites(model, path, value, access, 0);
    } else {
      access.push({
        table: model.table,
        mode: 'R',
        columns: unique(['where', 'select', 'omit', 'orderBy', 'distinct', 'by'].flatMap(keys)),
        isIdempotent: true,
      });
    }
    for (const key of ['include', 'select']) {
      const nested = part(key);
      if (nested !== null) this.nestedReads(model, nested.path, nested.value, access, 0);
    }
    const where = part('where');
    if (where !== null) this.filteredRelations(model, where.path, where.value, access, 0);
    return { access: distinct(access), happenings: [], unknown: [] };
  }

  /** Keys of an object that are columns of the model. */
  private columnsIn(model: PrismaModel, place: { path: string; value: Value } | null): string[] {
    if (place === null) return [];
    return itemsOf(this.program, place.path, place.value).flatMap((item) => {
      const { path, value } = literalOf(this.program, item.path, item.value);
      const named =
        value.kind === 'object'
          ? value.entries
          : this.program.strings(path, value).map((key) => ({ key, value }));
      return named.flatMap(({ key, value: inner }) =>
        // `AND: [{ … }]` and `id_tenant: { id, tenant }` (a compound key) hold columns again.
        inner.kind === 'array' || (inner.kind === 'object' && !this.isField(model, key))
          ? this.related(model, key) === null
            ? this.columnsIn(model, { path, value: inner })
            : []
          : model.fields.filter(({ name }) => name === key).map(({ column }) => column),
      );
    });
  }

  private isField(model: PrismaModel, key: string): boolean {
    return model.fields.some(({ name }) => name === key);
  }

  private isRelative(path: string, value: Value): boolean {
    const { value: object } = literalOf(this.program, path, value);
    return (
      object.kind === 'object' &&
      object.entries.some(
        (entry) => entry.value.kind === 'object' && entry.value.entries.some(({ key }) => RELATIVE.has(key)),
      )
    );
  }

  private nestedReads(model: PrismaModel, path: string, value: Value, access: Step[], depth: number): void {
    const found = literalOf(this.program, path, value);
    if (found.value.kind !== 'object' || depth > MAX_DEPTH) return;
    for (const entry of found.value.entries) {
      if (entry.key === '_count') {
        const selected = entryOf(this.program, found.path, entry.value, 'select');
        if (selected !== null) this.nestedReads(model, selected.path, selected.value, access, depth + 1);
        continue;
      }
      const related = this.related(model, entry.key);
      if (related === null || (entry.value.kind === 'boolean' && !entry.value.value)) continue;
      access.push({
        table: related.table,
        mode: 'R',
        columns: this.columnsIn(related, entryOf(this.program, found.path, entry.value, 'select')),
        isIdempotent: true,
      });
      for (const key of ['include', 'select']) {
        const inner = entryOf(this.program, found.path, entry.value, key);
        if (inner !== null) this.nestedReads(related, inner.path, inner.value, access, depth + 1);
      }
    }
  }

  /** `where: { author: { email } }` joins. */
  private filteredRelations(
    model: PrismaModel,
    path: string,
    value: Value,
    access: Step[],
    depth: number,
  ): void {
    if (depth > MAX_DEPTH) return;
    for (const item of itemsOf(this.program, path, value)) {
      const found = literalOf(this.program, item.path, item.value);
      if (found.value.kind !== 'object') continue;
      for (const { key, value: inner } of found.value.entries) {
        const related = this.related(model, key);
        if (related !== null) {
          access.push({ table: related.table, mode: 'R', columns: [], isIdempotent: true });
          this.filteredRelations(related, found.path, inner, access, depth + 1);
        } else if (['AND', 'OR', 'NOT', 'some', 'every', 'none', 'is', 'isNot'].includes(key)) {
          this.filteredRelations(model, found.path, inner, access, depth + 1);
        }
      }
    }
  }

  private nestedWrites(model: PrismaModel, path: string, value: Value, access: Step[], depth: number): void {
    if (depth > MAX_DEPTH) return;
    for (const item of itemsOf(this.program, path, value)) {
      const found = literalOf(this.program, item.path, item.value);
      if (found.value.kind !== 'object') continue;
      for (const entry of found.value.entries) {
        const related = this.related(model, entry.key);
        const operations = related === null ? null : literalOf(this.program, found.path, entry.value);
        if (related === null || operations?.value.kind !== 'object') continue;
        for (const { key, value: data } of operations.value.entries) {
          if (!NESTED_WRITES.has(key)) continue;
          const link = linkTableOf(model, entry.key, this.models);
          if (link !== null && LINKING.has(key))
            access.push({ table: link, mode: 'W', columns: ['A', 'B'], isIdempotent: true });
          const isReadOnly =
            link === null ? key === 'connect' && this.isOwner(model, entry.key) : LINKING_ONLY.has(key);
          access.push({
            table: related.table,
            mode: isReadOnly ? 'R' : 'W',
            columns: this.columnsIn(related, { path: operations.path, value: data }),
            isIdempotent: key !== 'create' && key !== 'createMany',
          });
          this.nestedWrites(related, operations.path, data, access, depth + 1);
        }
      }
    }
  }

  /** `connect` on the side that holds the key only looks the other row up. */
  private isOwner(model: PrismaModel, field: string): boolean {
    return (model.relations.find((relation) => relation.field === field)?.fields.length ?? 0) > 0;
  }

  private related(model: PrismaModel, field: string): PrismaModel | null {
    const relation = model.relations.find((candidate) => candidate.field === field);
    return relation === undefined ? null : (this.models.get(relation.model) ?? null);
  }
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

/** One step for each table and mode, first come first. */
function distinct(access: readonly Step[]): Step[] {
  const seen = new Map<string, Step>();
  for (const step of access) {
    const key = `${step.table}\0${step.mode}`;
    const known = seen.get(key);
    seen.set(
      key,
      known === undefined
        ? step
        : {
            ...known,
            columns: unique([...known.columns, ...step.columns]),
            isIdempotent: known.isIdempotent && step.isIdempotent,
          },
    );
  }
  return [...seen.values()];
}
