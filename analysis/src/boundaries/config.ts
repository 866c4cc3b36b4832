/** The format of `boundaries.yaml`: what people decided about the services, for `analyze` to respect and `check` to hold. */
import { isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { AnalysisError } from '../errors.ts';
import { compilePattern } from './path-pattern.ts';

const pattern = z.string().superRefine((text, context) => {
  try {
    compilePattern(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});
/** The file may hold a `#` too: the last one counts. */
const placedFunction = z.string().regex(/^.+#.+$/, 'write file#function, as in "src/shop.ts#Shop.orderView"');
const serviceName = z.string().min(1).max(100);
const because = z.string().min(1);
const arrow = z.strictObject({
  /** A service, or `*` for any. */
  from: serviceName,
  to: serviceName,
  /** The sentence that a violation shows. */
  because,
});

const serviceSchema = z.strictObject({
  modules: z.array(pattern).default([]),
  /** Functions that go to it while their file is elsewhere, or stay in it with their file: `file#function`. */
  functions: z.array(placedFunction).default([]),
  tables: z.array(z.string().min(1)).default([]),
});

export const boundariesFileSchema = z
  .strictObject({
    version: z.literal(1),
    /** Resolution of the clustering: more gives more, smaller services. */
    granularity: z.number().positive().optional(),
    /** Number of services; instead of a granularity. */
    count: z.int().positive().optional(),
    /**
     * `firm`: what services list stays where it is listed. `soft`: it is an earlier suggestion, one layer of evidence among
     * others; only what the code argues away moves.
     */
    hold: z.enum(['firm', 'soft']).default('firm'),
    /** Modules and tables that belong to a service whatever the analysis finds. */
    services: z.record(serviceName, serviceSchema).default({}),
    /** Modules that share a service, whichever it is. */
    together: z
      .array(z.strictObject({ modules: z.array(pattern).min(1), because: because.optional() }))
      .default([]),
    /** Modules no two of which share a service. */
    apart: z
      .array(z.strictObject({ modules: z.array(pattern).min(1), because: because.optional() }))
      .default([]),
    /** Shared kernel: outside every service. */
    shared: z.array(pattern).default([]),
    arrows: z
      .strictObject({ allowed: z.array(arrow).default([]), forbidden: z.array(arrow).default([]) })
      .default({ allowed: [], forbidden: [] }),
  })
  .refine((file) => file.granularity === undefined || file.count === undefined, {
    message: 'granularity and count both set the number of services; keep one',
    path: ['count'],
  });

export type BoundariesFile = z.output<typeof boundariesFileSchema>;

export interface ParsedBoundariesFile {
  readonly file: BoundariesFile;
  /** Line of a key or value in the text, counting from 1; that of the nearest parent where it is left out. */
  readonly lineOf: (...path: readonly (string | number)[]) => number;
}

/**
 * @param name of the file, for messages.
 * @throws AnalysisError BOUNDARIES_INVALID with every error at once, each with line, place and cure.
 * @example parseBoundariesFile(await readFile('boundaries.yaml', 'utf8'), 'boundaries.yaml').file.services
 */
export function parseBoundariesFile(text: string, name: string): ParsedBoundariesFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const [broken] = document.errors;
  if (broken) {
    // The parser's message goes on with an excerpt of the text.
    const [what = ''] = broken.message.split(/ at line \d+|\n/);
    const line = broken.linePos?.[0].line ?? 1;
    throw new AnalysisError(
      'BOUNDARIES_INVALID',
      `${name}:${line} is no YAML: ${what}. Look at this line and the one above it.`,
      { cause: broken },
    );
  }

  const lineOf = (...path: readonly (string | number)[]): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw new AnalysisError('BOUNDARIES_INVALID', `${name} uses aliases (*name); write the values out`, {
      cause,
    });
  }
  if (value === null)
    throw new AnalysisError(
      'BOUNDARIES_INVALID',
      `${name} is empty. Begin with \`version: 1\`, or have it written by \`banyan analyze --write\`.`,
    );
  const parsed = boundariesFileSchema.safeParse(value);
  if (parsed.success) return { file: parsed.data, lineOf };
  const problems = parsed.error.issues
    .flatMap((issue) => mistakesOf(issue, value))
    .map(({ way, message }) => ({ way, message, line: lineOf(...way) }))
    .sort((a, b) => a.line - b.line)
    .map(({ way, message, line }) => `${name}:${line} ${z.core.toDotPath(way)}: ${message}`);
  throw new AnalysisError('BOUNDARIES_INVALID', problems.join('\n'));
}

interface Mistake {
  /** To the key or value in the file. */
  readonly way: (string | number)[];
  readonly message: string;
}

/** What is wrong in words with value and cure, a mistake for each unknown key. */
function mistakesOf(issue: z.core.$ZodIssue, root: unknown): Mistake[] {
  const way = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') {
    const known = `there may be ${keysAt(way).join(', ')}.`;
    return issue.keys.map((key) => ({ way: [...way, key], message: `is no key here; ${known}` }));
  }
  const value = way.reduce<unknown>(
    (inner, part) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, part) : undefined),
    root,
  );
  if (value === undefined && way.length > 0) return [{ way, message: `is missing; ${cureOf(issue)}` }];
  return [{ way, message: issue.code === 'custom' ? issue.message : `${shown(value)}: ${cureOf(issue)}` }];
}

function cureOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `write ${issue.values.map(String).join(' or ')}.`;
  if (issue.code === 'invalid_type')
    return `write ${TYPE_WORDS[issue.expected] ?? `a ${issue.expected}`} here.`;
  return issue.message;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  record: 'names with what each holds, as in `orders: { modules: [src/orders/**] }`,',
  object: 'keys with their values',
  array: 'a list in square brackets or with dashes',
  string: 'a text',
  int: 'a whole number',
};

/** Keys that a place of the file may have. */
function keysAt(way: readonly (string | number)[]): string[] {
  const [first, , third] = way;
  if (first === undefined) return Object.keys(boundariesFileSchema.shape);
  if (first === 'services') return Object.keys(serviceSchema.shape);
  if (first === 'arrows') return third === undefined ? ['allowed', 'forbidden'] : Object.keys(arrow.shape);
  return ['modules', 'because'];
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}
