/** What a command may do to its surroundings: print, and say how it ended. */
export interface Terminal {
  /** A line of the command's result, to standard output. */
  readonly print: (line: string) => void;
  /** A line for the person watching (progress, warnings), to standard error. */
  readonly note: (line: string) => void;
  /** A text that replaces itself while work goes on; only on a terminal, otherwise nothing is written. */
  readonly progress: (text: string) => void;
  /** Colour and moving text are for people: both streams are terminals and NO_COLOR is not set. */
  readonly colour: boolean;
  readonly interactive: boolean;
  readonly width: number;
  /** 0 done, 1 findings, 2 bad usage or input. The highest one that was set wins. */
  readonly exitWith: (code: 0 | 1 | 2) => void;
  readonly exitCode: () => 0 | 1 | 2;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const interactive = process.stdout.isTTY === true && process.stderr.isTTY === true;
  let exitCode: 0 | 1 | 2 = 0;
  let lineIsOpen = false;
  const closeLine = () => {
    if (lineIsOpen) process.stderr.write('\r\x1b[K');
    lineIsOpen = false;
  };
  return {
    print: (line) => {
      closeLine();
      process.stdout.write(`${line}\n`);
    },
    note: (line) => {
      closeLine();
      process.stderr.write(`${line}\n`);
    },
    progress: (text) => {
      if (!interactive) return;
      process.stderr.write(`\r\x1b[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
      lineIsOpen = text !== '';
    },
    colour: interactive && !process.env['NO_COLOR'],
    interactive,
    width: process.stdout.columns ?? 100,
    exitWith: (code) => {
      if (code > exitCode) exitCode = code;
    },
    exitCode: () => exitCode,
  };
}
