/** What a user of the comparison can get wrong, by code; the command line turns each into one message and exit 2. */
export type CompareErrorCode =
  | 'BAD_REQUEST_FILE'
  | 'BAD_TARGET'
  | 'UNREACHABLE'
  | 'BAD_RECORDING'
  | 'BAD_RULES'
  | 'BAD_PACE'
  | 'BAD_REPORT'
  | 'BAD_OPENAPI';

/** A mistake in what the comparison was given: the message names place, value and cure. */
export class CompareError extends Error {
  readonly code: CompareErrorCode;
  /** Wrong use or input. */
  readonly exitCode = 2;
  constructor(code: CompareErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CompareError';
    this.code = code;
  }
}
