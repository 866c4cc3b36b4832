import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ComparisonReport } from '../evidence/verdict.ts';
import { renderComparisonHtml } from './html.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';

/** The files that were written, by what they are for. */
export type WrittenReports = Readonly<Record<'json' | 'html' | 'markdown' | 'junit', string>>;

/** Writes the report in every form into a folder, which is made if need be. Only the owner reads the files. */
export async function writeComparison(folder: string, report: ComparisonReport): Promise<WrittenReports> {
  const files: WrittenReports = {
    json: join(folder, 'comparison.json'),
    html: join(folder, 'comparison.html'),
    markdown: join(folder, 'comparison.md'),
    junit: join(folder, 'comparison.junit.xml'),
  };
  await mkdir(folder, { recursive: true });
  const options = { mode: 0o600 } as const;
  await writeFile(files.json, `${JSON.stringify(report, null, 2)}\n`, options);
  await writeFile(files.html, renderComparisonHtml(report), options);
  await writeFile(files.markdown, renderMarkdown(report), options);
  await writeFile(files.junit, renderJunit(report), options);
  return files;
}
