import { readFile } from 'node:fs/promises';
import { UsageError } from '../describe-error.ts';
import type { RegisterCommand } from './command.ts';

interface CompareOptions {
  readonly left: string;
  readonly right: string;
  readonly noise?: string;
  readonly requests: string;
  readonly json?: true;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('compare')
    .description(
      'send the same requests to two running systems and compare their answers; exit code 1 if they differ',
    )
    .requiredOption('--left <url>', 'the monolith')
    .requiredOption('--right <url>', 'the service')
    .option('--noise <url>', 'a second monolith (or the same): what it does to itself is noise')
    .requiredOption(
      '--requests <file>',
      'lines "GET /path", JSON lines {method, url, headers, body}, or a HAR',
    )
    .option('--json', 'print the comparison as JSON')
    .action(async ({ left, right, noise, requests: file, json }: CompareOptions) => {
      const text = await readFile(file, 'utf8').catch((cause: Error) => {
        throw new UsageError(`--requests ${file}: ${cause.message}. Name a file of requests.`, { cause });
      });
      const { compareSystems, hasMismatches, readRequests, renderComparison } = await import(
        '@banyan/strangler-proxy/compare'
      );
      const report = await compareSystems({
        left,
        right,
        ...(noise !== undefined && { noise }),
        requests: readRequests(text, { fileName: file }),
        onProgress: ({ done, total }) => terminal.progress(`compared ${done} of ${total}`),
      });
      terminal.print(json ? JSON.stringify(report) : renderComparison(report, { colour: terminal.colour }));
      if (hasMismatches(report)) terminal.exitWith(1);
    });
};
