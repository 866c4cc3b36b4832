import type { RegisterCommand } from './command.ts';

interface SimulateOptions {
  readonly config: string;
  readonly json?: true;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('simulate')
    .description('play an access log against the configuration: who would move, what load each side gets')
    .argument('<log>', 'an access log in the common, combined or JSON format')
    .option('--config <file>', 'the configuration', 'strangler.yaml')
    .option('--json', 'print the result as JSON')
    .action(async (log: string, { config, json }: SimulateOptions) => {
      const { formatShare, simulate } = await import('@banyan/strangler-proxy');
      const result = await simulate({ configPath: config, log });
      if (json) return terminal.print(JSON.stringify(result));
      terminal.print(
        `${result.lines} lines, ${result.unreadable} unreadable, ${result.refused} refused, ${result.noSlice} on no slice; callers are told apart by address`,
      );
      for (const { reason, count, example } of result.refusals)
        terminal.print(`  refused ${count}x: ${reason} (${example})`);
      for (const slice of result.slices) {
        terminal.print(
          `${slice.slice}: ${slice.requests} requests (${slice.reads} reads) of ${slice.callers} callers; ${slice.toServiceNow} go to the service now`,
        );
        for (const { share, requests, callers, peakPerSecond } of slice.whatIf) {
          terminal.print(
            `  at ${formatShare(share).padStart(4)}: ${requests} requests of ${callers} callers, ${peakPerSecond} in the busiest second`,
          );
        }
      }
    });
};
