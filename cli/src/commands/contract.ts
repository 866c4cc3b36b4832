import { writeFile } from 'node:fs/promises';
import { UsageError } from '../describe-error.ts';
import { readInput } from '../read-input.ts';
import type { Terminal } from '../terminal.ts';
import type { RegisterCommand } from './command.ts';

interface InferOptions {
  readonly report?: string;
  readonly title: string;
  readonly out?: string;
}

interface CheckOptions {
  readonly against: string;
  readonly report?: string;
  readonly minUse: string;
  readonly out?: string;
  readonly json?: true;
}

export const register: RegisterCommand = (program, terminal) => {
  const contract = program
    .command('contract')
    .description('what a system answers, as an OpenAPI document; and whether another one still answers it');
  contract
    .command('infer')
    .description('infer an OpenAPI 3.1 document from recorded traffic')
    .argument('<recording>', 'made by "banyan record", or a HAR')
    .option('--report <file>', 'a boundary report: its routes name the endpoints')
    .option('--title <text>', 'the title of the document', 'observed')
    .option('--out <file>', 'write it there (YAML, or JSON for *.json) instead of printing it')
    .action((recording: string, options: InferOptions) => infer(recording, options, terminal));
  contract
    .command('check')
    .description(
      'check a service against what clients of the monolith use: exit code 1 if something breaks that they rely on',
    )
    .argument('<recording>', 'traffic of the monolith, made by "banyan record", or a HAR')
    .requiredOption(
      '--against <document>',
      "the service's OpenAPI 3 document (a file or an http URL), or a recording of the service",
    )
    .option('--report <file>', 'a boundary report: its routes name the endpoints')
    .option('--min-use <percent>', 'what fewer of the requests of an endpoint rely on does not break', '0%')
    .option('--out <file>', 'write the findings there, as Markdown')
    .option('--json', 'print the findings as JSON')
    .action((recording: string, options: CheckOptions) => check(recording, options, terminal));
};

async function infer(file: string, { report, title, out }: InferOptions, terminal: Terminal): Promise<void> {
  const compare = await import('@banyan/strangler-proxy/compare');
  const observed = compare.observeRecording(
    compare.readRecording(await readInput('infer', file), { fileName: file }),
    {
      templates: await readTemplates(report),
    },
  );
  const text = compare.formatOpenApi(
    compare.writeOpenApi(observed, title),
    out?.endsWith('.json') ? 'json' : 'yaml',
  );
  if (out === undefined) terminal.print(text.trimEnd());
  else {
    await writeFile(out, text);
    terminal.note(`wrote ${observed.endpoints.size} endpoints to ${out}`);
  }
}

async function check(file: string, options: CheckOptions, terminal: Terminal): Promise<void> {
  const compare = await import('@banyan/strangler-proxy/compare');
  const { parseShare } = await import('@banyan/strangler-proxy');
  const minUse = parseShare(options.minUse);
  if (minUse === undefined)
    throw new UsageError(`--min-use ${options.minUse}: not a share. Write a per cent such as 1%.`);
  const recording = compare.readRecording(await readInput('check', file), { fileName: file });
  const report = compare.checkRecording(recording, {
    against: await readAgainst(options.against),
    fileName: options.against,
    templates: await readTemplates(options.report),
    minUse: minUse / 10_000,
  });
  terminal.print(
    options.json
      ? JSON.stringify(report)
      : compare.renderContract(report, { colour: terminal.colour }).trimEnd(),
  );
  if (options.out !== undefined) {
    await writeFile(options.out, compare.renderContractMarkdown(report));
    terminal.note(`wrote ${options.out}`);
  }
  if (report.breaking > 0) terminal.exitWith(1);
}

async function readAgainst(place: string): Promise<string> {
  if (!/^https?:\/\//.test(place)) return readInput('--against', place);
  const { fetchDocument } = await import('@banyan/strangler-proxy/compare');
  return fetchDocument(place);
}

async function readTemplates(report: string | undefined): Promise<string[]> {
  if (report === undefined) return [];
  const { readTemplates } = await import('@banyan/strangler-proxy/compare');
  return readTemplates(await readInput('--report', report), { fileName: report });
}
