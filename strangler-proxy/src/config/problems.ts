import { type Document, isMap, isNode, isScalar, type LineCounter, type Node } from 'yaml';
import type { z } from 'zod';
import type { Problem } from '../errors.ts';

type Path = readonly PropertyKey[];

/** @example formatPlace(['slices', 0, 'share']) // 'slices[0].share' */
export function formatPlace(path: Path): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
}

/** What stands in the file, short enough for a message. */
export function formatValue(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** 1-based line of a value, or of its nearest parent that stands in the file. */
export function lineOf(document: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const start = isNode(node) ? node.range?.[0] : undefined;
    if (start !== undefined) return lines.linePos(start).line;
  }
  return 1;
}

/** 1-based line of a key. */
function lineOfKey(document: Document, lines: LineCounter, path: Path, key: string): number {
  const parent: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
    const start = (pair?.key as Node | undefined)?.range?.[0];
    if (start !== undefined) return lines.linePos(start).line;
  }
  return lineOf(document, lines, path);
}

/** Turns the schema's findings into problems with place, value and cure. */
export function problemsOf(
  error: z.ZodError,
  document: Document,
  lines: LineCounter,
  knownKeys: (path: Path) => readonly string[],
): Problem[] {
  const problems: Problem[] = [];
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(issue.path);
      for (const key of issue.keys) {
        problems.push({
          place: formatPlace([...issue.path, key]),
          value: 'unknown key',
          cure: `Known keys here: ${known.join(', ')}.`,
          line: lineOfKey(document, lines, issue.path, key),
        });
      }
      continue;
    }
    const cure = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
    problems.push({
      place: formatPlace(issue.path),
      value: formatValue(valueAt(document, issue.path)),
      cure,
      line: lineOf(document, lines, issue.path),
    });
  }
  return problems;
}

function valueAt(document: Document, path: Path): unknown {
  if (path.length === 0) return document.toJS();
  const node: unknown = document.getIn(path, true);
  return isNode(node) ? node.toJS(document) : node;
}
