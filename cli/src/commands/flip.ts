import type { RegisterCommand } from './command.ts';

interface FlipOptions {
  readonly config: string;
  readonly liftCap?: true;
  readonly why?: string;
  readonly json?: true;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('flip')
    .description('move a slice: edits the configuration (comments stay) and returns when the proxy serves it')
    .argument('<slice>', 'the name of the slice')
    .argument('<to>', 'off, shadow, a per cent such as 25%, live or graduated')
    .option('--config <file>', 'the configuration', 'strangler.yaml')
    .option('--lift-cap', 'also lift the cap that a rollback put on the slice')
    .option('--why <text>', 'the reason, kept in the history')
    .option('--json', 'print the result as JSON')
    .action(async (slice: string, to: string, { config, liftCap, why, json }: FlipOptions) => {
      const { flip } = await import('@banyan/strangler-proxy');
      const result = await flip({
        configPath: config,
        slice,
        to,
        ...(liftCap && { liftCap }),
        ...(why !== undefined && { why }),
      });
      terminal.print(json ? JSON.stringify(result) : result.message);
    });
};
