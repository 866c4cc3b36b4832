import { describeError } from '../describe-error.ts';
import { renderStatus } from '../render-status.ts';
import type { RegisterCommand } from './command.ts';

interface StatusOptions {
  readonly config: string;
  readonly watch?: true;
  readonly json?: true;
}

const watchIntervalMs = 1_000;

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('status')
    .description('what the running proxy serves: stages, shares, requests by side, and how answers compare')
    .option('--config <file>', 'the configuration', 'strangler.yaml')
    .option('--watch', 'print again every second until Ctrl-C (on a terminal)')
    .option('--json', 'print the status as JSON')
    .action(async ({ config, watch, json }: StatusOptions) => {
      const { describeReach, readComparison, readStatus } = await import('@banyan/strangler-proxy');
      const show = async () => {
        const status = await readStatus({ configPath: config });
        const comparison = await readComparison({ configPath: config });
        terminal.print(
          json ? JSON.stringify({ ...status, comparison }) : renderStatus(status, comparison, describeReach),
        );
      };
      await show();
      if (!watch || !terminal.interactive) return;
      const stop = new Promise<'stop'>((resolve) => process.once('SIGINT', () => resolve('stop')));
      const tick = () => new Promise<'tick'>((resolve) => setTimeout(resolve, watchIntervalMs, 'tick'));
      while ((await Promise.race([stop, tick()])) === 'tick') {
        terminal.print('\x1b[2J\x1b[H');
        // A proxy that is restarted comes back.
        await show().catch((error: unknown) => terminal.print(describeError(error).message));
      }
    });
};
