/** One pass over a syntax tree, with tables of handlers by node type. */
import { type Node, visitorKeys } from 'oxc-parser';
import { MemoryNode } from './tree/memory-node.ts';
import { makeMemoryWalk } from './tree/walk-memory.ts';

/** The interface of a node type; some interfaces serve several types (`FunctionDeclaration | FunctionExpression`). */
export type NodeOf<Type extends Node['type']> = NodeWith<Node, Type>;
type NodeWith<N extends Node, Type> = N extends Node ? (Type extends N['type'] ? N : never) : never;

/** Called before (`enter`) or after (`leave`) a node's children. */
export type HandlerTable = { readonly [Type in Node['type']]?: (node: NodeOf<Type>) => void };

export interface Handlers {
  readonly enter?: HandlerTable;
  readonly leave?: HandlerTable;
  /** Every identifier that may be a variable: half of all nodes, hence by its name alone. */
  readonly name?: (name: string) => void;
}

export type Handler = (node: Node) => void;

/** What a walk does at the nodes of each type. */
export interface Visits {
  readonly enter: ReadonlyMap<string, Handler>;
  readonly leave: ReadonlyMap<string, Handler>;
  readonly name: (name: string) => void;
}

/** Visits every node below a root once, in source order. Recursive: as deep as the tree. */
export type Walk = (root: Node) => void;

/** Joins the tables of several extractors; on entering they run in the given order, on leaving in reverse. */
export function makeWalk(all: readonly Handlers[]): Walk {
  const names = all.flatMap((handlers) => handlers.name ?? []);
  const visits: Visits = {
    enter: mergeTables(all.map((handlers) => handlers.enter ?? {})),
    leave: mergeTables(all.map((handlers) => handlers.leave ?? {}).reverse()),
    name: (name) => {
      for (const handle of names) handle(name);
    },
  };
  const walkObjects = makeObjectWalk(visits);
  const walkMemory = makeMemoryWalk(visits);
  return (root) => {
    if (root instanceof MemoryNode) walkMemory(root);
    else walkObjects(root);
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

interface Visit {
  readonly enter: Handler | null;
  readonly leave: Handler | null;
  /** Where children are, in source order. */
  readonly keys: readonly string[];
  /** The same for a node that is not computed: `b` in `a.b` and `{ b: 1 }` is a name of a member, not a variable. */
  readonly unnamedKeys: readonly string[];
}

function makeObjectWalk({ enter, leave, name }: Visits): Walk {
  const visits = new Map(
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
  const visit = (node: Node): void => {
    const at = visits.get(node.type);
    if (at === undefined) return;
    if (node.type === 'Identifier' || node.type === 'JSXIdentifier') name(node.name);
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
  return visit;
}
