import type { Place } from '../graph/facts.ts';

/** What each rule holds, in one sentence; also the descriptions in SARIF. */
export const ruleSentences = {
  dependency: 'A service depends on another only along an allowed arrow.',
  'service-cycle': 'Services do not depend on each other in a circle.',
  'table-access': 'Only the owner of a table reads and writes it.',
  transaction: 'One transaction writes the tables of one service only.',
  'unassigned-module': 'Every module belongs to a service or to the shared code; else nothing holds it.',
  'unowned-table': 'Every table has an owner; else anybody may write it.',
  'ambiguous-module': 'A module belongs to one service.',
  'empty-rule': 'Every rule matches something; a rule that matches nothing protects nothing.',
  'stale-baseline': 'The baseline only shrinks: what is cured leaves it, or it could come back unseen.',
} as const;

export type Rule = keyof typeof ruleSentences;

/** One violation of one rule. */
export interface Finding {
  readonly rule: Rule;
  /** What it is the same by tomorrow: names, never lines. */
  readonly key: readonly string[];
  readonly at: Place;
  readonly message: string;
  readonly cure: string;
}

/** The rules about the rules themselves; no baseline excuses them. */
const neverExcused: ReadonlySet<Rule> = new Set(['ambiguous-module', 'empty-rule', 'stale-baseline']);

export function mayBeExcused(finding: Finding): boolean {
  return !neverExcused.has(finding.rule);
}
