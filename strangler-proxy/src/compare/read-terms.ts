import { parse } from 'yaml';
import { z } from 'zod';
import { CompareError } from './errors.ts';
import { type ComparisonTerms, termsOf, termsShape } from './terms.ts';

const fileSchema = z.strictObject(termsShape);

/**
 * Terms from a YAML file with the keys of a slice's `compare:`: `ignore: [{ endpoint?, path, kind?, because, until }]`, `same`,
 * `redact`.
 *
 * @throws CompareError BAD_RULES with every problem, one a line
 */
export function readTerms(
  text: string,
  { fileName = 'rules' }: { readonly fileName?: string } = {},
): ComparisonTerms {
  let parsed: unknown;
  try {
    parsed = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw new CompareError('BAD_RULES', `${fileName}: ${(error as Error).message}`);
  }
  const result = fileSchema.safeParse(parsed);
  if (result.success) return termsOf(result.data);
  const problems = result.error.issues.map(
    ({ path, message }) => `${fileName}: ${path.join('.') || 'the file'}: ${message}`,
  );
  throw new CompareError('BAD_RULES', problems.join('\n'));
}
