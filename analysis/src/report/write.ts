import { realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AnalysisError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { renderDot } from './dot.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import { renderMermaid } from './mermaid.ts';
import { type Report, reportSchema } from './schema.ts';
import { serializeReport } from './serialize.ts';

export interface WriteReportOptions {
  /** Milliseconds by stage; they go to `timings.json`, as the report itself must not change from run to run. */
  readonly timings?: Readonly<Record<string, number>>;
}

/**
 * Writes `report.json`, `.html`, `.md`, `.mmd` (Mermaid) and `.dot` (Graphviz), and `timings.json`, into `directory`, each file whole or
 * not at all.
 *
 * @returns the paths written, `report.json` first.
 * @throws AnalysisError INPUT_INVALID when the report breaks its own schema; nothing is written then.
 * @example await writeReport('boundary-report', report);
 */
export async function writeReport(
  directory: string,
  report: Report,
  { timings }: WriteReportOptions = {},
): Promise<string[]> {
  const checked = reportSchema.safeParse(report);
  if (!checked.success) {
    throw new AnalysisError(
      'INPUT_INVALID',
      `the report breaks its schema:\n${z.prettifyError(checked.error)}`,
    );
  }
  const files = new Map([
    ['report.json', serializeReport(checked.data)],
    ['report.html', renderHtml(checked.data)],
    ['report.md', renderMarkdown(checked.data)],
    ['report.mmd', renderMermaid(checked.data)],
    ['report.dot', renderDot(checked.data)],
  ]);
  if (timings) files.set('timings.json', `${JSON.stringify(timings, null, 1)}\n`);

  try {
    makeFolder(directory);
  } catch (cause) {
    throw refusedBy(cause, directory, { ...refusals, ENOENT: 'the folder can not be made' });
  }
  const written: string[] = [];
  for (const [name, text] of files) {
    const path = join(directory, name);
    await writeWhole(path, text);
    written.push(path);
  }
  return written;
}

/**
 * A reader never sees half a file: it is written beside and then renamed over the old one, or over the file that a link leads to.
 *
 * @throws AnalysisError NOT_WRITABLE where the disk or its owner refuses; nothing has changed then.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text, { flag: 'w' });
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {});
    throw refusedBy(cause, path);
  }
}

const refusals: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOENT: 'its folder is not there',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  EEXIST: 'there is a file of that name',
  ENOSPC: 'the disk is full',
};

/** What the operating system refused, in words with a cure; other errors as they are. */
function refusedBy(cause: unknown, path: string, sentences = refusals): unknown {
  const because = sentences[(cause as NodeJS.ErrnoException).code ?? ''];
  if (because === undefined) return cause;
  return new AnalysisError('NOT_WRITABLE', `${path} can't be written: ${because}. Name another place.`, {
    cause,
  });
}
