import { gzipSync } from 'node:zlib';
import type { Answer, HeaderLine } from '../../src/compare/answer.ts';
import { compareOutcomes } from '../../src/compare/diff/compare-answers.ts';
import { describeSide } from '../../src/compare/diff/diff-trees.ts';
import { type ComparePolicy, STRICT_POLICY } from '../../src/compare/diff/policy.ts';
import { type Budget, DEFAULT_LIMITS } from '../../src/compare/lift/tree.ts';

export const BUDGET: Budget = { ...DEFAULT_LIMITS, isOver: () => false };

/** An answer of a type, for tests of what differs in it. */
export function answerOf(
  body: string | Uint8Array,
  contentType = 'application/json',
  headers: readonly HeaderLine[] = [],
): Answer {
  return {
    status: 200,
    headers: [['content-type', contentType], ...headers],
    body: typeof body === 'string' ? Buffer.from(body) : body,
    truncated: false,
    elapsedMs: 1,
    askedAtMs: 0,
  };
}

/** Differences as `kind path: left → right`, in their order. */
export function differences(
  left: Answer,
  right: Answer,
  policy: Partial<ComparePolicy> = {},
  budget = BUDGET,
): string[] {
  return compareOutcomes(left, right, { ...STRICT_POLICY, ...policy }, budget).map(
    ({ kind, path, left: a, right: b }) => `${kind} ${path}: ${describeSide(a)} → ${describeSide(b)}`,
  );
}

export function jsonDifferences(left: string, right: string, policy: Partial<ComparePolicy> = {}): string[] {
  return differences(answerOf(left), answerOf(right), policy);
}

export function gzipped(text: string, level: number): Answer {
  return answerOf(gzipSync(text, { level }), 'application/json', [['content-encoding', 'gzip']]);
}
