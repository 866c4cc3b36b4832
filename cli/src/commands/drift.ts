import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '@banyan/analysis';
import type { RegisterCommand } from './command.ts';

interface DriftOptions {
  readonly root: string;
  readonly json?: true;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('drift')
    .description('tell what moved between two reports or commits; exit code 1 if anything did')
    .argument('<before>', 'a report.json, a folder with one, or a commit')
    .argument('<after>', 'the same')
    .option('--root <dir>', 'the repository of the commits, and the folder in it to analyse', '.')
    .option('--json', 'print the drift as JSON')
    .action(async (before: string, after: string, { root, json }: DriftOptions) => {
      const { analyze, compareReports, hasDrifted, loadReport, renderDrift } = await import(
        '@banyan/analysis'
      );
      const analyzeTree = async (tree: string, earlier?: Report) => {
        const boundariesFile = join(tree, 'boundaries.yaml');
        const { report } = await analyze(tree, {
          onProgress: (text) => terminal.progress(text),
          // A commit is checked out into a worktree, which has no history of its own.
          useGit: false,
          ...(existsSync(boundariesFile) && { boundariesFile }),
          ...(earlier && { earlier }),
        });
        return report;
      };
      const first = await loadReport(before, { root, analyzeTree: (tree) => analyzeTree(tree) });
      // Two suggestions of their own differ by more than the commits do: the later one starts from the earlier.
      const second = await loadReport(after, { root, analyzeTree: (tree) => analyzeTree(tree, first) });
      const drift = compareReports(first, second);
      terminal.print(json ? JSON.stringify(drift) : renderDrift(drift));
      if (hasDrifted(drift)) terminal.exitWith(1);
    });
};
