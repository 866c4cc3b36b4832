import { InvalidArgumentError } from 'commander';
import type { RegisterCommand } from './command.ts';

interface ClusterOptions {
  readonly out?: string;
  readonly granularity?: number;
  readonly count?: number;
  readonly reference?: string;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('cluster')
    .description('cluster anybody’s dependency graph, or a report.json, and print the clusters as JSON')
    .argument('<graph>', 'GRAPH.json or report.json')
    .option('--out <file>', 'write the result there instead')
    .option('--granularity <number>', 'more gives more clusters (default 0.75 to 2.4, by size)', positive)
    .option('--count <number>', 'exactly that many clusters', wholePositive)
    .option(
      '--reference <file>',
      'a split to compare with: boundaries.yaml, report.json, or JSON of node → cluster',
    )
    .action(async (graph: string, { out, granularity, count, reference }: ClusterOptions) => {
      const { clusterFile, whatIsUnlinked, writeWhole } = await import('@banyan/analysis');
      const result = await clusterFile(graph, {
        ...(granularity !== undefined && { granularity }),
        ...(count !== undefined && { count }),
        ...(reference !== undefined && { reference }),
      });
      const unlinked = whatIsUnlinked(result);
      if (unlinked !== '') terminal.note(unlinked);
      const text = JSON.stringify(result, null, 2);
      if (out === undefined) return terminal.print(text);
      await writeWhole(out, `${text}\n`);
      terminal.note(`Written: ${out}`);
    });
};

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 100)) throw new InvalidArgumentError('give a number above 0, at most 100');
  return value;
}

function wholePositive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('give a whole number, at least 1');
  return value;
}
