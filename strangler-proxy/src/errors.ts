/** A configuration, or a request of the operator, that can't be served as written; `message` names place, value and cure. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** The command line's exit code for bad input. */
  readonly exitCode = 2;
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    super(problems.map((problem) => describeProblem(file, problem)).join('\n'));
    this.problems = problems;
  }
}

/** One thing wrong in a configuration file. */
export interface Problem {
  /** Where in the structure: `slices[0].share`; empty for the file as a whole. */
  readonly place: string;
  /** The offending value as JSON, `missing`, or `unknown key`. */
  readonly value: string;
  /** What to write instead. */
  readonly cure: string;
  /** 1-based; absent when the text could not be read at all. */
  readonly line?: number;
}

/**
 * One line a person can act on.
 *
 * @example describeProblem('strangler.yaml', { place: 'slices[0].share', value: '25', cure: 'Write 25%.', line: 9 })
 * // strangler.yaml:9 slices[0].share: 25. Write 25%.
 */
export function describeProblem(file: string, problem: Problem): string {
  const line = problem.line === undefined ? '' : `:${problem.line}`;
  const place = problem.place === '' ? '' : ` ${problem.place}:`;
  return `${file}${line}${place} ${problem.value}. ${problem.cure}`;
}

/** What an operator asked for can't be done now; the message says why and what would help. Exit code 2. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
  readonly exitCode = 2;
}
