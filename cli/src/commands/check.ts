import { Option } from 'commander';
import type { RegisterCommand } from './command.ts';

interface CheckOptions {
  readonly config?: string;
  readonly baseline?: string;
  readonly writeBaseline?: true;
  readonly format: 'text' | 'github' | 'sarif';
  readonly json?: true;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('check')
    .description('hold the code to its boundaries.yaml; exit code 1 if it crosses a boundary')
    .argument('[root]', 'the folder to read', '.')
    .option('--config <file>', 'the rules (default: boundaries.yaml in the root)')
    .option('--baseline <file>', 'findings that were there before; the file only shrinks')
    .option('--write-baseline', 'write the baseline if there is none, else take out what is cured')
    .addOption(
      new Option('--format <format>', 'how to print').choices(['text', 'github', 'sarif']).default('text'),
    )
    .option('--json', 'print the findings as JSON')
    .action(async (root: string, { config, baseline, writeBaseline, format, json }: CheckOptions) => {
      const { checkBoundaries, renderFindings, renderGitHub, renderSarif } = await import('@banyan/analysis');
      const { findings, excused } = await checkBoundaries(root, {
        ...(config !== undefined && { configPath: config }),
        ...(baseline !== undefined && { baselinePath: baseline }),
        ...(writeBaseline && { writeBaseline }),
        onProgress: (text) => terminal.progress(text),
      });
      if (json) terminal.print(JSON.stringify({ findings, excused: excused.length }));
      else if (format === 'sarif') terminal.print(renderSarif(findings));
      else if (format === 'github') terminal.print(renderGitHub(findings));
      else terminal.print(renderFindings(findings, excused.length));
      if (findings.length > 0) terminal.exitWith(1);
    });
};
