import {
  type Budget,
  Element,
  isFields,
  isList,
  isScalar,
  Meter,
  NumberText,
  type Tree,
  textOf,
  typeOf,
} from '../lift/tree.ts';
import { alignLists } from './align.ts';
import { type Difference, type DifferenceKind, NOTHING, type Side } from './difference.ts';
import { relativeDistance, sameNumber } from './numbers.ts';
import type { ComparePolicy } from './policy.ts';

interface Task {
  readonly path: string;
  readonly depth: number;
  readonly left: Tree;
  readonly right: Tree;
}

/** Differences of one answer that are still worth telling apart; a wholly other answer needs no longer list. */
const MAX_DIFFERENCES = 1_000;

/**
 * All differences between two trees, in the order of the left one. Iterative: depth is a matter of budget, not of stack.
 *
 * @example diffTrees('body', parse('{"a":1}'), parse('{"a":"1"}'), STRICT_POLICY, budget) // [{ path: 'body.a', kind: 'type', … }]
 * @throws BudgetSpent
 */
export function diffTrees(
  path: string,
  left: Tree,
  right: Tree,
  policy: ComparePolicy,
  budget: Budget,
): Difference[] {
  const meter = new Meter(budget);
  const found: Difference[] = [];
  const tasks: Task[] = [{ path, depth: 0, left, right }];
  const add = (at: string, kind: DifferenceKind, leftSide: Side, rightSide: Side): void => {
    if (found.length < MAX_DIFFERENCES) found.push({ path: at, kind, left: leftSide, right: rightSide });
  };

  for (let task = tasks.pop(); task; task = tasks.pop()) {
    const { path: at, depth, left: a, right: b } = task;
    meter.node(depth);
    const children: Task[] = [];
    if (isScalar(a) && isScalar(b)) {
      if (typeOf(a) !== typeOf(b)) add(at, 'type', { scalar: a }, { scalar: b });
      else if (!sameScalar(a, b, policy)) add(at, 'value', { scalar: a }, { scalar: b });
    } else if (a instanceof Element && b instanceof Element) {
      if (a.tag === b.tag) {
        pushFields(children, add, `${at}@`, depth, a.attributes, b.attributes, policy);
        pushLists(children, add, at, depth, a.children, b.children);
      } else add(at, 'value', { scalar: a.tag }, { scalar: b.tag });
    } else if (isList(a) && isList(b)) pushLists(children, add, at, depth, a, b);
    else if (isFields(a) && isFields(b)) pushFields(children, add, `${at}.`, depth, a, b, policy);
    else add(at, 'type', sideOf(a), sideOf(b));
    tasks.push(...children.reverse());
  }
  return found;
}

type Add = (path: string, kind: DifferenceKind, left: Side, right: Side) => void;

function pushFields(
  tasks: Task[],
  add: Add,
  prefix: string,
  depth: number,
  left: ReadonlyMap<string, Tree>,
  right: ReadonlyMap<string, Tree>,
  policy: ComparePolicy,
): void {
  const isAbsent = (value: Tree | undefined): boolean =>
    value === undefined || (policy.nullIsAbsent && value === null);
  const keyed = isKeyedByData(left) || isKeyedByData(right);
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const a = left.get(key);
    const b = right.get(key);
    const path = `${prefix}${keyed ? '*' : key}`;
    if (isAbsent(a) && isAbsent(b)) continue;
    if (a === undefined || (policy.nullIsAbsent && a === null && b !== undefined))
      add(path, 'extra', NOTHING, sideOf(b ?? null));
    else if (b === undefined || (policy.nullIsAbsent && b === null)) add(path, 'missing', sideOf(a), NOTHING);
    else tasks.push({ path, depth: depth + 1, left: a, right: b });
  }
}

function pushLists(
  tasks: Task[],
  add: Add,
  path: string,
  depth: number,
  left: readonly Tree[],
  right: readonly Tree[],
): void {
  if (left.length === 0 && right.length === 0) return;
  const { pairs, onlyLeft, onlyRight, order } = alignLists(left, right);
  if (order) add(`${path}[]`, 'order', { scalar: order.left }, { scalar: order.right });
  for (const [a, b] of pairs) tasks.push({ path: elementPath(path, a), depth: depth + 1, left: a, right: b });
  // One out and one in is one element that changed; only the surplus is missing or extra.
  const changed =
    left.length === right.length || onlyLeft.every(isScalar)
      ? Math.min(onlyLeft.length, onlyRight.length)
      : 0;
  for (let index = 0; index < changed; index += 1) {
    const a = onlyLeft[index] ?? null;
    tasks.push({ path: elementPath(path, a), depth: depth + 1, left: a, right: onlyRight[index] ?? null });
  }
  for (const tree of onlyLeft.slice(changed)) add(elementPath(path, tree), 'missing', sideOf(tree), NOTHING);
  for (const tree of onlyRight.slice(changed)) add(elementPath(path, tree), 'extra', NOTHING, sideOf(tree));
}

function elementPath(path: string, tree: Tree): string {
  if (tree instanceof Element) return `${path}>${tree.tag}${controlName(tree)}`;
  return `${path}[]`;
}

/** Fields of a form and of the page's head have names, which say more than their place; those with digits are data. */
function controlName({ attributes }: Element): string {
  const name = attributes.get('name');
  return typeof name === 'string' && /^[A-Za-z][\w-]{0,63}$/.test(name) && !/\d/.test(name) ? `:${name}` : '';
}

/** Objects with more keys than any schema has are dictionaries, as are those whose keys are ids. */
const MOST_SCHEMA_KEYS = 100;
const DATA_KEY = /^(?:\d.*|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,})$/i;

function isKeyedByData(fields: ReadonlyMap<string, Tree>): boolean {
  if (fields.size === 0) return false;
  if (fields.size > MOST_SCHEMA_KEYS) return true;
  for (const key of fields.keys()) if (!DATA_KEY.test(key)) return false;
  return true;
}

function sameScalar(a: Tree, b: Tree, policy: ComparePolicy): boolean {
  if (a instanceof NumberText && b instanceof NumberText) return sameNumeric(a.text, b.text, policy);
  if (a === b) return true;
  return policy.numericTextByValue && typeof a === 'string' && typeof b === 'string' && sameNumber(a, b);
}

function sameNumeric(a: string, b: string, policy: ComparePolicy): boolean {
  if (sameNumber(a, b)) return true;
  return policy.fractionTolerance > 0 && relativeDistance(Number(a), Number(b)) <= policy.fractionTolerance;
}

function sideOf(tree: Tree): Side {
  if (isScalar(tree)) return { scalar: tree };
  if (tree instanceof Element) return { type: 'element', size: tree.children.length };
  return { type: typeOf(tree), size: isList(tree) ? tree.length : (tree as ReadonlyMap<string, Tree>).size };
}

/** A side as short text for people. */
export function describeSide(side: Side): string {
  if ('scalar' in side)
    return typeof side.scalar === 'string' ? JSON.stringify(side.scalar) : textOf(side.scalar);
  if (side.type === 'nothing') return 'nothing';
  return side.type === 'array' || side.type === 'object' ? `${side.type} of ${side.size}` : side.type;
}
