/**
 * The linked facts of one code base: what `read/` and `graph/` hand to `boundaries/` and `report/`.
 *
 * Every list is sorted (by path, then line, then name) and every path is relative to the analysed root with `/`,
 * so that equal trees give equal bytes whatever the directory order, locale or place on disk.
 */

import type { ModuleRole } from './module-roles.ts';

/** A place in the analysed tree; `line` counts from 1. */
export interface Place {
  readonly path: string;
  readonly line: number;
}

export type { ModuleRole };

export interface ModuleFacts {
  readonly path: string;
  readonly lines: number;
  readonly role: ModuleRole;
  /** Why this role, in a few words a person can check. */
  readonly because: string;
  /** Own words of the module (file, class, table and route names, split and lower-cased), for naming services. */
  readonly words: readonly string[];
  /** Exported names that other modules may use. */
  readonly exports: readonly string[];
  /** How many people changed it, as far as the history tells: information for people, nothing is decided by it. */
  readonly authors: number;
}

/** Kinds as in DESIGN's GRAPH.json. `name` is coupling through a string (container key, model name, registry). */
export type EdgeKind = 'import' | 'type-import' | 'call' | 'inject' | 'name' | 'relation' | 'event';

export interface EdgeFacts {
  readonly from: string;
  readonly to: string;
  /** Weight per kind: the number of import specifiers, call sites, injections, … */
  readonly kinds: Readonly<Partial<Record<EdgeKind, number>>>;
  /** Where in `from`, with the name that is used; at most 20 an edge, in line order. */
  readonly places: readonly UsePlace[];
}

export interface UsePlace {
  readonly line: number;
  readonly kind: EdgeKind;
  readonly symbol: string;
  /** What is called needs no data of the other side; marked once the whole way is known (`boundaries/tableless-calls.ts`). */
  readonly touchesNoTable?: boolean | undefined;
}

export type Effect = 'read' | 'idempotent-write' | 'write' | 'external' | 'unknown';
export type AccessMode = 'R' | 'W';
/**
 * What an entry point has to do with its caller's session or cookies. `around`: only middleware that other routes share
 * looks at them (a session store, a login that is loaded for everyone); `read` and `write`: the entry point's own code does.
 */
export type SessionUse = 'none' | 'around' | 'read' | 'write';
export type TableStep = readonly [table: string, mode: AccessMode];

/** What an entry point sets in motion, following calls. */
export interface EffectFacts {
  readonly effect: Effect;
  /** Why this class: the first write, the external call, the unresolved name. */
  readonly because: string;
  /** Tables in the order of first access; a table read and written appears once for each. */
  readonly tables: readonly TableStep[];
  /** Modules reached, sorted. */
  readonly modules: readonly string[];
  readonly events: readonly string[];
  readonly external: readonly string[];
  readonly session: SessionUse;
}

export interface RouteFacts extends EffectFacts {
  /** Upper case; `*` when every method is answered. */
  readonly method: string;
  /** The whole path with mount prefixes, parameters as `:name`, wildcards as `*name`. */
  readonly path: string;
  /** Module and line of the registration, and the handler's module where it is another one. */
  readonly module: string;
  readonly line: number;
  readonly handler: { readonly module: string; readonly name: string };
  readonly framework: string;
}

export interface EntryFacts extends EffectFacts {
  /** `action`: a function that browsers call by its number, with a POST to whatever page they are on (`'use server'`). */
  readonly kind: 'job' | 'listener' | 'queue' | 'socket' | 'command' | 'message' | 'graphql' | 'action';
  /** The schedule, event, queue, path or command. */
  readonly name: string;
  readonly module: string;
  readonly line: number;
}

export interface ForeignKeyFacts {
  readonly column: string;
  readonly references: string;
  readonly referencedColumn: string;
  readonly onDelete: string;
}

export interface AccessFacts {
  readonly module: string;
  /** Enclosing function, `Class.method`, or `` at module level. */
  readonly function: string;
  readonly line: number;
  readonly table: string;
  readonly mode: AccessMode;
  readonly columns: readonly string[];
}

export interface TableFacts {
  readonly name: string;
  readonly columns: readonly string[];
  readonly definedAt: Place | null;
  readonly foreignKeys: readonly ForeignKeyFacts[];
}

/** Two tables in one statement, e.g. a join across owners. */
export interface JoinFacts {
  readonly module: string;
  readonly line: number;
  readonly tables: readonly string[];
}

export interface TransactionFacts {
  readonly module: string;
  readonly line: number;
  readonly function: string;
  readonly steps: readonly TableStep[];
}

export interface EventFacts {
  readonly name: string;
  readonly emitters: readonly Place[];
  readonly listeners: readonly Place[];
}

export interface SharedStateFacts {
  readonly module: string;
  readonly line: number;
  readonly name: string;
  /** Modules that change it. */
  readonly writers: readonly string[];
  readonly readers: readonly string[];
}

export interface TogetherFacts {
  /** `METHOD /path` of each route. */
  readonly routes: readonly string[];
  readonly because: string;
}

export interface CommitFacts {
  /** Paths changed together, sorted; bulk commits are already cut. */
  readonly paths: readonly string[];
}

/** A function or method that could stand in another file; what is nested in it counts as part of it. */
export interface FunctionFacts {
  readonly module: string;
  /** `place`, `Checkout.place`, `GET /path` for a route's handler without a name, '' for what loading the file does; unique in its module. */
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
  /** Functions of the tree that it calls or hands over, its own module's too, with the first line; sorted. */
  readonly calls: readonly (readonly [module: string, name: string, line: number])[];
}

/** Something that could not be read or resolved, and why. Never dropped in silence. */
export interface UnresolvedFacts {
  readonly path: string;
  readonly line: number;
  readonly what: string;
  readonly because: string;
}

export interface Facts {
  readonly stats: { readonly files: number; readonly lines: number };
  readonly modules: readonly ModuleFacts[];
  readonly edges: readonly EdgeFacts[];
  readonly routes: readonly RouteFacts[];
  readonly entries: readonly EntryFacts[];
  readonly together: readonly TogetherFacts[];
  readonly tables: readonly TableFacts[];
  readonly access: readonly AccessFacts[];
  readonly joins: readonly JoinFacts[];
  readonly transactions: readonly TransactionFacts[];
  readonly events: readonly EventFacts[];
  readonly sharedState: readonly SharedStateFacts[];
  readonly commits: readonly CommitFacts[];
  /** Of all modules that are no tests. */
  readonly functions: readonly FunctionFacts[];
  readonly unresolved: readonly UnresolvedFacts[];
}
