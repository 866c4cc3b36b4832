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
  'unread-module': 'Every source file can be read; one that cannot might cross any boundary unseen.',
  'empty-rule': 'Every rule matches something; a rule that matches nothing protects nothing.',
  'stale-baseline': 'The baseline only shrinks: what is cured leaves it, or it could come back unseen.',
} as const;

export type Rule = keyof typeof ruleSentences;

/** What to do about a finding of each rule, in general. */
export const ruleHelp: Readonly<Record<Rule, string>> = {
  dependency:
    'Ask the other service through its API or an event, move one of the two modules, or allow the arrow in boundaries.yaml with the reason.',
  'service-cycle': 'Turn one of the arrows round with an event, or move what both need to the shared code.',
  'table-access':
    'Read through the owner’s API or keep a copy fed by its events; for a write give the owner an operation.',
  transaction: 'Split it into a saga with a compensating step, or give the tables one owner.',
  'unassigned-module': 'Add the module to a service, or to shared, in boundaries.yaml.',
  'unowned-table': 'Add the table to the service that owns it in boundaries.yaml.',
  'ambiguous-module': 'Name the module by its whole path under one service in boundaries.yaml.',
  'unread-module':
    'Mend the file, split it if it is too large, or leave it out with .gitignore if it is no source.',
  'empty-rule': 'Correct the name in boundaries.yaml, or take the rule out.',
  'stale-baseline': 'Run the check with --write-baseline and commit the smaller baseline.',
};

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
