import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Report } from '@banyan/analysis';
import type { RegisterCommand } from './command.ts';

interface AnalyzeOptions {
  readonly out: string;
  readonly config?: string;
  readonly write?: true;
  readonly reference?: string;
  readonly git: boolean;
  readonly history?: string;
  /** false: --no-cache. */
  readonly cache?: string | false;
  readonly traces?: string;
  readonly deep?: true;
  readonly crossCheck?: true;
  readonly json?: true;
}

export const register: RegisterCommand = (program, terminal) => {
  program
    .command('analyze')
    .description('read a code base and suggest service boundaries with their cost')
    .argument('[root]', 'the folder to read', '.')
    .option('--out <dir>', 'where report.json, report.html and report.md go', 'boundary-report')
    .option(
      '--config <file>',
      'names, pins and rules to respect (default: boundaries.yaml in the root, if there)',
    )
    .option('--write', 'write the suggestion to that file, for people to edit; what it says already stays')
    .option(
      '--reference <file>',
      'a split to compare with: boundaries.yaml, report.json, or JSON of module → service',
    )
    .option('--no-git', 'leave the git history out')
    .option('--history <dir>', 'the git folder, for a tree that has none of its own')
    .option('--cache <dir>', "where to remember what was read (default: the user's cache folder)")
    .option('--no-cache', 'remember nothing')
    .option('--traces <file>', 'OpenTelemetry spans (OTLP JSON), as weights of calls')
    .option('--deep', 'ask a type checker for the calls that syntax leaves open (slower)')
    .option('--cross-check', 'compare the imports with madge, and explain every difference')
    .option('--json', 'print the report as JSON instead of a summary')
    .action(async (root: string, options: AnalyzeOptions) => {
      const {
        analyze,
        defaultCacheFolder,
        renderCrossCheck,
        renderDeepened,
        renderSummary,
        saveBoundaries,
        writeReport,
      } = await import('@banyan/analysis');
      const besideRoot = join(root, 'boundaries.yaml');
      const target = options.config ?? besideRoot;
      // What is to be written need not be there; what is named to be respected must.
      const isNamed = options.config !== undefined && !options.write;
      const boundariesFile = isNamed || existsSync(target) ? target : undefined;
      const { report, boundaries, crossCheck, deepened, timings } = await analyze(root, {
        useGit: options.git,
        ...(boundariesFile !== undefined && { boundariesFile }),
        ...(options.reference !== undefined && { referenceFile: options.reference }),
        ...(options.history !== undefined && { history: options.history }),
        ...(options.cache !== false && { cache: options.cache ?? defaultCacheFolder() }),
        ...(options.traces !== undefined && { traces: options.traces }),
        ...(options.deep && { deep: true }),
        ...(options.crossCheck && { crossCheck: true }),
        onProgress: (text) => terminal.progress(text),
        onNote: (text) => terminal.note(text),
      });
      const files = await writeReport(options.out, report, { timings });
      if (options.write) {
        await saveBoundaries(target, boundaries);
        files.push(target);
      }
      terminal.print(
        options.json
          ? JSON.stringify(report)
          : renderSummary(report, { colour: terminal.colour, width: terminal.width }),
      );
      if (deepened !== undefined) terminal.note(renderDeepened(deepened));
      if (crossCheck !== undefined) terminal.note(renderCrossCheck(crossCheck));
      terminal.note(whatWasWritten(files));
      const stays = options.write ? whatStaysListed(target, report.decisions?.left ?? []) : '';
      if (stays !== '') terminal.note(stays);
    });
};

/** Of a file with `hold: soft`: writing adds lines and moves none. */
function whatStaysListed(file: string, left: NonNullable<Report['decisions']>['left']): string {
  const [first] = left;
  if (first === undefined) return '';
  const example = `${first.path}: ${first.from} → ${first.to ?? 'outside'}`;
  return left.length === 1
    ? `${file} still lists 1 module where the code argues against it (${example}), for --write moves no line. If you agree, take it out of the list and write again.`
    : `${file} still lists ${left.length.toLocaleString('en')} modules where the code argues against them (${example}; all are in report.json), for --write moves no line. If you agree, take them out of the lists and write again.`;
}

/** A folder once, and what to open first. */
function whatWasWritten(files: readonly string[]): string {
  const byFolder = Map.groupBy(files, (file) => dirname(file));
  return [...byFolder]
    .map(([folder, paths]) => `Written to ${folder}: ${paths.map((path) => basename(path)).join(', ')}`)
    .join('\n');
}
