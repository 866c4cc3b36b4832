/** What is wrong in a boundaries.yaml, in words with place, value and cure. */
import type { YAMLParseError } from 'yaml';
import { z } from 'zod';
import { closestName } from './closest-name.ts';

export interface Mistake {
  /** To the key or value in the file. */
  readonly way: (string | number)[];
  readonly message: string;
}

/** Text that is no YAML: what the parser met, with the line. */
export function whatIsBroken(broken: YAMLParseError, name: string, text: string): string {
  const line = broken.linePos?.[0].line ?? 1;
  if (broken.code === 'DUPLICATE_KEY') {
    const key = /^\s*(.*?)\s*:(\s|$)/.exec(text.slice(broken.pos[0]))?.[1] ?? '';
    return `${name}:${line} “${key}” stands there twice. Join the two under one.`;
  }
  if (broken.code === 'MULTIPLE_DOCS')
    return `${name}:${line} begins a second document (---). Keep one in the file.`;
  // The parser's message goes on with an excerpt of the text.
  const [what = ''] = broken.message.split(/ at line \d+|\n/);
  return `${name}:${line} is no YAML: ${what}. Look at this line and the one above it.`;
}

/** A mistake for each unknown key, else one for the issue. */
export function mistakesOf(
  issue: z.core.$ZodIssue,
  root: unknown,
  keysAt: (way: readonly (string | number)[]) => readonly string[],
): Mistake[] {
  const way = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(way);
    return issue.keys.map((key) => {
      const meant = closestName(key, known);
      const question = meant === null ? '' : ` Did you mean ${meant}?`;
      return {
        way: [...way, key],
        message: `is no key here.${question} There may be ${known.join(', ')}.`,
      };
    });
  }
  const value = way.reduce<unknown>(
    (inner, part) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, part) : undefined),
    root,
  );
  if (value === undefined && way.length > 0) return [{ way, message: `is missing; ${cureOf(issue)}` }];
  return [{ way, message: issue.code === 'custom' ? issue.message : `${shown(value)}: ${cureOf(issue)}` }];
}

export function placeOf(way: readonly (string | number)[]): string {
  return way.length === 0 ? 'the whole file' : z.core.toDotPath(way);
}

function cureOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `write ${issue.values.map(String).join(' or ')}.`;
  if (issue.code === 'invalid_type')
    return `write ${TYPE_WORDS[issue.expected] ?? `a ${issue.expected}`} here.`;
  if (issue.code === 'invalid_key') return 'a name has 1 to 100 characters.';
  if (issue.code === 'too_small') {
    if (issue.origin === 'array') return `write at least ${issue.minimum === 1 ? 'one' : issue.minimum}.`;
    if (issue.origin === 'string') return 'write a text that is not empty.';
    return `write a number ${issue.inclusive === false ? 'above' : 'from'} ${issue.minimum}.`;
  }
  if (issue.code === 'too_big')
    return `write at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}.`;
  return issue.message;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  record: 'names with what each holds, as in `orders: { modules: [src/orders/**] }`,',
  object: 'keys with their values',
  array: 'a list in square brackets or with dashes',
  string: 'a text',
  int: 'a whole number',
};

function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}
