/** What one kind of data library knows: an ORM, a query builder, a document store. */
import type { CallSite } from '../call-index.ts';
import type { Access, Happening } from '../effects/happening.ts';
import type { Program } from '../program.ts';
import type { SchemaTables } from './schema-tables.ts';

export interface DataRead {
  readonly access: readonly (Access & { readonly isIdempotent: boolean })[];
  /** Beside the access: transaction steps. */
  readonly happenings: readonly Happening[];
  /** Tables that are touched but not known, each with the reason. */
  readonly unknown: readonly string[];
}

export interface DataReader {
  /** Puts tables, columns and foreign keys of models into the schema; called once, before any `read`. */
  defineTables?(): void;
  /** What a call does to tables; null where it is none of this library's. */
  read(site: CallSite): DataRead | null;
}

export type CreateDataReader = (program: Program, schema: SchemaTables) => DataReader;
