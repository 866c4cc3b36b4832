/**
 * The facts of one file, from its text alone: plain data, no path, no absolute positions, nothing of other files.
 * Equal text in an equal dialect gives equal facts, which is what makes them safe to cache by content hash.
 */
import type { TypeMember, TypeRef, Value } from './value.ts';

export interface FileFacts {
  readonly lines: number;
  /** What kept a part of the file (or all of it) from being read. */
  readonly problems: readonly Problem[];
  readonly bindings: readonly BindingFact[];
  /** Index 0 is the module's own top level. */
  readonly functions: readonly FunctionFact[];
  readonly classes: readonly ClassFact[];
  readonly types: readonly TypeFact[];
  readonly enums: readonly EnumFact[];
  readonly imports: readonly ImportFact[];
  readonly exports: readonly ExportFact[];
  /** In order of evaluation within one function: arguments and callee before the call itself. */
  readonly calls: readonly CallFact[];
  /** Assignments to members: `this.a = …`, `X.prototype.f = …`, `exports.x = …`, and to variables declared earlier. */
  readonly assignments: readonly AssignmentFact[];
  /** Branches for literal paths and methods of requests; see `extract/branches.ts`. */
  readonly branches: readonly BranchFact[];
}

export interface Problem {
  readonly line: number;
  readonly what: string;
  readonly because: string;
}

/** A name declared in the file. What it holds is in `value` (its initialiser, or the place it was destructured from). */
export interface BindingFact {
  readonly name: string;
  readonly kind:
    | 'import'
    | 'const'
    | 'let'
    | 'var'
    | 'parameter'
    | 'function'
    | 'class'
    | 'type'
    | 'enum'
    | 'catch';
  readonly line: number;
  /** Function in whose scope it is declared; 0 is the module's top level. */
  readonly within: number;
  readonly type: TypeRef | null;
  readonly value: Value | null;
  /** For imports: the exported name in the other module (`default`, `*` for the whole), else ''. */
  readonly imported: string;
  /** For imports: the specifier, else ''. */
  readonly specifier: string;
  /** For imports: how often the name stands where a value is needed, and where only a type is. */
  readonly valueUses: number;
  readonly typeUses: number;
}

export interface FunctionFact {
  /** `place`, `Checkout.place`, `outer.inner`; '' for the module's top level and for functions without a name. */
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
  /** The function around it; -1 for the module's top level. */
  readonly parent: number;
  /** Class whose member it is, or -1. */
  readonly class: number;
  readonly parameters: readonly ParameterFact[];
  readonly returnType: TypeRef | null;
  /** What `return` gives, in order (for an arrow with an expression: that). */
  readonly returns: readonly Value[];
  readonly isAsync: boolean;
  /** Begins with `'use server'`: browsers may call it (at index 0: everything that the module exports). */
  readonly isServerAction: boolean;
}

export interface ParameterFact {
  /** '' for a pattern. */
  readonly name: string;
  readonly type: TypeRef | null;
  readonly initial: Value | null;
  /** Keys that an object pattern takes out: `({ orders, mailer }) => …`. */
  readonly keys: readonly string[];
  /** `constructor(private readonly orders: Orders)` declares a member too. */
  readonly isMember: boolean;
  readonly isRest: boolean;
  readonly decorators: readonly DecoratorFact[];
}

export interface DecoratorFact {
  /** `Get`, `ns.Get`. */
  readonly name: string;
  readonly binding: number;
  readonly args: readonly Value[];
  readonly line: number;
}

export interface ClassFact {
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
  readonly within: number;
  readonly isAbstract: boolean;
  readonly extends: Value | null;
  readonly extendsArgs: readonly TypeRef[];
  readonly implements: readonly TypeRef[];
  readonly decorators: readonly DecoratorFact[];
  readonly members: readonly MemberFact[];
}

export interface MemberFact {
  readonly name: string;
  readonly kind: 'constructor' | 'method' | 'getter' | 'setter' | 'property';
  readonly isStatic: boolean;
  readonly line: number;
  readonly type: TypeRef | null;
  readonly value: Value | null;
  /** Index into `functions`, or -1. */
  readonly function: number;
  readonly decorators: readonly DecoratorFact[];
}

/** An interface or type alias. */
export interface TypeFact {
  readonly name: string;
  readonly line: number;
  readonly extends: readonly TypeRef[];
  readonly members: readonly TypeMember[];
  /** The aliased type; null for interfaces. */
  readonly alias: TypeRef | null;
}

export interface EnumFact {
  readonly name: string;
  readonly line: number;
  readonly members: readonly { readonly name: string; readonly value: Value | null }[];
}

export interface ImportFact {
  readonly specifier: string;
  readonly kind:
    | 'static'
    | 'side-effect'
    | 'reexport'
    | 'dynamic'
    | 'require'
    | 'import-equals'
    | 'resolve'
    | 'type';
  readonly line: number;
  /** Exported names that are taken: `default`, `*` for the whole module; empty where nothing tells. */
  readonly names: readonly string[];
  readonly isTypeOnly: boolean;
  /** Optional `require` inside try/catch: its absence is no fault. */
  readonly isOptional: boolean;
  readonly within: number;
  /** What is imported where it is no literal; the specifier is '' then. */
  readonly computed: Value | null;
}

export type ExportFact =
  /** Declared here; the value says what it is (usually a name). */
  | {
      readonly kind: 'local';
      readonly name: string;
      readonly value: Value;
      readonly line: number;
      readonly isTypeOnly: boolean;
    }
  /** `export { a as b } from 'x'`, `export * as b from 'x'` (imported `*`). */
  | {
      readonly kind: 'from';
      readonly name: string;
      readonly imported: string;
      readonly specifier: string;
      readonly line: number;
      readonly isTypeOnly: boolean;
    }
  /** `export * from 'x'`, `module.exports = require('x')`. */
  | { readonly kind: 'all'; readonly specifier: string; readonly line: number; readonly isTypeOnly: boolean };

export interface CallFact {
  readonly kind: 'call' | 'new' | 'tag';
  /** Last name of what is called: `get` for `router.get(…)`, `fetch` for `fetch(…)`, '' where it is computed. */
  readonly name: string;
  readonly callee: Value;
  /** For a tagged template: one 'template' value. */
  readonly args: readonly Value[];
  readonly typeArgs: readonly TypeRef[];
  readonly line: number;
  /** Function whose body holds the call; 0 is the module's top level. */
  readonly within: number;
  readonly isAwaited: boolean;
  /** What is called is the language's own (see `outside-calls.ts`). */
  readonly isOutside: boolean;
}

/** What runs where one of the alternatives holds: all of its comparisons, as far as they tell of paths and methods. */
export interface BranchFact {
  readonly alternatives: readonly (readonly ComparisonFact[])[];
  /** First and last line of what runs. */
  readonly line: number;
  readonly endLine: number;
  readonly within: number;
}

export interface ComparisonFact {
  readonly of: Value;
  readonly how: 'is' | 'starts' | 'matches';
  /** A path, a method, `METHOD /path`, or a regular expression as it is written. */
  readonly text: string;
}

export interface AssignmentFact {
  readonly target: Value;
  readonly value: Value;
  readonly line: number;
  readonly within: number;
}
