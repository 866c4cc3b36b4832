/** Applies schema changes in order and says which tables there are in the end. */
import type { SchemaChange, SqlAccess, SqlForeignKey, SqlReading } from '../../read/sql/reading.ts';
import { holesIn } from '../../read/sql/tokens.ts';
import type { ForeignKeyFacts, Place, TableFacts } from '../facts.ts';

interface TableState {
  name: string;
  columns: string[];
  definedAt: Place | null;
  /** The place is that of a model, not of DDL. */
  isModel: boolean;
  foreignKeys: ForeignKeyFacts[];
}

export interface TriggerState {
  readonly table: string;
  readonly name: string;
  readonly events: readonly string[];
  readonly access: readonly SqlAccess[];
  /** Function that does the work; '' for none. */
  readonly runs: string;
}

type TableChange = Exclude<SchemaChange, { change: 'create-function' }>;

const keyOf = (table: string): string => table.toLowerCase();

export class SchemaTables {
  private readonly tables = new Map<string, TableState>();
  private readonly views = new Map<string, readonly SqlAccess[]>();
  triggers: TriggerState[] = [];
  private readonly functions = new Map<string, readonly SqlAccess[]>();
  private readonly temporary = new Set<string>();
  /** Qualified tables by the last part of their name, null where several have it; made again after each change of names. */
  private byBareName: ReadonlyMap<string, TableState | null> | null = null;

  get isKnown(): boolean {
    return this.tables.size > 0;
  }

  has(table: string): boolean {
    return this.tables.has(keyOf(table));
  }

  /** The name as the schema spells it; null where no such table is known. A bare name is the one table that has it in some namespace. */
  canonical(table: string): string | null {
    const state = this.tables.get(keyOf(table)) ?? this.qualified(table);
    return state?.name ?? null;
  }

  /** `orders` is `shop.orders` where nothing else is called so: the connection's search path says where to look. */
  private qualified(table: string): TableState | null {
    if (table.includes('.')) return null;
    this.byBareName ??= tablesByBareName(this.tables.values());
    return this.byBareName.get(keyOf(table)) ?? null;
  }

  /** A table of one connection, gone with it: nobody else's, and none of the schema. */
  isTemporary(table: string): boolean {
    return this.temporary.has(keyOf(table)) && !this.has(table);
  }

  /** What a view reads; null for anything else. */
  viewAccess(table: string): readonly SqlAccess[] | null {
    const known = this.views.get(keyOf(table));
    if (known !== undefined || table.includes('.')) return known ?? null;
    const [only, ...others] = [...this.views.keys()].filter((name) => name.endsWith(`.${keyOf(table)}`));
    return only === undefined || others.length > 0 || this.has(table) ? null : (this.views.get(only) ?? null);
  }

  /** What a trigger does: by its own body, or by the function that it runs, whose other names are variables. */
  accessOf({ access, runs }: TriggerState): readonly SqlAccess[] {
    if (runs === '') return access;
    const inside = this.functions.get(keyOf(runs)) ?? [];
    return inside.filter(({ table }) => this.canonical(table) !== null);
  }

  /** A table from an ORM's model: joins what the schema said of it, and is where a reader looks for the table. */
  define(
    table: string,
    columns: readonly string[],
    foreignKeys: readonly ForeignKeyFacts[],
    definedAt: Place | null,
  ): void {
    const name = this.canonical(table) ?? table;
    this.declare(name, columns, foreignKeys, definedAt);
    const state = this.tables.get(keyOf(name));
    if (state === undefined || definedAt === null || state.isModel) return;
    state.definedAt = definedAt;
    state.isModel = true;
  }

  /** A table or a part of one from DDL or a migration. */
  declare(
    table: string,
    columns: readonly string[],
    foreignKeys: readonly ForeignKeyFacts[],
    definedAt: Place | null,
  ): void {
    const state = this.stateOf(table, definedAt);
    for (const column of columns) if (!state.columns.includes(column)) state.columns.push(column);
    for (const key of foreignKeys) this.addForeignKey(state, key);
  }

  drop(table: string): void {
    this.byBareName = null;
    this.tables.delete(keyOf(table));
  }

  apply(reading: SqlReading, placeOf: (change: TableChange) => Place): void {
    for (const statement of reading.statements) {
      for (const change of statement.schema) {
        if (change.change === 'create-function') this.functions.set(keyOf(change.name), statement.access);
        else this.applyChange(change, statement.access, placeOf(change));
      }
    }
  }

