import type { Outcome } from '../answer.ts';
import type { Asked, FreshAnswers } from '../comparer.ts';
import type { ComparePolicy } from '../diff/policy.ts';
import type { ComparisonReport } from '../evidence/verdict.ts';
import type { IgnoreRule } from '../noise/rules.ts';
import type { RedactionRules } from '../redact.ts';

/** What the live comparer and its worker say to each other. Plain data only: it crosses threads. */

/** Handed to the worker at its start. */
export interface WorkerSetup {
  readonly policy: ComparePolicy;
  readonly rules: readonly IgnoreRule[];
  readonly redaction: RedactionRules;
  /** Key of the hashes that stand for hidden values. */
  readonly redactionKey: Uint8Array;
  /** A stored ledger to go on with. */
  readonly ledger?: string;
  /** Repeats are possible. */
  readonly canRepeat: boolean;
}

export type ToWorker =
  | { readonly kind: 'compare'; readonly id: number; readonly asked: Asked; readonly caller?: string }
  | { readonly kind: 'pair'; readonly id: number; readonly asked: Asked; readonly leftAgain: Outcome }
  | { readonly kind: 'look'; readonly id: number; readonly asked: Asked; readonly fresh: FreshAnswers }
  | { readonly kind: 'let-go'; readonly id: number }
  | { readonly kind: 'report'; readonly id: number }
  | { readonly kind: 'ledger'; readonly id: number }
  | { readonly kind: 'erase'; readonly id: number; readonly caller?: string; readonly beforeMs?: number };

export type FromWorker =
  | {
      readonly kind: 'compared';
      readonly id: number;
      readonly wants: 'look' | 'pair' | 'nothing';
      /** Of the first comparison of a pair: it ended within its limits. */
      readonly isComparable?: boolean;
    }
  | { readonly kind: 'report'; readonly id: number; readonly report: ComparisonReport }
  | { readonly kind: 'ledger'; readonly id: number; readonly text: string }
  | { readonly kind: 'erased'; readonly id: number; readonly count: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
