import type { ComparisonReport } from '@banyan/strangler-proxy/compare';
import type { Terminal } from './terminal.ts';

export interface ComparisonOutput {
  readonly json?: true;
  /** A folder for the HTML, Markdown, JUnit and JSON report. */
  readonly out?: string;
}

/** Prints a comparison, writes its reports where asked, and ends with 1 if anything differs. */
export async function printComparison(
  report: ComparisonReport,
  { json, out }: ComparisonOutput,
  terminal: Terminal,
): Promise<void> {
  const { comparedNothing, hasMismatches, renderComparison, writeComparison } = await import(
    '@banyan/strangler-proxy/compare'
  );
  terminal.progress('');
  terminal.print(json ? JSON.stringify(report) : renderComparison(report, { colour: terminal.colour }));
  if (out !== undefined) {
    for (const file of Object.values(await writeComparison(out, report))) terminal.note(`wrote ${file}`);
  }
  if (hasMismatches(report) || comparedNothing(report)) terminal.exitWith(1);
}