  /** All tables; temporary ones left out, names of foreign keys spelled as the schema does. */
  list(): TableFacts[] {
    return [...this.tables.values()].map(({ name, columns, definedAt, foreignKeys }) => ({
      name,
      columns,
      definedAt,
      foreignKeys: foreignKeys.map((key) => ({
        ...key,
        references: this.canonical(key.references) ?? key.references,
      })),
    }));
  }

  private stateOf(table: string, definedAt: Place | null): TableState {
    const known = this.tables.get(keyOf(table));
    if (known !== undefined) return known;
    const state: TableState = { name: table, columns: [], definedAt, isModel: false, foreignKeys: [] };
    this.tables.set(keyOf(table), state);
    this.byBareName = null;
    return state;
  }

  private applyChange(change: TableChange, access: readonly SqlAccess[], place: Place): void {
    if (holesIn(change.table).length > 0) return;
    switch (change.change) {
      case 'create-table':
        if (change.isTemporary) {
          this.temporary.add(keyOf(change.table));
          return;
        }
        this.declare(change.table, change.columns, flatKeys(change.foreignKeys), place);
        return;
      case 'create-view':
        this.views.set(keyOf(change.table), access);
        return;
      case 'create-trigger':
        this.triggers.push({ ...change, access });
        return;
      case 'drop-trigger':
        this.triggers = this.triggers.filter(
          ({ table, name }) =>
            keyOf(name) !== keyOf(change.name) || !['', keyOf(table)].includes(keyOf(change.table)),
        );
        return;
      case 'add-columns':
        this.declare(change.table, change.columns, [], place);
        return;
      case 'add-foreign-keys':
        this.declare(change.table, [], flatKeys(change.foreignKeys), place);
        return;
      case 'drop-columns': {
        const state = this.tables.get(keyOf(change.table));
        if (state !== undefined)
          state.columns = state.columns.filter((column) => !change.columns.includes(column));
        return;
      }
      case 'rename-column': {
        const state = this.tables.get(keyOf(change.table));
        if (state !== undefined)
          state.columns = state.columns.map((column) => (column === change.from ? change.to : column));
        return;
      }
      case 'rename-table':
        this.renameTable(change.table, change.to);
        return;
      case 'drop-table':
        this.drop(change.table);
    }
  }

  /** Renaming is how SQLite rebuilds a table: the target may have been dropped just before. */
  renameTable(from: string, to: string): void {
    const state = this.tables.get(keyOf(from));
    if (state === undefined) return;
    this.tables.delete(keyOf(from));
    this.byBareName = null;
    state.name = to;
    this.tables.set(keyOf(to), state);
    const renamed = (access: readonly SqlAccess[]): SqlAccess[] =>
      access.map((one) => (keyOf(one.table) === keyOf(from) ? { ...one, table: to } : one));
    for (const [view, access] of this.views) this.views.set(view, renamed(access));
    for (const [index, trigger] of this.triggers.entries()) {
      const table = keyOf(trigger.table) === keyOf(from) ? to : trigger.table;
      this.triggers[index] = { ...trigger, table, access: renamed(trigger.access) };
    }
    for (const other of this.tables.values()) {
      other.foreignKeys = other.foreignKeys.map((key) =>
        keyOf(key.references) === keyOf(from) ? { ...key, references: to } : key,
      );
    }
  }

  private addForeignKey(state: TableState, key: ForeignKeyFacts): void {
    const isKnown = state.foreignKeys.some(
      (other) => other.column === key.column && keyOf(other.references) === keyOf(key.references),
    );
    if (!isKnown) state.foreignKeys.push(key);
  }
}

function tablesByBareName(tables: Iterable<TableState>): Map<string, TableState | null> {
  const found = new Map<string, TableState | null>();
  for (const state of tables) {
    const bare = keyOf(state.name.split('.').at(-1) ?? state.name);
    if (state.name.includes('.')) found.set(bare, found.has(bare) ? null : state);
  }
  return found;
}

/** One fact a column pair: a composite key gives several. */
function flatKeys(keys: readonly SqlForeignKey[]): ForeignKeyFacts[] {
  return keys.flatMap(({ columns, references, referencedColumns, onDelete }) =>
    columns.map((column, index) => ({
      column,
      references,
      referencedColumn: referencedColumns[index] ?? '',
      onDelete,
    })),
  );
}
