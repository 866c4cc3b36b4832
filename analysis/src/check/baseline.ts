import { z } from 'zod';
import { AnalysisError } from '../errors.ts';
import { compareText } from '../report/order.ts';
import { type Finding, mayBeExcused, type Rule, ruleSentences } from './finding.ts';
import { followRenames, type Known, type NamesNow } from './follow-renames.ts';

const ruleNames = Object.keys(ruleSentences) as [Rule, ...Rule[]];

export const baselineSchema = z.strictObject({
  version: z.literal(1),
  /** Findings that were there when the gate was put up. */
  known: z.array(z.strictObject({ rule: z.enum(ruleNames), key: z.array(z.string()) })),
});

export type Baseline = z.infer<typeof baselineSchema>;

export const emptyBaseline: Baseline = { version: 1, known: [] };

/**
 * @throws AnalysisError INPUT_INVALID naming every error in the file.
 */
export function parseBaseline(text: string, name: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AnalysisError(
      'INPUT_INVALID',
      `${name} is no JSON: ${(cause as Error).message}. Restore it from git.`,
      { cause },
    );
  }
  const parsed = baselineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AnalysisError(
    'INPUT_INVALID',
    `${name} is no baseline:\n${z.prettifyError(parsed.error)}\nRestore it from git.`,
  );
}

/** One entry a line, sorted: merges and reviews see what came and went. */
export function serializeBaseline(baseline: Baseline): string {
  const lines = [...new Set(baseline.known.map(lineOf))].sort(compareText);
  return lines.length === 0
    ? '{"version":1,"known":[]}\n'
    : `{"version":1,"known":[\n${lines.join(',\n')}\n]}\n`;
}

function lineOf(entry: Known): string {
  return JSON.stringify(keyed(entry));
}

/** Entry as it is written → its line. */
function linesOf(text: string): Map<string, number> {
  return new Map(text.split(/\r?\n/).map((line, i) => [line.replace(/,$/, ''), i + 1]));
}

export interface Weighed {
  /** What fails the check. */
  readonly findings: readonly Finding[];
  readonly excused: readonly Finding[];
  /** How many of the excused the baseline knows under an earlier name of a file, table or service. */
  readonly renamed: number;
  /** The baseline without what is cured, and in the names of now; never with anything added. */
  readonly shrunk: Baseline;
}

export interface BaselineFile {
  /** As findings show it. */
  readonly name: string;
  readonly text: string;
  /** What takes cured entries out. */
  readonly command: string;
}

/**
 * Sets the findings against the baseline. What is known is excused, also where a file moved meanwhile; what is known and no longer
 * found is a finding itself, until it leaves the file.
 */
export function weigh(
  found: readonly Finding[],
  baseline: Baseline,
  file: BaselineFile,
  names: NamesNow,
): Weighed {
  const known = new Set(baseline.known.map(identityOf));
  const present = new Set(found.map(identityOf));
  const unknown = found.filter((finding) => mayBeExcused(finding) && !known.has(identityOf(finding)));
  const stale = baseline.known.filter((entry) => !present.has(identityOf(entry)));
  const followed = followRenames(stale, unknown, baseline.known, names);
  const underNewNames = new Set([...followed.values()].map(identityOf));
  const isExcused = (finding: Finding) =>
    mayBeExcused(finding) && (known.has(identityOf(finding)) || underNewNames.has(identityOf(finding)));
  const cured = stale.filter((entry) => !followed.has(entry));
  const lines = linesOf(file.text);
  return {
    findings: [
      ...found.filter((finding) => !isExcused(finding)),
      ...cured.map(
        ({ rule, key }): Finding => ({
          rule: 'stale-baseline',
          key: [rule, ...key],
          at: { path: file.name, line: lines.get(lineOf({ rule, key })) ?? 1 },
          message: `${rule} of ${key.join(', ')} is cured but still in the baseline`,
          cure: `Take it out: \`${file.command}\`.`,
        }),
      ),
    ],
    excused: found.filter(isExcused),
    renamed: followed.size,
    shrunk: {
      version: 1,
      known: baseline.known
        .filter((entry) => present.has(identityOf(entry)) || followed.has(entry))
        .map((entry) => keyed(followed.get(entry) ?? entry)),
    },
  };
}

function identityOf({ rule, key }: Known): string {
  return JSON.stringify([rule, ...key]);
}

function keyed({ rule, key }: Known): Baseline['known'][number] {
  return { rule, key: [...key] };
}

/** All that may be excused, for a baseline where there is none yet. */
export function baselineOf(found: readonly Finding[]): Baseline {
  return { version: 1, known: found.filter(mayBeExcused).map(keyed) };
}
