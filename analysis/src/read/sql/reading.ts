/** What one SQL text says, as far as it can be told without a database. */

export type AccessVerb =
  | 'select'
  | 'insert'
  | 'update'
  | 'delete'
  | 'upsert'
  | 'replace'
  | 'merge'
  | 'truncate'
  | 'copy';

export interface SqlAccess {
  /** As written, without quotes and without a default schema; may hold hole marks (see `tokens.ts`). */
  readonly table: string;
  readonly mode: 'R' | 'W';
  readonly verb: AccessVerb;
  /** Columns named for this table, in order of appearance; empty after `*`. */
  readonly columns: readonly string[];
  /** True for `FROM name(…)`: a table only where a virtual table has that name. */
  readonly isCall: boolean;
  /** Said of updates in bodies of triggers only; elsewhere the statement tells. */
  readonly isRelative?: true;
}

export type HoleRole = 'value' | 'fragment' | 'table';

export interface SqlForeignKey {
  readonly columns: readonly string[];
  readonly references: string;
  readonly referencedColumns: readonly string[];
  /** `CASCADE`, `SET NULL`, …; '' where the statement says nothing. */
  readonly onDelete: string;
}

export type SchemaChange =
  | {
      readonly change: 'create-table';
      readonly table: string;
      readonly columns: readonly string[];
      readonly foreignKeys: readonly SqlForeignKey[];
      readonly isVirtual: boolean;
      readonly isTemporary: boolean;
    }
  | { readonly change: 'create-view'; readonly table: string }
  | {
      readonly change: 'create-trigger';
      readonly table: string;
      readonly name: string;
      readonly events: readonly string[];
      /** `EXECUTE FUNCTION f()`: the function that does the work; '' where the trigger has a body of its own. */
      readonly runs: string;
    }
  /** `table` is '' where the statement does not say it. */
  | { readonly change: 'drop-trigger'; readonly table: string; readonly name: string }
  /** What its body does is the statement's access. */
  | { readonly change: 'create-function'; readonly name: string }
  | { readonly change: 'add-columns'; readonly table: string; readonly columns: readonly string[] }
  | {
      readonly change: 'add-foreign-keys';
      readonly table: string;
      readonly foreignKeys: readonly SqlForeignKey[];
    }
  | { readonly change: 'drop-columns'; readonly table: string; readonly columns: readonly string[] }
  | { readonly change: 'rename-column'; readonly table: string; readonly from: string; readonly to: string }
  | { readonly change: 'rename-table'; readonly table: string; readonly to: string }
  | { readonly change: 'drop-table'; readonly table: string };

export type TransactionStep = 'begin' | 'commit' | 'rollback' | 'savepoint' | 'release';

export interface SqlStatement {
  readonly kind: 'data' | 'schema' | 'transaction' | 'setting' | 'other';
  /** First word, upper case; '' when it is a hole. */
  readonly verb: string;
  readonly access: readonly SqlAccess[];
  readonly schema: readonly SchemaChange[];
  readonly transaction: TransactionStep | null;
  /** `SET left = left - 1`: running it again changes the data again. */
  readonly isRelative: boolean;
}

export interface SqlReading {
  readonly statements: readonly SqlStatement[];
  /** Role of each hole by index. */
  readonly holes: ReadonlyMap<number, HoleRole>;
}
