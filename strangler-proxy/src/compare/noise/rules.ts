import { z } from 'zod';
import type { Difference } from '../diff/difference.ts';

/**
 * A difference that people agreed to live with: committed like code, with a reason and an end. An expired rule no longer
 * hides anything.
 */
export const ignoreRuleSchema = z.strictObject({
  /** Endpoint as in the report, such as `GET /api/products/:id`; every endpoint when absent. */
  endpoint: z.string().optional(),
  /** Field path as in the report; `*` at the end stands for everything below. */
  path: z.string().min(1),
  kind: z.enum(['value', 'type', 'missing', 'extra', 'order', 'failed']).optional(),
  /** Why this is no mistake, for the next reader. */
  because: z.string().min(1),
  /** Last day on which the rule holds, YYYY-MM-DD. */
  until: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
});
export type IgnoreRule = z.output<typeof ignoreRuleSchema>;

/** The first rule that holds on `today` for this difference. */
export function ruleFor(
  rules: readonly IgnoreRule[],
  endpoint: string,
  difference: Difference,
  today: string,
): IgnoreRule | undefined {
  return rules.find(
    (rule) =>
      today <= rule.until &&
      (rule.endpoint === undefined || rule.endpoint === endpoint) &&
      (rule.kind === undefined || rule.kind === difference.kind) &&
      (rule.path.endsWith('*')
        ? difference.path.startsWith(rule.path.slice(0, -1))
        : rule.path === difference.path),
  );
}
