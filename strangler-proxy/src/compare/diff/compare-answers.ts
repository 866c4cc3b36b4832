import { type Answer, headerOf, isFailure, type Outcome } from '../answer.ts';
import { liftAnswer } from '../lift/answer.ts';
import { type Budget, BudgetSpent, NumberText, type Tree } from '../lift/tree.ts';
import { diffTrees } from './diff-trees.ts';
import type { Difference } from './difference.ts';
import type { ComparePolicy } from './policy.ts';

/**
 * Every difference between two outcomes of the same request, before any is explained as noise. Pure but for the clock
 * inside `budget.isOver`.
 */
export function compareOutcomes(
  left: Outcome,
  right: Outcome,
  policy: ComparePolicy,
  budget: Budget,
): Difference[] {
  if (isFailure(left) || isFailure(right)) return compareFailures(left, right);
  try {
    const { leftTree, rightTree } = liftBoth(left, right, policy, budget);
    return diffTrees('', leftTree, rightTree, policy, budget).map((difference) => ({
      ...difference,
      path: difference.path.slice(1),
    }));
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    const beyond = { scalar: `beyond the ${error.limit} budget` };
    return [...compareHeads(left, right), { path: 'body', kind: 'uncompared', left: beyond, right: beyond }];
  }
}

/** Equal bytes under equal types need no reading: that is most of all traffic. */
function liftBoth(
  left: Answer,
  right: Answer,
  policy: ComparePolicy,
  budget: Budget,
): { leftTree: Tree; rightTree: Tree } {
  if (sameBytes(left, right)) {
    const empty = new Uint8Array();
    return {
      leftTree: liftAnswer({ ...left, body: empty }, budget, policy.ignoredHeaders),
      rightTree: liftAnswer({ ...right, body: empty }, budget, policy.ignoredHeaders),
    };
  }
  if ((left.truncated || right.truncated) && !isStream(left)) throw new BudgetSpent('bytes');
  return {
    leftTree: liftAnswer(left, budget, policy.ignoredHeaders),
    rightTree: liftAnswer(right, budget, policy.ignoredHeaders),
  };
}

/** The bodies are the same byte for byte and say of themselves that they are the same thing. */
export function sameBytes(left: Answer, right: Answer): boolean {
  return (
    headerOf(left.headers, 'content-encoding') === headerOf(right.headers, 'content-encoding') &&
    headerOf(left.headers, 'content-type') === headerOf(right.headers, 'content-type') &&
    Buffer.compare(left.body, right.body) === 0
  );
}

/** Formats of which a beginning can be compared piece by piece. */
function isStream(answer: Answer): boolean {
  return /^(?:text\/event-stream|application\/x-ndjson|application\/jsonl)/i.test(
    headerOf(answer.headers, 'content-type') ?? '',
  );
}

function compareHeads(left: Answer, right: Answer): Difference[] {
  if (left.status === right.status) return [];
  return [{ path: 'status', kind: 'value', left: statusSide(left), right: statusSide(right) }];
}

function compareFailures(left: Outcome, right: Outcome): Difference[] {
  if (isFailure(left) && isFailure(right)) {
    const neither = { scalar: 'no answer' };
    return [{ path: 'answer', kind: 'uncompared', left: neither, right: neither }];
  }
  return [{ path: 'answer', kind: 'failed', left: outcomeSide(left), right: outcomeSide(right) }];
}

function outcomeSide(outcome: Outcome): Difference['left'] {
  if (!isFailure(outcome)) return statusSide(outcome);
  return { scalar: outcome.failed };
}

function statusSide(answer: Answer): Difference['left'] {
  return { scalar: new NumberText(String(answer.status)) };
}
