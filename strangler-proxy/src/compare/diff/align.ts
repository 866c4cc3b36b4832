import { Element, isFields, isScalar, NumberText, type Tree, textOf } from '../lift/tree.ts';
import { canonicalNumber } from './numbers.ts';

/** Which element of the left list stands against which of the right one. */
export interface Alignment {
  readonly pairs: readonly (readonly [left: Tree, right: Tree])[];
  readonly onlyLeft: readonly Tree[];
  readonly onlyRight: readonly Tree[];
  /** Where the paired elements come in another order: how each side has them. */
  readonly order?: { readonly left: string; readonly right: string };
}

/** Names that a key is looked for first; then any other field that is unique on both sides. */
const KEY_NAMES = [
  'id',
  '_id',
  'uuid',
  'key',
  'code',
  'sku',
  'slug',
  'name',
  'email',
  'title',
  'number',
  'ref',
];
/** A field is taken as key if at least this share of the shorter list is found in the longer by it. */
const KEY_OVERLAP = 0.5;

/**
 * Pairs the elements of two lists: scalars by value, elements by tag and id, objects by a key that is inferred from the
 * data. Without a usable key objects are paired by place.
 */
export function alignLists(left: readonly Tree[], right: readonly Tree[]): Alignment {
  const identity = chooseIdentity(left, right);
  return identity ? alignBy(left, right, identity) : alignByPlace(left, right);
}

type Identify = (tree: Tree) => string;

/** What elements are told apart by: their place among equals, and a name for people. */
interface Identity {
  readonly identify: Identify;
  readonly name: Identify;
}

function chooseIdentity(left: readonly Tree[], right: readonly Tree[]): Identity | undefined {
  const all = [...left, ...right];
  if (all.every((tree) => isScalar(tree)))
    return { identify: scalarIdentity, name: (tree) => (isScalar(tree) ? textOf(tree) : '') };
  if (all.every((tree) => tree instanceof Element || typeof tree === 'string'))
    return { identify: nodeIdentity, name: nodeIdentity };
  if (!all.every(isFields)) return undefined;
  const key = inferKey(left, right);
  if (key === undefined) return undefined;
  const keyOf = (tree: Tree): Tree => (isFields(tree) ? (tree.get(key) ?? null) : null);
  return {
    identify: (tree) => scalarIdentity(keyOf(tree)),
    name: (tree) => {
      const value = keyOf(tree);
      return isScalar(value) ? textOf(value) : '';
    },
  };
}

/** Most elements named where an order is shown. */
const MAX_LISTED = 12;

function listed(list: readonly Tree[], name: Identify): string {
  const names = list.slice(0, MAX_LISTED).map(name);
  return `${names.join(', ')}${list.length > MAX_LISTED ? ', …' : ''}`;
}

function scalarIdentity(tree: Tree): string {
  if (tree instanceof NumberText) return `n${canonicalNumber(tree.text)}`;
  return isScalar(tree) ? `${typeof tree}${textOf(tree)}` : '';
}

function nodeIdentity(tree: Tree): string {
  if (!(tree instanceof Element)) return '#text';
  const id = tree.attributes.get('id') ?? tree.attributes.get('name');
  return typeof id === 'string' ? `${tree.tag}#${id}` : tree.tag;
}

/** A field that every element has as a scalar, unique within each side, and that most elements of both sides share. */
export function inferKey(left: readonly Tree[], right: readonly Tree[]): string | undefined {
  const first = left[0] ?? right[0];
  if (!first || !isFields(first)) return undefined;
  const names = [
    ...KEY_NAMES.filter((name) => first.has(name)),
    ...[...first.keys()].filter((name) => !KEY_NAMES.includes(name)),
  ];
  for (const name of names) {
    const leftValues = uniqueValues(left, name);
    const rightValues = leftValues && uniqueValues(right, name);
    if (!leftValues || !rightValues) continue;
    let shared = 0;
    for (const value of leftValues) if (rightValues.has(value)) shared += 1;
    if (shared >= KEY_OVERLAP * Math.min(leftValues.size, rightValues.size) && shared > 0) return name;
  }
  return undefined;
}

function uniqueValues(list: readonly Tree[], name: string): ReadonlySet<string> | undefined {
  const values = new Set<string>();
  for (const tree of list) {
    const value = isFields(tree) ? tree.get(name) : undefined;
    if (value === undefined || value === null || typeof value === 'boolean' || !isScalar(value))
      return undefined;
    values.add(scalarIdentity(value));
  }
  return values.size === list.length ? values : undefined;
}

/** Equal identities are paired first to first, second to second; what is left over is paired in order by the caller. */
function alignBy(left: readonly Tree[], right: readonly Tree[], { identify, name }: Identity): Alignment {
  const places = new Map<string, number[]>();
  right.forEach((tree, index) => {
    const identity = identify(tree);
    const list = places.get(identity);
    if (list) list.push(index);
    else places.set(identity, [index]);
  });
  const taken = new Set<number>();
  const used = new Map<string, number>();
  const pairs: (readonly [Tree, Tree])[] = [];
  const onlyLeft: Tree[] = [];
  let isReordered = false;
  let last = -1;
  for (const tree of left) {
    const identity = identify(tree);
    const nth = used.get(identity) ?? 0;
    const place = places.get(identity)?.[nth];
    const partner = place === undefined ? undefined : right[place];
    if (place === undefined || partner === undefined) {
      onlyLeft.push(tree);
      continue;
    }
    used.set(identity, nth + 1);
    taken.add(place);
    pairs.push([tree, partner]);
    if (place < last) isReordered = true;
    last = place;
  }
  const onlyRight = right.filter((_, index) => !taken.has(index));
  const order = isReordered ? { order: { left: listed(left, name), right: listed(right, name) } } : {};
  return { pairs, onlyLeft, onlyRight, ...order };
}

function alignByPlace(left: readonly Tree[], right: readonly Tree[]): Alignment {
  const shared = Math.min(left.length, right.length);
  const pairs: (readonly [Tree, Tree])[] = [];
  for (let index = 0; index < shared; index += 1) pairs.push([left[index] ?? null, right[index] ?? null]);
  return { pairs, onlyLeft: left.slice(shared), onlyRight: right.slice(shared) };
}
