import { UsageError } from '../describe-error.ts';
import type { Terminal } from '../terminal.ts';
import type { RegisterCommand } from './command.ts';

interface RecordOptions {
  readonly out: string;
  readonly target?: string;
  readonly proxy?: true;
  readonly config: string;
  readonly listen: string;
  readonly keepSecrets?: true;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('record')
    .description(
      'write down requests and answers, to replay them against another system: standing before one (--target), or from the running proxy (--proxy)',
    )
    .requiredOption('--out <file>', 'lines are added to it; only its owner can read it')
    .option('--target <url>', 'the system that answers')
    .option('--proxy', 'what callers of the running proxy ask and get')
    .option('--config <file>', 'with --proxy: the configuration of the proxy', 'strangler.yaml')
    .option(
      '--listen <host:port>',
      'with --target: where callers come in; port 0 takes a free one',
      '127.0.0.1:0',
    )
    .option(
      '--keep-secrets',
      'keep cookies, tokens and passwords as they are; needed to replay logins, and makes the file a secret',
    )
    .action(async (options: RecordOptions) => {
      if ((options.target === undefined) === (options.proxy === undefined))
        throw new UsageError('record needs either --target URL or --proxy.');
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      process.once('SIGTERM', () => stop.abort());
      const count =
        options.target === undefined
          ? await recordProxy(options, terminal, stop.signal)
          : await recordTarget(options, options.target, terminal, stop.signal);
      terminal.print(`${count} requests in ${options.out}`);
    });
};

async function recordTarget(
  { out, listen, keepSecrets }: RecordOptions,
  target: string,
  terminal: Terminal,
  stopped: AbortSignal,
): Promise<number> {
  const { startRecorder } = await import('@banyan/strangler-proxy/compare');
  const recorder = await startRecorder({ out, target, listen, secrets: keepSecrets ? 'keep' : 'pseudonyms' });
  terminal.print(`banyan record listens on ${recorder.url}, answers come from ${target}`);
  await new Promise((resolve) => stopped.addEventListener('abort', resolve));
  await recorder.close();
  return recorder.recorded();
}

async function recordProxy(
  { out, config, keepSecrets }: RecordOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { recordFromProxy } = await import('@banyan/strangler-proxy');
  let count = 0;
  const recording = recordFromProxy({
    configPath: config,
    out,
    secrets: keepSecrets ? 'keep' : 'pseudonyms',
    signal,
    onRecorded: () => {
      count += 1;
      terminal.progress(`${count} requests`);
    },
  });
  terminal.note('banyan record writes down what the proxy’s callers ask; Ctrl-C ends it');
  await recording;
  return count;
}
