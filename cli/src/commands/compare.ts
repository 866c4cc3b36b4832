import { writeFile } from 'node:fs/promises';
import { printComparison } from '../print-comparison.ts';
import { readInput } from '../read-input.ts';
import type { RegisterCommand } from './command.ts';

interface CompareOptions {
  readonly left: string;
  readonly right: string;
  readonly noise?: string;
  readonly requests: string;
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
      'send the same requests to two running systems and compare their answers; exit code 1 if they differ',
    )
    .requiredOption('--left <url>', 'the monolith')
    .requiredOption('--right <url>', 'the service')
    .option('--noise <url>', 'a second monolith (or the same): what it does to itself is noise')
    .requiredOption(
      '--requests <file>',
      'lines "GET /path", JSON lines {method, url, headers, body}, a HAR, an access log, or an OpenAPI document with examples',
    )
    .option('--report <file>', 'a boundary report: its routes name the endpoints')
    .option(
      '--rules <file>',
      'terms as under compare: of a slice: YAML, ignore: [{ path, because, until }], same: { … }, redact: { … }',
    )
    .option('--propose-rules <file>', 'write rules for the noise that was seen, to review and commit')
    .option('--out <folder>', 'write the report as HTML, Markdown, JUnit and JSON')
    .option('--json', 'print the comparison as JSON')
    .action(async (options: CompareOptions) => {
      const compare = await import('@banyan/strangler-proxy/compare');
      const { left, right, noise, requests, report: boundaryReport, rules, proposeRules } = options;
      const report = await compare.compareSystems({
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
      await printComparison(report, options, terminal);
      if (proposeRules !== undefined) {
        const proposed = compare.proposeRules(report, new Date().toISOString().slice(0, 10));
        await writeFile(proposeRules, compare.writeRules(proposed, report));
        terminal.note(`wrote ${proposed.length} proposed rules to ${proposeRules}`);
      }
    });
};
