import { z } from 'zod';
import type { Difference } from '../diff/difference.ts';

const cured = (cure: string) => ({ error: cure });
const pathCure = 'Write a field path of the report, such as body.items[].price.';
const becauseCure = 'Write why this is no mistake, for the next reader.';
const kinds = ['value', 'type', 'missing', 'extra', 'order', 'failed'] as const;

/**
 * A difference that people agreed to live with: committed like code, with a reason and an end. An expired rule no longer
 * hides anything.
 */
export const ignoreRuleSchema = z.strictObject(
  {
    /** Endpoint as in the report, such as `GET /api/products/:id`; every endpoint when absent. */
    endpoint: z.string(cured('Write an endpoint of the report, such as "GET /api/products/:id".')).optional(),
    /** Field path as in the report; `*` at the end stands for everything below. */
    path: z.string(cured(pathCure)).min(1, pathCure),
    kind: z.enum(kinds, cured(`Write one of ${kinds.join(', ')}, or leave it out.`)).optional(),
    /** Why this is no mistake, for the next reader. */
    because: z.string(cured(becauseCure)).min(1, becauseCure),
    /** Last day on which the rule holds, YYYY-MM-DD. */
    until: z.iso.date(cured('Write the last day on which the rule holds, such as "2026-12-31".')),
  },
  cured('Write a mapping such as { path: body.rank, because: "…", until: "2026-12-31" }.'),
);
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
