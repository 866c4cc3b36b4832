export type AnalysisErrorCode = 'ROOT_MISSING' | 'ROOT_EMPTY' | 'NOTHING_READ' | 'INPUT_INVALID' | 'BOUNDARIES_INVALID';

/** Something the user can cure: the message names the place, the value and the cure. */
export class AnalysisError extends Error {
  override readonly name = 'AnalysisError';
  readonly code: AnalysisErrorCode;
  /** Bad usage or input. */
  readonly exitCode = 2;
  constructor(code: AnalysisErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
