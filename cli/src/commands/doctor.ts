import { existsSync } from 'node:fs';
import type { RegisterCommand } from './command.ts';

interface DoctorOptions {
  readonly config: string;
  readonly json?: true;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('doctor')
    .description('what is missing or odd on this machine and in this configuration')
    .option('--config <file>', 'the configuration', 'strangler.yaml')
    .option('--json', 'print the findings as JSON')
    .action(async ({ config, json }: DoctorOptions) => {
      const { examineProxy } = await import('@banyan/strangler-proxy');
      const node = { what: 'node', isGood: true, message: `${process.version} runs` };
      const noConfig = {
        what: 'configuration',
        isGood: true,
        message: `no ${config} here yet; banyan init writes one from a report`,
      };
      const findings = [
        node,
        ...(existsSync(config) ? await examineProxy({ configPath: config }) : [noConfig]),
      ];
      if (findings.some(({ isGood }) => !isGood)) terminal.exitWith(1);
      if (json) return terminal.print(JSON.stringify(findings));
      for (const { what, isGood, message } of findings)
        terminal.print(`${isGood ? 'ok  ' : 'BAD '} ${what}: ${message}`);
    });
};
