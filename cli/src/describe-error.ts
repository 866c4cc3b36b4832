export interface DescribedError {
  readonly message: string;
  /** The input is at fault and the message says what to do; otherwise Banyan is, and a report is asked for. */
  readonly isUserError: boolean;
}

/** Errors of the packages carry `exitCode: 2` where the user can cure them; everything else is a fault of ours. */
export function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error)) return { message: `banyan: ${String(error)}`, isUserError: false };
  if ('exitCode' in error && error.exitCode === 2)
    return { message: `banyan: ${error.message}`, isUserError: true };
  const hint = process.env['BANYAN_DEBUG']
    ? ''
    : '\nThis looks like a fault of Banyan. BANYAN_DEBUG=1 prints where it happened.';
  return { message: `banyan: ${error.message}${hint}`, isUserError: false };
}

/** Bad usage that a command finds itself: one message with place, value and cure; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly exitCode = 2;
}
