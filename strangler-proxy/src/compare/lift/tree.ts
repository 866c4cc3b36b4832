/**
 * The one form in which answers are compared. Every format (JSON, HTML, forms, events, headers) is lifted to a tree,
 * so that one differ serves all of them.
 *
 * Objects are Maps: keys come from outside, and `__proto__` must be a key like any other.
 */
export type Tree =
  | null
  | boolean
  | string
  | NumberText
  | Element
  | readonly Tree[]
  | ReadonlyMap<string, Tree>;

/** A number as it was written: beyond 2^53 a `number` would lose digits. */
export class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A markup element: its own node type, so that paths can name tags and children align by tag. */
export class Element {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, Tree>;
  readonly children: readonly Tree[];
  constructor(tag: string, attributes: ReadonlyMap<string, Tree>, children: readonly Tree[]) {
    this.tag = tag;
    this.attributes = attributes;
    this.children = children;
  }
}

/** A value without parts. */
export type Scalar = null | boolean | string | NumberText;

export function isScalar(tree: Tree): tree is Scalar {
  return tree === null || typeof tree === 'string' || typeof tree === 'boolean' || tree instanceof NumberText;
}

export function isList(tree: Tree): tree is readonly Tree[] {
  return Array.isArray(tree);
}

export function isFields(tree: Tree): tree is ReadonlyMap<string, Tree> {
  return tree instanceof Map;
}

export type TreeType = 'null' | 'boolean' | 'string' | 'number' | 'element' | 'array' | 'object';

export function typeOf(tree: Tree): TreeType {
  if (tree === null) return 'null';
  if (typeof tree === 'string') return 'string';
  if (typeof tree === 'boolean') return 'boolean';
  if (tree instanceof NumberText) return 'number';
  if (tree instanceof Element) return 'element';
  return isList(tree) ? 'array' : 'object';
}

/** A scalar as a person reads it. */
export function textOf(scalar: Scalar): string {
  if (scalar instanceof NumberText) return scalar.text;
  return scalar === null ? 'null' : String(scalar);
}

/** Limits of one comparison. Beyond any of them the rest is reported as not compared, never guessed. */
export interface Budget {
  readonly maxNodes: number;
  readonly maxDepth: number;
  /** Most bytes of a decoded body. */
  readonly maxBytes: number;
  /** True once the time for this comparison is spent; asked every few hundred nodes. */
  readonly isOver: () => boolean;
}

/** Thrown inside a comparison when it went beyond its budget; never leaves the folder. */
export class BudgetSpent extends Error {
  readonly limit: 'nodes' | 'depth' | 'bytes' | 'time' | 'ratio';
  constructor(limit: BudgetSpent['limit']) {
    super(`comparison stopped: ${limit} budget spent`);
    this.limit = limit;
  }
}

export const DEFAULT_LIMITS = { maxNodes: 200_000, maxDepth: 512, maxBytes: 8 * 1024 * 1024 } as const;

/** Counts work against a budget. */
export class Meter {
  private nodes = 0;
  private readonly budget: Budget;
  constructor(budget: Budget) {
    this.budget = budget;
  }
  node(depth: number): void {
    this.nodes += 1;
    if (this.nodes > this.budget.maxNodes) throw new BudgetSpent('nodes');
    if (depth > this.budget.maxDepth) throw new BudgetSpent('depth');
    if ((this.nodes & 0xff) === 0 && this.budget.isOver()) throw new BudgetSpent('time');
  }
}
