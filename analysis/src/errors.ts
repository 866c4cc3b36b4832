export type AnalysisErrorCode =
  | 'ROOT_MISSING'
  | 'ROOT_NOT_FOLDER'
  | 'ROOT_EMPTY'
  | 'NOTHING_READ'
  | 'OPTION_INVALID'
  | 'INPUT_INVALID'
  | 'NOT_WRITABLE'
  | 'BOUNDARIES_INVALID';

/** Something the user can put right: a wrong folder or option. The message names place, value and cure. */
export class AnalysisError extends Error {
  readonly code: AnalysisErrorCode;
  /** Bad usage or input. */
  readonly exitCode = 2;

  constructor(code: AnalysisErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AnalysisError';
    this.code = code;
  }
}
