/** One pass over a syntax tree, with tables of handlers by node type. */
import { type Node, visitorKeys } from 'oxc-parser';

/** The interface of a node type; some interfaces serve several types (`FunctionDeclaration | FunctionExpression`). */
export type NodeOf<Type extends Node['type']> = NodeWith<Node, Type>;
type NodeWith<N extends Node, Type> = N extends Node ? (Type extends N['type'] ? N : never) : never;

/** Called before (`enter`) or after (`leave`) a node's children. */
export type HandlerTable = { readonly [Type in Node['type']]?: (node: NodeOf<Type>) => void };

export interface Handlers {
  readonly enter?: HandlerTable;
  readonly leave?: HandlerTable;
}

type Handler = (node: Node) => void;

/** What a walk does at a node of one type. */
interface Visit {
  readonly enter: Handler | null;
  readonly leave: Handler | null;
  /** Where children are, in source order. */
  readonly keys: readonly string[];
  /** The same for a node that is not computed: `b` in `a.b` and `{ b: 1 }` is a name of a member, not a variable. */
  readonly unnamedKeys: readonly string[];
}

export type Walker = ReadonlyMap<string, Visit>;

/** Joins the tables of several extractors; on entering they run in the given order, on leaving in reverse. */
export function makeWalker(all: readonly Handlers[]): Walker {
  const enter = mergeTables(all.map((handlers) => handlers.enter ?? {}));
  const leave = mergeTables(all.map((handlers) => handlers.leave ?? {}).reverse());
  return new Map(
    Object.entries(visitorKeys).map(([type, keys]): [string, Visit] => [
      type,
      {
        enter: enter.get(type) ?? null,
        leave: leave.get(type) ?? null,
        keys,
        unnamedKeys: keys.filter((key) => key !== 'property' && key !== 'key'),
      },
    ]),
  );
}

function mergeTables(tables: readonly HandlerTable[]): Map<string, Handler> {
  const merged = new Map<string, Handler>();
  for (const table of tables) {
    for (const [type, handler] of Object.entries(table) as [string, Handler][]) {
      const before = merged.get(type);
      const both: Handler = (node) => {
        before?.(node);
        handler(node);
      };
      merged.set(type, before === undefined ? handler : both);
    }
  }
  return merged;
}

/** Visits every node below `root` once, in source order. Recursive: as deep as the tree. */
export function walk(root: Node, walker: Walker): void {
  const visit = (node: Node): void => {
    const at = walker.get(node.type);
    if (at === undefined) return;
    if (at.enter !== null) at.enter(node);
    const { keys, unnamedKeys } = at;
    const isNamed =
      unnamedKeys.length < keys.length && (node as { readonly computed?: boolean }).computed === false;
    for (const key of isNamed ? unnamedKeys : keys) {
      const child = (node as unknown as Record<string, unknown>)[key];
      if (child === null || child === undefined) continue;
      if (Array.isArray(child)) {
        for (const item of child) if (item !== null) visit(item as Node);
      } else {
        visit(child as Node);
      }
    }
    if (at.leave !== null) at.leave(node);
  };
  visit(root);
}
