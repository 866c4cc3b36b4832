import { writeFile } from 'node:fs/promises';
import type { ComparisonReport } from '@banyan/strangler-proxy/compare';
import { UsageError } from '../describe-error.ts';
import { printComparison } from '../print-comparison.ts';
import { readInput } from '../read-input.ts';
import type { Terminal } from '../terminal.ts';
import type { RegisterCommand } from './command.ts';

interface CompareOptions {
  readonly left?: string;
  readonly right?: string;
  readonly noise?: string;
  readonly requests?: string;
  readonly live?: true;
  readonly config: string;
  readonly report?: string;
  readonly rules?: string;
  readonly proposeRules?: string;
  readonly out?: string;
  readonly json?: true;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('compare')
    .description(
      'send the same requests to two running systems and compare their answers (or --live: what the running proxy found); exit code 1 if they differ',
    )
    .option('--left <url>', 'the monolith')
    .option('--right <url>', 'the service')
    .option('--noise <url>', 'a second monolith (or the same): what it does to itself is noise')
    .option(
      '--requests <file>',
      'lines "GET /path", JSON lines {method, url, headers, body}, a HAR, an access log, or an OpenAPI document with examples',
    )
    .option('--live', 'what the running proxy found beside its callers, in place of asking two systems')
    .option('--config <file>', 'with --live: the configuration of the proxy', 'strangler.yaml')
    .option('--report <file>', 'a boundary report: its routes name the endpoints')
    .option(
      '--rules <file>',
      'terms as under compare: of a slice: YAML, ignore: [{ path, because, until }], same: { … }, redact: { … }',
    )
    .option('--propose-rules <file>', 'write rules for the noise that was seen, to review and commit')
    .option('--out <folder>', 'write the report as HTML, Markdown, JUnit and JSON')
    .option('--json', 'print the comparison as JSON')
    .action(async (options: CompareOptions) => {
      const report = options.live ? await readLive(options.config) : await compareTwo(options, terminal);
      await printComparison(report, options, terminal);
      if (options.proposeRules !== undefined) await proposeRules(report, options.proposeRules, terminal);
    });
};

async function readLive(configPath: string): Promise<ComparisonReport> {
  const { readComparison } = await import('@banyan/strangler-proxy');
  const report = await readComparison({ configPath });
  if (report) return report;
  throw new UsageError(
    `--live: no proxy of ${configPath} runs, or it has compared nothing yet. Start it with "banyan proxy", and let a slice shadow.`,
  );
}

async function compareTwo(options: CompareOptions, terminal: Terminal): Promise<ComparisonReport> {
  const compare = await import('@banyan/strangler-proxy/compare');
  const { left, right, noise, requests, report: boundaryReport, rules } = options;
  if (left === undefined || right === undefined || requests === undefined)
    throw new UsageError('compare needs --left, --right and --requests; or --live.');
  return compare.compareSystems({
    left,
    right,
    ...(noise !== undefined && { noise }),
    requests: compare.readRequests(await readInput('--requests', requests), { fileName: requests }),
    ...(boundaryReport !== undefined && {
      templates: compare.readTemplates(await readInput('--report', boundaryReport), {
        fileName: boundaryReport,
      }),
    }),
    ...(rules !== undefined && compare.readTerms(await readInput('--rules', rules), { fileName: rules })),
    onProgress: ({ done, total }) => terminal.progress(`compared ${done} of ${total}`),
  });
}

async function proposeRules(report: ComparisonReport, file: string, terminal: Terminal): Promise<void> {
  const compare = await import('@banyan/strangler-proxy/compare');
  const proposed = compare.proposeRules(report, new Date().toISOString().slice(0, 10));
  await writeFile(file, compare.writeRules(proposed, report));
  terminal.note(`wrote ${proposed.length} proposed rules to ${file}`);
}
