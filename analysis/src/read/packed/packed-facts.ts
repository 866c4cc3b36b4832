/**
 * The facts of one file as two flat things, integers and one text: what threads hand over and what the cache keeps.
 *
 * As JSON the facts of a tree are eight times its source, and turning them to text and back cost a third of a run. Here
 * a list of facts is a row of records of equal length, what has no fixed length stands elsewhere and is referred to by
 * its position, and whoever reads decodes only what is asked for.
 */
export interface PackedFacts {
  /** Header, records, values; see `pack-facts.ts`. Positions in it count from its own start. */
  readonly words: Int32Array;
  /** All strings of the file, each once, in a row. */
  readonly text: string;
}

/** Where in the header a list is referred to: two words each, count and position of its first record. */
export const header = {
  lines: 0,
  strings: 1,
  problems: 3,
  bindings: 5,
  functions: 7,
  classes: 9,
  types: 11,
  enums: 13,
  imports: 15,
  exports: 17,
  calls: 19,
  assignments: 21,
  branches: 23,
} as const;
export const headerLength = 25;

/** Words of one record. */
export const recordLength = { binding: 10, function: 9, call: 7, assignment: 4 } as const;

/** A word that starts a value or type: its kind in the low bits, what fits beside it above. */
export const kindBits = 5;
export const kindMask = (1 << kindBits) - 1;

export const valueKinds = [
  'string',
  'number',
  'integer',
  'boolean',
  'regexp',
  'template',
  'concat',
  'name',
  'this',
  'super',
  'member',
  'index',
  'element',
  'parameter',
  'call',
  'object',
  'array',
  'spread',
  'function',
  'class',
  'module',
  'either',
  'other',
] as const;

export const typeKinds = [
  'named',
  'union',
  'intersection',
  'array',
  'literal',
  'object',
  'typeof',
  'imported',
  'function',
  'indexed',
  'other',
] as const;

export const bindingKinds = [
  'import',
  'const',
  'let',
  'var',
  'parameter',
  'function',
  'class',
  'type',
  'enum',
  'catch',
] as const;

export const comparisonKinds = ['is', 'starts', 'matches'] as const;
export const callKinds = ['call', 'new', 'tag'] as const;
export const memberKinds = ['constructor', 'method', 'getter', 'setter', 'property'] as const;
export const exportKinds = ['local', 'from', 'all'] as const;
export const importKinds = [
  'static',
  'side-effect',
  'reexport',
  'dynamic',
  'require',
  'import-equals',
  'resolve',
  'type',
] as const;

/** Numbers from 0 up to this stand in the word itself. */
export const maxInteger = 2 ** (31 - kindBits) - 1;
