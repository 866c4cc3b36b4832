import type { Answer } from '../../../src/compare/answer.ts';
import { liftAnswer } from '../../../src/compare/lift/answer.ts';
import {
  DEFAULT_LIMITS,
  Element,
  isFields,
  isList,
  isScalar,
  type Tree,
  textOf,
  typeOf,
} from '../../../src/compare/lift/tree.ts';

/**
 * Diffy's published rule, reimplemented from its description: every request goes to primary (old), candidate (new) and
 * secondary (old again). Per field path, `raw` counts requests where primary and candidate differ, `noise` those where
 * primary and secondary differ. A field is flagged if raw > noise, |raw-noise|/(raw+noise) > 20 % and
 * |raw-noise|/total > 0.03 %. Lists of equal length are set against each other place by place, others give one difference.
 *
 * It is given what it does not have by itself: endpoint templates, lifted HTML, text, cookies and headers.
 */
export class Diffy {
  private readonly endpoints = new Map<
    string,
    { total: number; raw: Map<string, number>; noise: Map<string, number> }
  >();

  add(endpoint: string, primary: Answer, candidate: Answer, secondary: Answer): void {
    const counts = this.endpoints.get(endpoint) ?? { total: 0, raw: new Map(), noise: new Map() };
    this.endpoints.set(endpoint, counts);
    counts.total += 1;
    const old = liftWhole(primary);
    for (const path of differingPaths(old, liftWhole(candidate)))
      counts.raw.set(path, (counts.raw.get(path) ?? 0) + 1);
    for (const path of differingPaths(old, liftWhole(secondary)))
      counts.noise.set(path, (counts.noise.get(path) ?? 0) + 1);
  }

  flagged(): { endpoint: string; path: string }[] {
    const found: { endpoint: string; path: string }[] = [];
    for (const [endpoint, { total, raw, noise }] of this.endpoints) {
      for (const [path, count] of raw) {
        const other = noise.get(path) ?? 0;
        const relative = (Math.abs(count - other) / (count + other)) * 100;
        const absolute = (Math.abs(count - other) / total) * 100;
        if (count > other && relative > 20 && absolute > 0.03) found.push({ endpoint, path });
      }
    }
    return found;
  }
}

function liftWhole(answer: Answer): Tree {
  return liftAnswer(answer, { ...DEFAULT_LIMITS, isOver: () => false });
}

function differingPaths(left: Tree, right: Tree): ReadonlySet<string> {
  const paths = new Set<string>();
  walk('', left, right, paths);
  return paths;
}

function walk(path: string, left: Tree, right: Tree, paths: Set<string>): void {
  if (isScalar(left) && isScalar(right)) {
    if (textOf(left) !== textOf(right) || typeOf(left) !== typeOf(right)) paths.add(path.slice(1));
  } else if (isList(left) && isList(right)) {
    if (left.length !== right.length) paths.add(`${path}[]`.slice(1));
    else
      left.forEach((item, index) => {
        walk(`${path}[]`, item, right[index] ?? null, paths);
      });
  } else if (isFields(left) && isFields(right)) {
    for (const key of new Set([...left.keys(), ...right.keys()])) {
      const a = left.get(key);
      const b = right.get(key);
      if (a === undefined || b === undefined) paths.add(`${path}.${key}`.slice(1));
      else walk(`${path}.${key}`, a, b, paths);
    }
  } else if (left instanceof Element && right instanceof Element && left.tag === right.tag) {
    walk(`${path}@`, left.attributes, right.attributes, paths);
    walk(`${path}>${left.tag}`, left.children, right.children, paths);
  } else paths.add(path.slice(1));
}
