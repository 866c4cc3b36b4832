import { UsageError } from '../describe-error.ts';
import type { RegisterCommand } from './command.ts';

/** A fault for each service that has one built in: `--fault SERVICE`. */
const faults: ReadonlyMap<string, string> = new Map([['reviews', 'rating-off-by-one']]);

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('demo')
    .description('the whole journey on the sample shop (in the repository: npm start)')
    .option(
      '--once',
      'end after the journey, also on a terminal; exit code 1 if anything was not as it should be',
    )
    .option(
      '--fault <service>',
      `start a service with a wrong field in its answers: ${[...faults.keys()].join(', ')}`,
    )
    .action(async ({ once, fault }: { once?: true; fault?: string }) => {
      const serviceFault = fault === undefined ? undefined : faults.get(fault);
      if (fault !== undefined && serviceFault === undefined) {
        throw new UsageError(
          `--fault ${fault}: no such service. Write one of: ${[...faults.keys()].join(', ')}.`,
        );
      }
      const { playJourney } = await import('../demo/journey.ts');
      const interrupted = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
        process.once(signal, () => interrupted.abort());
      const { succeeded } = await playJourney({
        once: once === true || !terminal.interactive,
        ...(serviceFault !== undefined && { serviceFault }),
        terminal,
        signal: interrupted.signal,
      });
      if (!succeeded) terminal.exitWith(1);
    });
};
