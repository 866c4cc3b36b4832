/**
 * All files of one tree with the questions that linkers ask: what does this name, call or type refer to?
 *
 * Answers are entities: they see through imports, barrels, `require`, variables, constructor injection and declared
 * types, as far as syntax tells. Whatever is not known is `unknown` with the reason, never a guess.
 */
import type { ClassFact, FileFacts, FunctionFact } from '../read/file-facts.ts';
import type { TypeRef, Value } from '../read/value.ts';
import type { CallSite } from './call-index.ts';
import type { Resolution } from './import-resolver.ts';

/** A function of a file, by index; 0 is the file's top level. */
export interface FunctionRef {
  readonly path: string;
  readonly function: number;
}

export interface ClassRef {
  readonly path: string;
  readonly class: number;
}

/** A function that a call is handed, as an argument. */
export interface Callback {
  readonly position: number;
  /** One, in a list. */
  readonly refs: readonly FunctionRef[];
}

/** What a value is. */
export type Entity =
  | ({ readonly kind: 'function' } & FunctionRef)
  | ({ readonly kind: 'class' } & ClassRef)
  | ({ readonly kind: 'instance' } & ClassRef)
  /** What `new` makes of a plain function with a prototype. */
  | ({ readonly kind: 'made' } & FunctionRef)
  /**
   * A literal (string, number, object, array, template, …), with the file in whose terms it is written. `binding` is
   * the variable it was put into (members may be added to it later), or -1.
   */
  | { readonly kind: 'value'; readonly path: string; readonly value: Value; readonly binding: number }
  | { readonly kind: 'enum'; readonly path: string; readonly enum: number }
  /** A whole module of the tree (`import * as x`, `require('./x')`). */
  | { readonly kind: 'module'; readonly path: string }
  /**
   * Something that comes from a package outside the tree, from Node (`node:fs`) or from the language (`global`), and
   * the way from there: `['Router', '()', 'get']` is the method `get` of a called `express.Router`. `new X` is
   * written `'X', 'new()'`, and so is a value whose declared type is the outside class X. The default export is the
   * module itself (`[]`), whichever way it was imported. `call` is the innermost call on the way.
   */
  | {
      readonly kind: 'external';
      readonly package: string;
      readonly way: readonly string[];
      readonly call: { readonly path: string; readonly call: number } | null;
      /** Type arguments (`Repository<Order>`, `new Map<string, User>()`) with the file they are written in. */
      readonly typeArgs: { readonly path: string; readonly types: readonly TypeRef[] } | null;
    }
  /** Something typed by an interface or alias of the tree, with no single class behind it. */
  | { readonly kind: 'typed'; readonly path: string; readonly type: TypeRef }
  | {
      readonly kind: 'parameter';
      readonly path: string;
      readonly function: number;
      readonly position: number;
    }
  | { readonly kind: 'unknown'; readonly because: string };

/** Text with holes where a part is not known: texts is one longer than holes. */
export interface FoldedText {
  readonly texts: readonly string[];
  /** What stands in each hole. */
  readonly holes: readonly Entity[];
}

export interface Program {
  /** Paths of all files that were read, sorted. */
  readonly paths: readonly string[];
  file(path: string): FileFacts;
  /** False when a text stands nowhere in a file's names and strings: the cheapest question of all. */
  mentions(path: string, text: string): boolean;
  functionOf(ref: FunctionRef): FunctionFact;
  classOf(ref: ClassRef): ClassFact;
  /** Own or nearest enclosing name, `Class.method`, '' at the module's top level. */
  nameOf(ref: FunctionRef): string;
  /** Data files asked for by linkers' `wants` (SQL, Prisma schema, migrations, package.json): path to text. */
  readonly documents: ReadonlyMap<string, string>;

  /** File of the tree that a specifier leads to, or the outside package, or why not. */
  resolveImport(path: string, specifier: string): Resolution;
  /** What a module exports under a name, seen through barrels to the declaring file. */
  exported(path: string, name: string): Entity;
  /** What a value of a file is. */
  evaluate(path: string, value: Value): Entity;
  /**
   * All that a value may be where the code says more than one thing: another branch, a later assignment, another binding of the
   * container, another result of a factory. Most values are one thing.
   */
  alternatives(path: string, value: Value): readonly Entity[];
  /** What a member of an entity is: `entity.name`. */
  member(entity: Entity, name: string): Entity;
  /** What the call gives. */
  result(path: string, call: number): Entity;
  /** What a declared type stands for: an instance of a class, a typed thing, an external type. */
  typed(path: string, type: TypeRef): Entity;
  /** A class member by name, own or inherited, with the class that declares it. */
  findMember(ref: ClassRef, name: string, isStatic?: boolean): { owner: ClassRef; member: number } | null;

  /** The class of the tree that a thing is, is an instance of, or came from by calls of a package: `await Key.findByPk(id)`. */
  classBehind(entity: Entity): ClassRef | null;

  /** The class of the tree that a class extends. */
  baseOf(ref: ClassRef): ClassRef | null;

  /** The text a value spells, constants of other files folded in. null where it is no text at all. */
  text(path: string, value: Value): FoldedText | null;
  /** All plain strings that a value can be (either/or, elements of a literal array); empty where unknown. */
  strings(path: string, value: Value): readonly string[];

  /** What the callee of a call is. */
  called(path: string, call: number): Entity;
  /** What a method is called on; unknown where nothing is. */
  receiver(path: string, call: number): Entity;
  /** Functions of the tree that the call runs (callee, or constructor), by index in `file(path).calls`. */
  callees(path: string, call: number): readonly FunctionRef[];
  /** Functions handed over as arguments (callbacks, inline handlers), with the position. */
  callbacks(path: string, call: number): readonly Callback[];
  /** Calls of the tree that run a function: where it is called, or handed over as a callback. */
  callersOf(ref: FunctionRef): readonly CallSite[];
  /** Calls in a function's own body (not in functions nested in it), in order of evaluation. */
  callsIn(ref: FunctionRef): readonly CallSite[];
  /** All calls of a file, in order of evaluation within each function. */
  sitesOf(path: string): readonly CallSite[];
  /** A number for each function of the program, from 0 on: for what is kept by function. */
  numberOf(ref: FunctionRef): number;
}
