/**
 * What an expression says, as far as syntax tells: the small language in which facts about code are written down.
 *
 * Values are plain data without positions in the tree, so that the facts of one file can be cached, sent between
 * threads and evaluated later against other files. Calls, functions and classes are referred to by their index in
 * the same file's lists; names by the index of the binding that they refer to there.
 */
export type Value =
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'regexp'; readonly text: string }
  /** `texts` is one longer than `holes`: texts[0] holes[0] texts[1] … */
  | { readonly kind: 'template'; readonly texts: readonly string[]; readonly holes: readonly Value[] }
  /** `a + b + c`, flattened. */
  | { readonly kind: 'concat'; readonly parts: readonly Value[] }
  /** A variable, import, function or class by name; `binding` is an index into `bindings`, or -1 for a global. */
  | { readonly kind: 'name'; readonly name: string; readonly binding: number }
  /** With the class around it, or -1. */
  | { readonly kind: 'this'; readonly class: number }
  | { readonly kind: 'super'; readonly class: number }
  | { readonly kind: 'member'; readonly of: Value; readonly name: string }
  /** `of[key]` where the key is no literal. */
  | { readonly kind: 'index'; readonly of: Value; readonly key: Value }
  /** One element of an iterable: the variable of `for (const x of xs)`, an array pattern, a callback of `forEach`. */
  | { readonly kind: 'element'; readonly of: Value }
  /** The value that a parameter receives. */
  | { readonly kind: 'parameter'; readonly function: number; readonly position: number }
  /** Index into `calls`: `f(x)`, `new F(x)` and tagged templates alike. */
  | { readonly kind: 'call'; readonly call: number }
  | { readonly kind: 'object'; readonly entries: readonly ObjectEntry[]; readonly spreads: readonly Value[] }
  | { readonly kind: 'array'; readonly items: readonly Value[] }
  | { readonly kind: 'spread'; readonly of: Value }
  | { readonly kind: 'function'; readonly function: number }
  | { readonly kind: 'class'; readonly class: number }
  /** A module as a whole: `require('x')`, `await import('x')`, `import * as x`. */
  | { readonly kind: 'module'; readonly specifier: string }
  /** `a || b`, `a ?? b`, `c ? a : b`: one of these. */
  | { readonly kind: 'either'; readonly options: readonly Value[] }
  /** Anything else, or too deep; `syntax` is the node's type. */
  | { readonly kind: 'other'; readonly syntax: string };

export interface ObjectEntry {
  /** The literal key, or '' for a computed one. */
  readonly key: string;
  readonly value: Value;
  readonly line: number;
}

/** A type as written, as far as facts need it. */
export type TypeRef =
  /** `A`, `ns.A`, `Repository<Order>`; `binding` of the first name as in Value's 'name'. */
  | {
      readonly kind: 'named';
      readonly name: string;
      readonly binding: number;
      readonly args: readonly TypeRef[];
    }
  | { readonly kind: 'union'; readonly of: readonly TypeRef[] }
  | { readonly kind: 'intersection'; readonly of: readonly TypeRef[] }
  | { readonly kind: 'array'; readonly of: TypeRef }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'object'; readonly members: readonly TypeMember[] }
  /** `typeof x`, with the expression. */
  | { readonly kind: 'typeof'; readonly of: Value }
  /** `import('x').A` */
  | { readonly kind: 'imported'; readonly specifier: string; readonly name: string }
  /** `() => T`: what a call gives. */
  | { readonly kind: 'function'; readonly returns: TypeRef }
  /** `T['key']` */
  | { readonly kind: 'indexed'; readonly of: TypeRef; readonly key: string }
  | { readonly kind: 'other'; readonly syntax: string };

export interface TypeMember {
  readonly name: string;
  readonly type: TypeRef;
}
