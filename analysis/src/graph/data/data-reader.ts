/** What one kind of data library knows: an ORM, a query builder, a document store. */
import type { CallSite } from '../call-index.ts';
import type { Access, Happening } from '../effects/happening.ts';
import type { Program } from '../program.ts';
import type { Hook } from './hooks/hook.ts';
import type { ModelRegistry, Relation } from './model-registry.ts';
import type { SchemaTables } from './schema-tables.ts';

export type Step = Access & { readonly isIdempotent: boolean };

export interface DataRead {
  readonly access: readonly Step[];
  /** Beside the access: transaction steps. */
  readonly happenings: readonly Happening[];
  /** Tables that are touched but not known, each with the reason. */
  readonly unknown: readonly string[];
}

export interface DataReader {
  /** Puts tables, columns and foreign keys of models into the schema; called once, before any `read`. */
  defineTables?(): void;
  /** Which models hold which others; known after `defineTables`. */
  relations?(): readonly Relation[];
  /** What the library runs around its accesses; known after `defineTables`. */
  hooks?(): readonly Hook[];
  /** Whether calls of this name may be the library's: the name decides for nearly all calls. Asked after `defineTables`. */
  mayRead(name: string): boolean;
  /** What a call of such a name does to tables; null where it is none of this library's. */
  read(site: CallSite): DataRead | null;
}

export type CreateDataReader = (program: Program, schema: SchemaTables) => DataReader;

/** A library whose tables are classes or values of the tree: its models first, then the calls on them. */
export interface ModelLibrary {
  readonly registry: ModelRegistry;
  define(): void;
  /** Asked only where there are models. */
  hooks?(): readonly Hook[];
  /** Asked only where there are models. */
  mayRead(name: string): boolean;
  read(site: CallSite): DataRead | null;
}

export function modelReader(
  create: (program: Program, schema: SchemaTables) => ModelLibrary,
): CreateDataReader {
  return (program, schema) => {
    const library = create(program, schema);
    return {
      defineTables: () => library.define(),
      relations: () => library.registry.relations,
      hooks: () => (library.registry.isEmpty ? [] : (library.hooks?.() ?? [])),
      mayRead: (name) => !library.registry.isEmpty && library.mayRead(name),
      read: (site) => library.read(site),
    };
  };
}

export function reads(table: string, columns: readonly string[] = []): Step {
  return { table, mode: 'R', columns, isIdempotent: true };
}

export function writes(table: string, columns: readonly string[], isIdempotent: boolean): Step {
  return { table, mode: 'W', columns, isIdempotent };
}

export function dataRead(access: readonly Step[], unknown: readonly string[] = []): DataRead {
  return { access, happenings: [], unknown };
}
