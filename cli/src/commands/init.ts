import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { UsageError } from '../describe-error.ts';
import type { RegisterCommand } from './command.ts';

interface InitOptions {
  readonly from: string;
  readonly out: string;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('init')
    .description('write a strangler.yaml to start from: a slice for each suggested service, all of them off')
    .option('--from <report>', 'the report of banyan analyze', 'boundary-report/report.json')
    .option('--out <file>', 'the file to write; an existing one is never replaced', 'strangler.yaml')
    .action(async ({ from, out }: InitOptions) => {
      const { configFromReport } = await import('@banyan/strangler-proxy');
      if (!existsSync(from))
        throw new UsageError(`${from} is missing. Run banyan analyze first, or name a report with --from.`);
      if (existsSync(out))
        throw new UsageError(`${out} exists already and is kept. Name another file with --out.`);
      await writeFile(out, configFromReport(parseJson(await readFile(from, 'utf8'), from)), { flag: 'wx' });
      terminal.print(`Written: ${out}. Put in the real addresses, then banyan proxy.`);
    });
};

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is no JSON (${String(error)}). Run banyan analyze again.`);
  }
}
