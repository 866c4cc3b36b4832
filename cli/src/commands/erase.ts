import type { RegisterCommand } from './command.ts';

interface EraseOptions {
  readonly config: string;
  readonly caller?: string;
  readonly before?: string;
  readonly json?: true;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('erase')
    .description(
      'take stored examples of differences out: those of one caller, or of before a time; counts stay',
    )
    .option('--config <file>', 'the configuration', 'strangler.yaml')
    .option(
      '--caller <key>',
      "the caller's cookie, user id or address, as callerKey has it, or the hash of an example",
    )
    .option('--before <time>', 'a time such as 2026-11-01')
    .option('--json', 'print the count as JSON')
    .action(async ({ config, caller, before, json }: EraseOptions) => {
      const { eraseExamples } = await import('@banyan/strangler-proxy');
      const erased = await eraseExamples({
        configPath: config,
        ...(caller !== undefined && { caller }),
        ...(before !== undefined && { before }),
      });
      terminal.print(json ? JSON.stringify({ erased }) : `${erased} examples erased`);
    });
};
