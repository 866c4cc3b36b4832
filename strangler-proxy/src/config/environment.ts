import { type Document, isScalar, visit } from 'yaml';

export interface MissingVariable {
  readonly path: readonly (string | number)[];
  readonly name: string;
}

const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * Replaces `${NAME}` and `${NAME:-default}` in the document's texts. Only values are replaced, after the YAML was
 * read, so a variable can't add keys.
 *
 * @returns the references that have neither a value nor a default.
 */
export function interpolate(
  document: Document,
  environment: Readonly<Record<string, string | undefined>>,
): MissingVariable[] {
  const missing: MissingVariable[] = [];
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('${')) return;
      node.value = node.value.replace(reference, (whole, name: string, fallback: string | undefined) => {
        const value = environment[name] ?? fallback;
        if (value !== undefined) return value;
        missing.push({ path: pathOf([...ancestors, node]), name });
        return whole;
      });
    },
  });
  return missing;
}

/** Keys and indexes from the root to a node, out of `visit`'s list of ancestors. */
function pathOf(nodes: readonly unknown[]): (string | number)[] {
  const path: (string | number)[] = [];
  for (const [index, node] of nodes.entries()) {
    const next = nodes[index + 1];
    if (typeof node !== 'object' || node === null) continue;
    if ('items' in node && Array.isArray(node.items) && next !== undefined && !isPair(next))
      path.push(node.items.indexOf(next));
    if (isPair(node) && isScalar(node.key)) path.push(String(node.key.value));
  }
  return path;
}

function isPair(node: unknown): node is { key: unknown } {
  return typeof node === 'object' && node !== null && 'key' in node && 'value' in node && !('items' in node);
}
