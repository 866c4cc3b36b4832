import type { RegisterCommand } from './command.ts';

interface UndoOptions {
  readonly config: string;
  readonly json?: true;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('undo')
    .description('take the last change of a slice back')
    .argument('[slice]', 'this slice; otherwise the one that was changed last')
    .option('--config <file>', 'the configuration', 'strangler.yaml')
    .option('--json', 'print the result as JSON')
    .action(async (slice: string | undefined, { config, json }: UndoOptions) => {
      const { undo } = await import('@banyan/strangler-proxy');
      const result = await undo({ configPath: config, ...(slice !== undefined && { slice }) });
      terminal.print(json ? JSON.stringify(result) : result.message);
    });
};
