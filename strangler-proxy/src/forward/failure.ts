/** What went wrong between us and an upstream. */
export type FailureCode =
  | 'REFUSED'
  | 'CONNECT_TIMEOUT'
  | 'FIRST_BYTE_TIMEOUT'
  | 'IDLE_TIMEOUT'
  | 'TOTAL_TIMEOUT'
  | 'RESET'
  | 'PROTOCOL'
  | 'CLIENT_GONE'
  | 'CLIENT_STALLED';

/** Who failed and when; the answer's status, fallback and fuses follow from it. */
export class TransferFailure extends Error {
  override readonly name = 'TransferFailure';
  readonly code: FailureCode;
  /**
   * The upstream can't have seen any of the request: its connection was never opened, or was dead before we wrote.
   * Everything else is ambiguous, and a write that failed so is never sent again.
   */
  readonly provablyUnsent: boolean;

  constructor(
    code: FailureCode,
    message: string,
    options: { provablyUnsent?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.provablyUnsent = options.provablyUnsent ?? false;
  }
}

/** 504 only for time that ran out; everything else that an upstream does wrong is 502 (RFC 9110 15.6.3, 15.6.5). */
export function statusOf(code: FailureCode): 502 | 504 {
  return code.endsWith('_TIMEOUT') ? 504 : 502;
}
