/** An answer as it was captured, for comparison. */
export interface CapturedAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  /** The body was longer than what is kept. */
  readonly truncated: boolean;
  readonly elapsedMs: number;
  /** Milliseconds since 1970 when it was asked for. */
  readonly askedAtMs: number;
}

/** The other side gave no answer that could be compared. */
export interface FailedAnswer {
  readonly failed: 'refused' | 'timeout' | 'reset' | 'too-slow' | 'protocol';
  readonly message: string;
  readonly elapsedMs: number;
  readonly askedAtMs: number;
}

/** One request answered by both sides. */
export interface ShadowPair {
  readonly slice: string;
  /** `GET /api/products/:id/reviews` */
  readonly endpoint: string;
  readonly request: {
    readonly method: string;
    /** Path and query. */
    readonly url: string;
    readonly headers: readonly (readonly [string, string])[];
  };
  /** Fields for the service only: who is asking, as the proxy says. */
  readonly serviceFields?: readonly string[];
  readonly homeAnswer: CapturedAnswer;
  readonly otherAnswer: CapturedAnswer | FailedAnswer;
  /** No read: it is never sent again. */
  readonly isWrite?: boolean;
  /** The same caller has the same hash; says nothing about who it is. */
  readonly callerKeyHash: string;
}
