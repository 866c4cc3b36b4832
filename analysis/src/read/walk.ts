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

/** Joins the tables of several extractors; on entering they run in the given order, on leaving in reverse. */
export function mergeHandlers(all: readonly Handlers[]): {
  enter: Map<string, Handler>;
  leave: Map<string, Handler>;
} {
  return {
    enter: mergeTables(all.map((handlers) => handlers.enter ?? {})),
    leave: mergeTables(all.map((handlers) => handlers.leave ?? {}).reverse()),
  };
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
export function walk(
  root: Node,
  handlers: { enter: Map<string, Handler>; leave: Map<string, Handler> },
): void {
  const { enter, leave } = handlers;
  const visit = (node: Node): void => {
    const { type } = node;
    enter.get(type)?.(node);
    const keys = visitorKeys[type];
    if (keys !== undefined) {
      const named = 'computed' in node && !node.computed;
      for (const key of keys) {
        // `b` in `a.b` and `{ b: 1 }` is a name of a member, not a variable.
        if (named && (key === 'property' || key === 'key')) continue;
        const child = (node as unknown as Record<string, unknown>)[key];
        if (Array.isArray(child)) {
          for (const item of child) if (item !== null) visit(item as Node);
        } else if (child !== null && child !== undefined) {
          visit(child as Node);
        }
      }
    }
    leave.get(type)?.(node);
  };
  visit(root);
}
