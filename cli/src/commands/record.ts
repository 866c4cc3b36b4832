import type { RegisterCommand } from './command.ts';

interface RecordOptions {
  readonly out: string;
  readonly target: string;
  readonly listen: string;
  readonly keepSecrets?: true;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('record')
    .description('stand before a system and write down requests and answers, to replay them against another')
    .requiredOption('--out <file>', 'lines are added to it; only its owner can read it')
    .requiredOption('--target <url>', 'the system that answers')
    .option('--listen <host:port>', 'where callers come in; port 0 takes a free one', '127.0.0.1:0')
    .option(
      '--keep-secrets',
      'keep cookies, tokens and passwords as they are; needed to replay logins, and makes the file a secret',
    )
    .action(async ({ out, target, listen, keepSecrets }: RecordOptions) => {
      const { startRecorder } = await import('@banyan/strangler-proxy/compare');
      const recorder = await startRecorder({
        out,
        target,
        listen,
        secrets: keepSecrets ? 'keep' : 'pseudonyms',
      });
      terminal.print(`banyan record listens on ${recorder.url}, answers come from ${target}`);
      await new Promise<void>((resolve) => {
        process.once('SIGINT', resolve);
        process.once('SIGTERM', resolve);
      });
      await recorder.close();
      terminal.print(`${recorder.recorded()} requests in ${out}`);
    });
};
