import { UsageError } from '../describe-error.ts';
import type { RegisterCommand } from './command.ts';

interface WhyOptions {
  readonly config: string;
  readonly header: readonly string[];
  readonly from?: string;
  readonly json?: true;
}

const collect = (value: string, before: readonly string[]) => [...before, value];

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('why')
    .description('which side would answer a request, and why')
    .argument('<request>', "a method and a path, such as 'GET /api/reviews/17'")
    .option('-H, --header <field>', "a header field, such as 'Cookie: sid=1'; may be repeated", collect, [])
    .option('--from <address>', 'the address that the request comes from')
    .option('--config <file>', 'the configuration', 'strangler.yaml')
    .option('--json', 'print the explanation as JSON')
    .action(async (request: string, { config, header, from, json }: WhyOptions) => {
      const { why } = await import('@banyan/strangler-proxy');
      const headers = header.flatMap((field) => {
        const colon = field.indexOf(':');
        if (colon < 1)
          throw new UsageError(`--header "${field}" is no header field. Write one such as 'Cookie: sid=1'.`);
        return [field.slice(0, colon), field.slice(colon + 1).trim()];
      });
      const told = await why({ configPath: config, request, headers, ...(from !== undefined && { from }) });
      if (told.refused) terminal.exitWith(1);
      if (json) return terminal.print(JSON.stringify(told));
      if (told.refused) return terminal.print(`Refused with ${told.status}: ${told.reason}.`);
      terminal.print(told.text);
      terminal.print(`Forwarded as ${told.path} to ${told.target}`);
      if (told.headersRemoved.length > 0)
        terminal.print(`Headers removed: ${told.headersRemoved.join(', ')}`);
      if (told.headersAdded.length > 0) terminal.print(`Headers added: ${told.headersAdded.join(', ')}`);
    });
};
