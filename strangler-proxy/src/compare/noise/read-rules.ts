import { parse } from 'yaml';
import { z } from 'zod';
import { CompareError } from '../errors.ts';
import { type IgnoreRule, ignoreRuleSchema } from './rules.ts';

const fileSchema = z.strictObject({ ignore: z.array(ignoreRuleSchema) });

/**
 * Rules from a YAML file `ignore: [{ endpoint?, path, kind?, because, until }]`.
 *
 * @throws CompareError BAD_RULES with every problem, one a line
 */
export function readRules(
  text: string,
  { fileName = 'rules' }: { readonly fileName?: string } = {},
): IgnoreRule[] {
  let parsed: unknown;
  try {
    parsed = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw new CompareError('BAD_RULES', `${fileName}: ${(error as Error).message}`);
  }
  const result = fileSchema.safeParse(parsed);
  if (result.success) return result.data.ignore;
  const problems = result.error.issues.map(
    ({ path, message }) => `${fileName}: ${path.join('.') || 'the file'}: ${message}.`,
  );
  throw new CompareError(
    'BAD_RULES',
    `${problems.join('\n')}\nA rule has path, because and until (YYYY-MM-DD); endpoint and kind are optional.`,
  );
}
