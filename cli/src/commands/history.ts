import { UsageError } from '../describe-error.ts';
import type { RegisterCommand } from './command.ts';

interface HistoryOptions {
  readonly config: string;
  readonly limit: string;
  readonly ambiguous?: true;
  readonly json?: true;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('history')
    .description('what was changed, by whom and why, newest first')
    .argument('[slice]', 'only this slice')
    .option('--config <file>', 'the configuration', 'strangler.yaml')
    .option('--limit <number>', 'how many entries', '50')
    .option('--ambiguous', 'instead: writes of which nobody knows whether they were done')
    .option('--json', 'print the entries as JSON')
    .action(async (slice: string | undefined, { config, limit, ambiguous, json }: HistoryOptions) => {
      const { describeEvent, readAmbiguousWrites, readHistory } = await import('@banyan/strangler-proxy');
      if (!/^[1-9]\d*$/.test(limit))
        throw new UsageError(`--limit ${limit} is no number above 0. Write one such as 50.`);
      const options = { configPath: config, limit: Number(limit), ...(slice !== undefined && { slice }) };
      if (ambiguous) {
        const writes = await readAmbiguousWrites(options);
        if (json) return terminal.print(JSON.stringify(writes));
        if (writes.length === 0) terminal.note('No write is in doubt.');
        for (const write of writes)
          terminal.print(`${write.at} ${write.method} ${write.path} (${write.requestId}): ${write.because}`);
        return;
      }
      const events = await readHistory(options);
      if (json) return terminal.print(JSON.stringify(events));
      if (events.length === 0)
        terminal.note(`Nothing was changed yet${slice === undefined ? '' : ` in a slice "${slice}"`}.`);
      for (const event of events) terminal.print(describeEvent(event));
    });
};
