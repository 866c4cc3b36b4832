/** Why a request is not forwarded. The status is the answer; the reason goes to the log and, as text, to the client. */
export interface Refusal {
  readonly status: 307 | 400 | 404 | 405 | 413 | 414 | 417 | 421 | 431 | 501 | 505 | 508;
  readonly reason: string;
  /** Where the same request would be taken. */
  readonly location?: string;
}

export const refuse = (status: Refusal['status'], reason: string): Refusal => ({ status, reason });

export function isRefusal(value: object): value is Refusal {
  return 'reason' in value && 'status' in value;
}
