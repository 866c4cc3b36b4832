import { z } from 'zod';
import { type ComparePolicy, STRICT_POLICY } from './diff/policy.ts';
import { type IgnoreRule, ignoreRuleSchema } from './noise/rules.ts';
import { DEFAULT_REDACTION, type RedactionRules } from './redact.ts';

/** On what terms answers are compared: what counts as the same, what is agreed to differ, what of a value may be kept. */
export interface ComparisonTerms {
  readonly policy: ComparePolicy;
  readonly rules: readonly IgnoreRule[];
  readonly redaction: RedactionRules;
}

export const STRICT_TERMS: ComparisonTerms = {
  policy: STRICT_POLICY,
  rules: [],
  redaction: DEFAULT_REDACTION,
};

const cured = (cure: string) => ({ error: cure });
const flag = z.boolean(cured('Write true or false.'));
const headerNames = 'Write a list of header names such as [x-build].';
const toleranceCure = 'Write a relative distance from 0 to 1, such as 1e-9.';
const fieldsCure = 'Write a list of field names such as [comment, nickname].';

/** The keys of the terms, as they stand under a slice's `compare:` and in a rules file alike. */
export const termsShape = {
  /** Differences that people agreed to live with. */
  ignore: z
    .array(ignoreRuleSchema, cured('Write a list of rules, each with path, because and until.'))
    .default([]),
  /** What counts as the same; strict unless said otherwise. */
  same: z
    .strictObject(
      {
        /** `{ "a": null }` and `{}`. */
        nullAndAbsent: flag.default(false),
        /** `"19.90"` and `"19.9"`. */
        numericTexts: flag.default(false),
        /** Fractions up to this relative distance. */
        fractionsWithin: z
          .number(cured(toleranceCure))
          .min(0, toleranceCure)
          .max(1, toleranceCure)
          .default(0),
        /** Headers that are left out. */
        withoutHeaders: z.array(z.string(cured(headerNames)).toLowerCase(), cured(headerNames)).default([]),
      },
      cured('Write a mapping such as { nullAndAbsent: true }.'),
    )
    .prefault({}),
  /** What of a value is kept in examples. */
  redact: z
    .strictObject(
      {
        /** `deny`: secrets, and the fields, are replaced. `allow`: only the fields are kept. */
        mode: z.enum(['deny', 'allow'], cured('Write deny or allow.')).default('deny'),
        fields: z.array(z.string(cured(fieldsCure)), cured(fieldsCure)).default([]),
      },
      cured('Write a mapping such as { mode: allow, fields: [id, name] }.'),
    )
    .prefault({}),
};

type StatedTerms = z.output<z.ZodObject<typeof termsShape>>;

/** The terms that a file states. */
export function termsOf({ ignore, same, redact }: StatedTerms): ComparisonTerms {
  return {
    rules: ignore,
    policy: {
      nullIsAbsent: same.nullAndAbsent,
      numericTextByValue: same.numericTexts,
      fractionTolerance: same.fractionsWithin,
      ignoredHeaders: new Set(same.withoutHeaders),
    },
    redaction: { ...DEFAULT_REDACTION, ...redact },
  };
}
