import { Command, CommanderError } from 'commander';
import { commands } from './commands/index.ts';
import { describeError } from './describe-error.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { readVersion } from './version.ts';

/**
 * Runs one `banyan` command line and returns its exit code: 0 done, 1 findings (differences, violations,
 * refusals), 2 bad usage or input.
 *
 * @example process.exitCode = await main(['analyze', '.', '--json']);
 */
export async function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  const program = new Command('banyan')
    .description(
      'Moves a Node.js monolith to microservices one slice at a time, and shows that nothing broke.',
    )
    .version(readVersion())
    .showHelpAfterError('(banyan help COMMAND tells more)')
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    })
    .exitOverride();
  for (const register of commands) register(program, terminal);

  try {
    await program.parseAsync(argv, { from: 'user' });
    return terminal.exitCode();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { message, isUserError } = describeError(error);
    terminal.note(message);
    if (!isUserError && error instanceof Error && process.env['BANYAN_DEBUG'])
      terminal.note(error.stack ?? '');
    return 2;
  }
}
