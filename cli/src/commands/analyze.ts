import type { RegisterCommand } from './command.ts';

interface AnalyzeOptions {
  readonly out: string;
  readonly json?: true;
  readonly git: boolean;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('analyze')
    .description('read a code base and suggest service boundaries with their cost')
    .argument('[root]', 'the folder to read', '.')
    .option('--out <dir>', 'where report.json, report.html and report.md go', 'boundary-report')
    .option('--no-git', 'leave the git history out')
    .option('--json', 'print the report as JSON instead of a summary')
    .action(async (root: string, options: AnalyzeOptions) => {
      const { analyze, renderSummary, writeReport } = await import('@banyan/analysis');
      const { report, timings } = await analyze(root, {
        useGit: options.git,
        onProgress: (text) => terminal.progress(text),
      });
      const files = await writeReport(options.out, report, { timings });
      if (options.json) return terminal.print(JSON.stringify(report));
      terminal.print(renderSummary(report, { colour: terminal.colour, width: terminal.width }));
      terminal.note(`Written: ${files.join(', ')}`);
    });
};
