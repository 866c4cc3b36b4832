import { parse } from 'yaml';
import { CompareError } from './errors.ts';

/**
 * An OpenAPI document in JSON or YAML as data. One with anchors is rare, one with a bomb of them is none.
 *
 * @throws CompareError BAD_OPENAPI
 */
export function parseOpenApi(text: string, fileName: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch (error) {
    throw new CompareError(
      'BAD_OPENAPI',
      `${fileName}: ${(error as Error).message}. Save it as JSON or YAML without errors.`,
    );
  }
}
