import { Option } from 'commander';
import type { RegisterCommand } from './command.ts';

interface CheckOptions {
  readonly config?: string;
  readonly baseline?: string;
  readonly writeBaseline?: true;
  /** false: --no-cache. */
  readonly cache?: string | false;
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
    .option('--cache <dir>', "where to remember what was read (default: the user's cache folder)")
    .option('--no-cache', 'remember nothing')
    .addOption(
      new Option('--format <format>', 'how to print').choices(['text', 'github', 'sarif']).default('text'),
    )
    .option('--json', 'print the findings as JSON')
    .action(async (root: string, { config, baseline, writeBaseline, cache, format, json }: CheckOptions) => {
      const { checkBoundaries, defaultCacheFolder, renderFindings, renderGitHub, renderSarif } = await import(
        '@banyan/analysis'
      );
      const { findings, excused, renamed, below } = await checkBoundaries(root, {
        ...(config !== undefined && { configPath: config }),
        ...(baseline !== undefined && { baselinePath: baseline }),
        ...(writeBaseline && { writeBaseline }),
        ...(cache !== false && { cache: cache ?? defaultCacheFolder() }),
        onProgress: (text) => terminal.progress(text),
        onNote: (text) => terminal.note(text),
      });
      if (json) terminal.print(JSON.stringify({ findings, excused: excused.length, renamed }));
      else if (format === 'sarif') terminal.print(renderSarif(findings, below));
      else if (format === 'github') terminal.print(renderGitHub(findings, below));
      else terminal.print(renderFindings(findings, { excused: excused.length, renamed }));
      if (findings.length > 0) terminal.exitWith(1);
    });
};
