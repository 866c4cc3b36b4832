/**
 * What only a type checker can tell. Narrow on purpose: checkers are slow, their interfaces move, and nothing else
 * of this package may see one.
 */
export interface TypeOracle {
  /** Where the functions that calls run are declared, by the key of each question that could be answered. */
  calleesOf(questions: readonly CalleeQuestion[]): ReadonlyMap<string, Declaration>;
}

export interface CalleeQuestion {
  readonly key: string;
  readonly path: string;
  readonly line: number;
  /** Last name of what is called: `place` in `this.orders.place()`. */
  readonly name: string;
}

export interface Declaration {
  /** A file of the tree. */
  readonly path: string;
  readonly line: number;
}

/** Texts of the tree and where its imports lead: all that a checker may see. */
export interface OracleInput {
  readonly texts: ReadonlyMap<string, string>;
  /** The file of the tree that an import leads to, or null. */
  resolve(from: string, specifier: string): string | null;
}
