import { UsageError } from '../describe-error.ts';
import type { RegisterCommand } from './command.ts';

interface OverrideOptions {
  readonly config: string;
  readonly minutes: string;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('override')
    .description('sign a header that sends one tester to a side, for a limited time')
    .argument('<slice>', 'the name of the slice')
    .argument('<side>', 'monolith or service')
    .option('--minutes <number>', 'how long it counts', '60')
    .option('--config <file>', 'the configuration', 'strangler.yaml')
    .action(async (slice: string, side: string, { config, minutes }: OverrideOptions) => {
      if (side !== 'monolith' && side !== 'service')
        throw new UsageError(`"${side}" is no side. Write monolith or service.`);
      if (!(Number(minutes) > 0))
        throw new UsageError(`--minutes ${minutes} is no number above 0. Write one such as 60.`);
      const { createOverride } = await import('@banyan/strangler-proxy');
      terminal.print(
        `x-banyan-override: ${await createOverride({ configPath: config }, slice, side, Number(minutes))}`,
      );
    });
};
