import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AnalysisError } from '../errors.ts';
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

  await mkdir(directory, { recursive: true });
  const written: string[] = [];
  for (const [name, text] of files) {
    const path = join(directory, name);
    await writeWhole(path, text);
    written.push(path);
  }
  return written;
}

/** A reader never sees half a file: it is written beside and then renamed over the old one. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text, { flag: 'w' });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}
