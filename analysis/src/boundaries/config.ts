/** The format of `boundaries.yaml`: what people decided about the services, for `analyze` to respect and `check` to hold. */
import { isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { AnalysisError } from '../errors.ts';
import { mistakesOf, placeOf, whatIsBroken } from './config-mistakes.ts';
import { compilePattern } from './path-pattern.ts';

const pattern = z.string().superRefine((text, context) => {
  try {
    compilePattern(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});
/** A key with nothing behind it is an empty list: whoever deletes the last line of one leaves that. */
const listOf = <S extends z.ZodType>(item: S) =>
  z
    .array(item)
    .nullish()
    .transform((list) => list ?? []);
/** The file may hold a `#` too: the last one counts. */
const placedFunction = z.string().regex(/^.+#.+$/, 'write file#function, as in "src/shop.ts#Shop.orderView"');
const serviceName = z.string().min(1).max(100);
const because = z.string().min(1);
const arrow = z.strictObject({
  /** A service, or a pattern of names: `*` for any. */
  from: serviceName.pipe(pattern),
  to: serviceName.pipe(pattern),
  /** The sentence that a violation shows. */
  because,
});

const serviceSchema = z.strictObject({
  modules: listOf(pattern),
  /** Functions that go to it while their file is elsewhere, or stay in it with their file: `file#function`. */
  functions: listOf(placedFunction),
  tables: listOf(z.string().min(1)),
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
    services: z
      .record(
        serviceName,
        serviceSchema.nullable().transform((service) => service ?? serviceSchema.parse({})),
      )
      .nullish()
      .transform((services) => services ?? {}),
    /** Modules that share a service, whichever it is. */
    together: listOf(z.strictObject({ modules: z.array(pattern).min(1), because: because.optional() })),
    /** Modules no two of which share a service. */
    apart: listOf(z.strictObject({ modules: z.array(pattern).min(1), because: because.optional() })),
    /** Shared kernel: outside every service. */
    shared: listOf(pattern),
    arrows: z
      .strictObject({ allowed: listOf(arrow), forbidden: listOf(arrow) })
      .nullish()
      .transform((arrows) => arrows ?? { allowed: [], forbidden: [] }),
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
  if (broken)
    throw new AnalysisError('BOUNDARIES_INVALID', whatIsBroken(broken, name, text), { cause: broken });

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
    throw new AnalysisError(
      'BOUNDARIES_INVALID',
      `${name} uses aliases (*name), which are not followed. Write the values out.`,
      { cause },
    );
  }
  if (value === null)
    throw new AnalysisError(
      'BOUNDARIES_INVALID',
      `${name} is empty. Begin with \`version: 1\`, or have it written by \`banyan analyze --write\`.`,
    );
  const parsed = boundariesFileSchema.safeParse(value);
  const mistakes = parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) => mistakesOf(issue, value, keysAt));
  if (hasForbiddenName(value))
    mistakes.push({ way: ['services', '__proto__'], message: 'is no name for a service.' });
  if (parsed.success && mistakes.length === 0) return { file: parsed.data, lineOf };
  const problems = mistakes
    .map(({ way, message }) => ({ way, message, line: lineOf(...way) }))
    .sort((a, b) => a.line - b.line)
    .map(({ way, message, line }) => `${name}:${line} ${placeOf(way)}: ${message}`);
  throw new AnalysisError('BOUNDARIES_INVALID', problems.join('\n'));
}

/** The schema's records pass this key over in silence, and with it what is listed there. */
function hasForbiddenName(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('services' in value)) return false;
  const { services } = value;
  return typeof services === 'object' && services !== null && Object.hasOwn(services, '__proto__');
}

/** Keys that a place of the file may have. */
function keysAt(way: readonly (string | number)[]): string[] {
  const [first, , third] = way;
  if (first === undefined) return Object.keys(boundariesFileSchema.shape);
  if (first === 'services') return Object.keys(serviceSchema.shape);
  if (first === 'arrows') return third === undefined ? ['allowed', 'forbidden'] : Object.keys(arrow.shape);
  return ['modules', 'because'];
}
