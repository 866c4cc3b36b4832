import { isFields, isList, isScalar, NumberText, type Tree, textOf } from '../lift/tree.ts';
import { isIdentityField } from './tokens.ts';

/** Counted ids of a tree with their paths: what stays itself on both sides must not be renamed later. */
export function countedIds(root: Tree): { path: string; digits: string }[] {
  const found: { path: string; digits: string }[] = [];
  const open: { path: string; tree: Tree }[] = [{ path: 'body', tree: root }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { path, tree } = next;
    if (isList(tree)) for (const item of tree) open.push({ path: `${path}[]`, tree: item });
    else if (isFields(tree))
      for (const [key, value] of tree) open.push({ path: `${path}.${key}`, tree: value });
    else if (isScalar(tree) && isIdentityField(path)) {
      const text = textOf(tree);
      if ((tree instanceof NumberText || typeof tree === 'string') && /^\d{1,18}$/.test(text))
        found.push({ path, digits: text });
    }
  }
  return found;
}
