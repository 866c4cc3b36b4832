import type { RegisterCommand } from './command.ts';

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('proxy')
    .description('route traffic between the monolith and its services; reloads when the file changes')
    .option('--config <file>', 'the configuration', 'strangler.yaml')
    .action(async ({ config }: { config: string }) => {
      const { startProxy } = await import('@banyan/strangler-proxy');
      const proxy = await startProxy({ configPath: config, onNotice: (text) => terminal.note(text) });
      terminal.print(`banyan proxy listens on ${proxy.url} (admin ${proxy.adminUrl})`);
      await new Promise<void>((resolve) => {
        process.once('SIGINT', resolve);
        process.once('SIGTERM', resolve);
      });
      await proxy.close();
    });
};
