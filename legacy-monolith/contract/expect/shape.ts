/** Says what is wrong with a value, or nothing. */
export type Check = (value: unknown) => string | undefined;
/** A literal, a check, a tuple of patterns, or an object whose every key has a pattern: unknown keys are mismatches. */
export type Pattern =
  | string
  | number
  | boolean
  | null
  | Check
  | readonly Pattern[]
  | { readonly [key: string]: Pattern };

const keysLeftOpen = Symbol('keys left open');
const ruleOfAll = Symbol('rule over all keys');

/** Every place at which `value` differs from `pattern`, as `path: what`. */
export function mismatches(value: unknown, pattern: Pattern, path = '$'): string[] {
  if (typeof pattern === 'function') {
    const problem = pattern(value);
    return problem === undefined ? [] : problem.split('\n').map((line) => joinPath(path, line));
  }
  if (Array.isArray(pattern)) {
    if (!Array.isArray(value)) return [`${path}: ${show(value)}, wanted an array`];
    if (value.length !== pattern.length) return [`${path}: ${value.length} items, wanted ${pattern.length}`];
    return pattern.flatMap((inner, index) => mismatches(value[index], inner, `${path}[${index}]`));
  }
  if (typeof pattern === 'object' && pattern !== null) return objectMismatches(value, pattern, path);
  return Object.is(value, pattern) ? [] : [`${path}: ${show(value)}, wanted ${show(pattern)}`];
}

function objectMismatches(value: unknown, pattern: object, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [`${path}: ${show(value)}, wanted an object`];
  }
  const [actual, wanted] = [
    new Map(Object.entries(value)),
    new Map<string, Pattern>(Object.entries(pattern)),
  ];
  const found = [...wanted].flatMap(([key, inner]) => mismatches(actual.get(key), inner, `${path}.${key}`));
  const rule = ruleOfAll in pattern ? (pattern[ruleOfAll] as Check) : undefined;
  const broken = found.length === 0 ? rule?.(value) : undefined;
  if (broken !== undefined) return [`${path}: ${broken}`];
  if (keysLeftOpen in pattern) return found;
  const unknown = [...actual.keys()].filter((key) => !wanted.has(key));
  return [...found, ...unknown.map((key) => `${path}.${key}: ${show(actual.get(key))}, wanted no such key`)];
}

/** An object of which only these keys matter. */
export const including = (pattern: Record<string, Pattern>): Pattern =>
  ({ ...pattern, [keysLeftOpen]: true }) as Pattern;

/** An object whose values must also fit each other; `rule` sees it once each value fits by itself. */
export const withRule = <Shape extends object, Value>(
  shape: Shape,
  rule: (value: Value) => string | undefined,
): Shape => ({
  ...shape,
  [ruleOfAll]: rule,
});

/** An array (never empty unless `min` is 0) whose every item has this pattern. */
export const eachOf =
  (pattern: Pattern, { min = 1, max = Number.POSITIVE_INFINITY } = {}): Check =>
  (value) => {
    if (!Array.isArray(value)) return `${show(value)}, wanted an array`;
    if (value.length < min || value.length > max) return `${value.length} items, wanted ${min} to ${max}`;
    return told(value.flatMap((item, index) => mismatches(item, pattern, `[${index}]`)));
  };

export const oneOf =
  (...patterns: readonly Pattern[]): Check =>
  (value) =>
    patterns.some((pattern) => mismatches(value, pattern).length === 0)
      ? undefined
      : `${show(value)} is none of the ${patterns.length} allowed`;

export const orNull =
  (pattern: Pattern): Check =>
  (value) =>
    value === null ? undefined : told(mismatches(value, pattern, ''));

export const matching =
  (expression: RegExp): Check =>
  (value) =>
    typeof value === 'string' && expression.test(value) ? undefined : `${show(value)}, wanted ${expression}`;

export const whole: Check = (value) =>
  Number.isInteger(value) ? undefined : `${show(value)}, wanted a whole number`;
export const positive: Check = (value) =>
  Number.isInteger(value) && Number(value) > 0 ? undefined : `${show(value)}, wanted a whole number above 0`;
export const natural: Check = (value) =>
  Number.isInteger(value) && Number(value) >= 0 ? undefined : `${show(value)}, wanted a whole number from 0`;
export const filled: Check = (value) =>
  typeof value === 'string' && value !== '' ? undefined : `${show(value)}, wanted a filled string`;
export const text: Check = (value) =>
  typeof value === 'string' ? undefined : `${show(value)}, wanted a string`;
export const flag: Check = (value) =>
  typeof value === 'boolean' ? undefined : `${show(value)}, wanted true or false`;
export const between =
  (low: number, high: number): Check =>
  (value) =>
    typeof value === 'number' && value >= low && value <= high
      ? undefined
      : `${show(value)}, wanted ${low} to ${high}`;
/** An instant as `Date.prototype.toISOString` writes it. */
export const instant: Check = (value) =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value
    ? undefined
    : `${show(value)}, wanted an instant`;

const told = (problems: readonly string[]): string | undefined =>
  problems.length === 0 ? undefined : problems.join('\n');
const joinPath = (path: string, line: string): string =>
  /^[.[:]/.test(line) ? path + line : `${path}: ${line}`;
const show = (value: unknown): string =>
  value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value)).slice(0, 120);
