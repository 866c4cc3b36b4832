import type { Outcome } from '../answer.ts';
import type { Asked, FreshAnswers } from '../comparer.ts';
import type { Erasure } from '../evidence/stored-ledger.ts';
import type { ComparisonReport } from '../evidence/verdict.ts';
import type { ComparisonTerms } from '../terms.ts';

/** What the live comparer and its worker say to each other. Plain data only: it crosses threads. */

/** Handed to the worker at its start. */
export interface WorkerSetup {
  /** By slice. */
  readonly terms: ReadonlyMap<string, ComparisonTerms>;
  /** Key of the hashes that stand for hidden values. */
  readonly redactionKey: Uint8Array;
  /** A stored ledger to go on with. */
  readonly ledger?: string;
  /** Repeats are possible. */
  readonly canRepeat: boolean;
}

/** As it crosses: the terms wait on the other side. */
export interface AskedOfSlice extends Omit<Asked, 'terms'> {
  readonly slice: string;
}

export type ToWorker =
  | { readonly kind: 'terms'; readonly id: number; readonly terms: ReadonlyMap<string, ComparisonTerms> }
  | {
      readonly kind: 'compare';
      readonly id: number;
      readonly asked: AskedOfSlice;
      /** The request may be sent again. */
      readonly canRepeat: boolean;
      readonly caller?: string;
    }
  | { readonly kind: 'pair'; readonly id: number; readonly asked: AskedOfSlice; readonly leftAgain: Outcome }
  | { readonly kind: 'look'; readonly id: number; readonly asked: AskedOfSlice; readonly fresh: FreshAnswers }
  | { readonly kind: 'let-go'; readonly id: number }
  | { readonly kind: 'report'; readonly id: number }
  | { readonly kind: 'ledger'; readonly id: number }
  | { readonly kind: 'erase'; readonly id: number; readonly erasure: Erasure };

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
  | { readonly kind: 'terms-taken'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
