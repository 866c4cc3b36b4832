/** Schema changes that migrations make by calls: Knex's and Kysely's schema builders. */
import { type CallSite, calledName, callIndexOf, receiverOf } from '../call-index.ts';
import type { ForeignKeyFacts } from '../facts.ts';
import type { Program } from '../program.ts';
import { functionsIn, stringOf } from '../values.ts';
import { callsAfter, callsBefore } from './chains.ts';
import { tableIn } from './names.ts';
import type { SchemaTables } from './schema-tables.ts';

const MIGRATING = new Set([
  'createTable',
  'createTableIfNotExists',
  'alterTable',
  'table',
  'dropTable',
  'dropTableIfExists',
  'renameTable',
  'createView',
]);

/** `schema.createTable('users', (table) => { table.increments('id'); … })`, Kysely's `createTable('users').addColumn('id', …)`. */
export class MigrationReader {
  private readonly program: Program;
  private readonly schema: SchemaTables;

  constructor(program: Program, schema: SchemaTables) {
    this.program = program;
    this.schema = schema;
  }

  read(): void {
    for (const site of callIndexOf(this.program).named(MIGRATING)) {
      if (receiverOf(site.call) === null) continue;
      const name = calledName(site.call);
      if (/(?:^|\.)down$/.test(this.enclosingName(site))) continue;
      const [table] =
        site.call.args[0] === undefined ? [] : this.program.strings(site.path, site.call.args[0]);
      if (table !== undefined) this.change(site, name, tableIn(table));
    }
  }

  private enclosingName(site: CallSite): string {
    return this.program.nameOf({ path: site.path, function: site.call.within });
  }

  private change(site: CallSite, name: string, table: string): void {
    const place = { path: site.path, line: site.call.line };
    if (name.startsWith('drop')) {
      this.schema.drop(table);
      return;
    }
    if (name === 'renameTable') {
      const to = stringOf(this.program, site.path, site.call.args[1]);
      if (to !== null) this.schema.renameTable(table, to);
      return;
    }
    if (name === 'createView' || (name === 'table' && site.call.args.length < 2)) return;
    const build = site.call.args[1];
    const [builder] = build === undefined ? [] : functionsIn(this.program, site.path, build);
    const calls =
      builder === undefined
        ? callsAfter(this.program, site.path, site.index)
        : this.program.callsIn(builder).map(({ index, call }) => ({ path: builder.path, index, call }));
    const isKyselyOrKnex =
      builder !== undefined ||
      calls.some(({ call }) =>
        /^add(?:Column|PrimaryKeyConstraint|ForeignKeyConstraint)$/.test(calledName(call)),
      );
    if (isKyselyOrKnex || name.startsWith('create'))
      this.schema.declare(table, this.columnsOf(calls), this.foreignKeysOf(calls), place);
  }

  private columnsOf(calls: readonly CallSite[]): string[] {
    return calls.flatMap(({ path, call }) => {
      const method = calledName(call);
      if (method === 'timestamps') return ['created_at', 'updated_at'];
      const isColumn =
        method === 'addColumn' ||
        /^(?:increments|bigIncrements|integer|bigInteger|smallint|tinyint|text|string|float|double|decimal|boolean|date|dateTime|datetime|time|timestamp|binary|enum|enu|json|jsonb|uuid|specificType|char|bigint|geometry)$/.test(
          method,
        );
      const receiver = receiverOf(call);
      if (!isColumn || receiver === null || (method !== 'addColumn' && receiver.kind === 'call')) return [];
      const column = stringOf(this.program, path, call.args[0]);
      return column === null ? (/ncrements$/.test(method) ? ['id'] : []) : [column];
    });
  }

  /** `table.integer('user_id').references('id').inTable('users')`, `.references('users.id')`. */
  private foreignKeysOf(calls: readonly CallSite[]): ForeignKeyFacts[] {
    return calls.flatMap((site) => {
      const method = calledName(site.call);
      const text = stringOf(this.program, site.path, site.call.args[0]);
      if (method === 'references' && text !== null) return this.referenceOf(site, text);
      if (method === 'addForeignKeyConstraint') return this.constraintOf(site);
      return [];
    });
  }

  private referenceOf(site: CallSite, text: string): ForeignKeyFacts[] {
    const after = callsAfter(this.program, site.path, site.index);
    const before = callsBefore(this.program, site);
    const said = (name: string): string | null => {
      const found = [...after, ...before].find(({ call }) => calledName(call) === name);
      return found === undefined ? null : stringOf(this.program, found.path, found.call.args[0]);
    };
    const root = before.at(-1);
    const column = root === undefined ? null : stringOf(this.program, root.path, root.call.args[0]);
    const inTable = said('inTable');
    const [table, referencedColumn] =
      inTable !== null
        ? [inTable, text]
        : text.includes('.')
          ? [text.slice(0, text.lastIndexOf('.')), text.slice(text.lastIndexOf('.') + 1)]
          : [null, text];
    if (column === null || table === null) return [];
    return [
      {
        column,
        references: tableIn(table),
        referencedColumn,
        onDelete: (said('onDelete') ?? '').toUpperCase(),
      },
    ];
  }

  /** Kysely's `addForeignKeyConstraint('name', ['user_id'], 'users', ['id'])`. */
  private constraintOf(site: CallSite): ForeignKeyFacts[] {
    const [, columns, table, referenced] = site.call.args;
    const references = stringOf(this.program, site.path, table);
    if (columns === undefined || references === null) return [];
    const targets = referenced === undefined ? [] : this.program.strings(site.path, referenced);
    return this.program.strings(site.path, columns).map((column, index) => ({
      column,
      references: tableIn(references),
      referencedColumn: targets[index] ?? '',
      onDelete: '',
    }));
  }
}
