import type { RegisterCommand } from './command.ts';

interface ProxyOptions {
  readonly config: string;
}

export const register: RegisterCommand = (program, terminal) => {
  const proxy = program
    .command('proxy')
    .description(
      'route traffic between the monolith and its services; reloads when the file changes or on SIGHUP, restarts without losing a request on SIGUSR2',
    )
    .option('--config <file>', 'the configuration', 'strangler.yaml')
    .action(async ({ config }: ProxyOptions) => {
      const { launchProxy } = await import('@banyan/strangler-proxy');
      const running = await launchProxy({ configPath: config, onNotice: (text) => terminal.note(text) });
      terminal.print(`banyan proxy listens on ${running.url} (admin ${running.adminUrl})`);
      process.on('SIGHUP', () => running.reload());
      process.on('SIGUSR2', () => {
        running.restart().catch((error: unknown) => terminal.note(String(error)));
      });
      const stop = new Promise<void>((resolve) => {
        process.once('SIGINT', () => resolve());
        process.once('SIGTERM', () => resolve());
      });
      await Promise.race([stop, running.ended]);
      await running.close();
    });
  proxy
    .command('restart')
    .description(
      'follow the running proxy with a new one, which takes its sockets over: a new version, and keys that a reload leaves',
    )
    .action(async (_options: unknown, command: { optsWithGlobals(): ProxyOptions }) => {
      const { restartProxy } = await import('@banyan/strangler-proxy');
      const { before, after } = await restartProxy({ configPath: command.optsWithGlobals().config });
      terminal.print(`process ${after} serves; process ${before} finishes what it began`);
    });
};
