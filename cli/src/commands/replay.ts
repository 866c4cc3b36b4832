import { printComparison } from '../print-comparison.ts';
import { readInput } from '../read-input.ts';
import type { RegisterCommand } from './command.ts';

interface ReplayOptions {
  readonly against: string;
  readonly pace?: string;
  readonly report?: string;
  readonly rules?: string;
  readonly out?: string;
  readonly json?: true;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('replay')
    .description(
      'put a recording to a system and compare its answers with the recorded ones; cookies, tokens and ids are mapped',
    )
    .argument('<file>', 'a recording made by "banyan record"')
    .requiredOption(
      '--against <url>',
      'the system that is asked; it is written to as recorded, so use a fresh one',
    )
    .option(
      '--pace <times>',
      '1 keeps the recorded pace, 2 is twice as fast; as fast as answers come when left out',
    )
    .option('--report <file>', 'a boundary report: its routes name the endpoints')
    .option('--rules <file>', 'terms as under compare: of a slice: ignore, same, redact')
    .option('--out <folder>', 'write the report as HTML, Markdown, JUnit and JSON')
    .option('--json', 'print the comparison as JSON')
    .action(async (file: string, options: ReplayOptions) => {
      const compare = await import('@banyan/strangler-proxy/compare');
      const { against, pace, report: boundaryReport, rules } = options;
      const report = await compare.replay({
        recording: compare.readRecording(await readInput('replay', file), { fileName: file }),
        against,
        ...(pace !== undefined && { pace: compare.readPace(pace) }),
        ...(boundaryReport !== undefined && {
          templates: compare.readTemplates(await readInput('--report', boundaryReport), {
            fileName: boundaryReport,
          }),
        }),
        ...(rules !== undefined && compare.readTerms(await readInput('--rules', rules), { fileName: rules })),
        onProgress: ({ done, total }) => terminal.progress(`replayed ${done} of ${total}`),
      });
      await printComparison(report, options, terminal);
    });
};
