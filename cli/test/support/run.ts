import { main } from '../../src/main.ts';
import type { Terminal } from '../../src/terminal.ts';

/** Runs the command line in this process and tells what it printed, what it noted and how it ended. */
export async function run(...argv: readonly string[]) {
  const printed: string[] = [];
  const noted: string[] = [];
  let exitCode: 0 | 1 | 2 = 0;
  const terminal: Terminal = {
    print: (line) => printed.push(line),
    note: (line) => noted.push(line),
    progress: () => {},
    colour: false,
    interactive: false,
    width: 100,
    exitWith: (code) => {
      exitCode = code;
    },
    exitCode: () => exitCode,
  };
  return { exitCode: await main(argv, terminal), printed: printed.join('\n'), noted: noted.join('\n') };
}
