import { z } from 'zod';
import { AnalysisError } from '../errors.ts';
import { compareText } from '../report/order.ts';
import { type Finding, mayBeExcused, type Rule, ruleSentences } from './finding.ts';

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
  const lines = baseline.known.map((entry) => JSON.stringify(entry)).sort(compareText);
  return lines.length === 0
    ? '{"version":1,"known":[]}\n'
    : `{"version":1,"known":[\n${lines.join(',\n')}\n]}\n`;
}

export interface Weighed {
  /** What fails the check. */
  readonly findings: readonly Finding[];
  readonly excused: readonly Finding[];
  /** The baseline without what is cured; never with anything added. */
  readonly shrunk: Baseline;
}

/**
 * Sets the findings against the baseline. What is known is excused; what is known and no longer found is a finding itself, until it
 * leaves the file.
 */
export function weigh(found: readonly Finding[], baseline: Baseline, file: string): Weighed {
  const identity = ({ rule, key }: Pick<Finding, 'rule' | 'key'>) => JSON.stringify([rule, ...key]);
  const known = new Set(baseline.known.map(identity));
  const present = new Set(found.map(identity));
  const isExcused = (finding: Finding) => mayBeExcused(finding) && known.has(identity(finding));
  const stale = baseline.known.filter((entry) => !present.has(identity(entry)));
  return {
    findings: [
      ...found.filter((finding) => !isExcused(finding)),
      ...stale.map(
        ({ rule, key }): Finding => ({
          rule: 'stale-baseline',
          key: [rule, ...key],
          at: { path: file, line: 1 },
          message: `${rule} of ${key.join(', ')} is cured but still in the baseline`,
          cure: 'Run `banyan check --write-baseline` to take it out.',
        }),
      ),
    ],
    excused: found.filter(isExcused),
    shrunk: { version: 1, known: baseline.known.filter((entry) => present.has(identity(entry))) },
  };
}

/** All that may be excused, for a baseline where there is none yet. */
export function baselineOf(found: readonly Finding[]): Baseline {
  return { version: 1, known: found.filter(mayBeExcused).map(({ rule, key }) => ({ rule, key: [...key] })) };
}
