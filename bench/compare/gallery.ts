import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { FAULTS } from '../../strangler-proxy/test/compare/gallery/faults.ts';
import { drawNoises } from '../../strangler-proxy/test/compare/gallery/noises.ts';
import { type Row, type Summary, summarise } from '../../strangler-proxy/test/compare/gallery/run.ts';
import type { GalleryRow, GalleryWork } from './gallery-worker.ts';

/**
 * The gallery of faults under noise, our comparison beside Diffy's published rule. Prints the table; `--write` puts it into
 * bench/README.md. Exits 1 when recall or precision falls below the bar.
 *
 *     node bench/compare/gallery.ts [--seed 20261] [--requests 2000] [--threads CORES] [--write]
 */
const BAR = { recall: 0.99, precision: 0.98 };
const README = new URL('../README.md', import.meta.url);
const MARKS = ['<!-- compare:begin -->', '<!-- compare:end -->'] as const;

const seed = numberOption('--seed', 20_261);
const requests = numberOption('--requests', 2_000);
const threads = numberOption('--threads', availableParallelism());

const rows = await runAll();
process.stderr.write('\n');

const ours = summarise(rows, 'ours');
const text = describe();
process.stdout.write(text);
if (process.argv.includes('--write')) await writeSection(text);
process.exitCode = ours.recall >= BAR.recall && ours.precision >= BAR.precision ? 0 : 1;

/** Every fault, and the service without one first, on as many threads as there are cores. Each has its own seed, so order is nothing. */
async function runAll(): Promise<Row[]> {
  const rows = new Map<number, Row>();
  let next = -1;
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const workerData: GalleryWork = { seed, requests };
      const worker = new Worker(new URL('gallery-worker.ts', import.meta.url), { workerData });
      while (next < FAULTS.length) {
        worker.postMessage(next++);
        const [{ index, row }] = (await once(worker, 'message')) as [GalleryRow];
        rows.set(index, row);
        process.stderr.write(`\r${rows.size} of ${FAULTS.length + 1}`);
        if (!row.ours.found || row.ours.falseAlarms.length > 0)
          process.stderr.write(` ${row.ours.found ? 'false alarm beside' : 'missed'}: ${row.fault}\n`);
      }
      await worker.terminate();
    }),
  );
  return [...rows].sort(([a], [b]) => a - b).map(([, row]) => row);
}

function describe(): string {
  const diffy = summarise(rows, 'diffy');
  const missed = rows
    .filter(({ fault, ours: score }) => fault !== 'none' && !score.found)
    .map(({ fault }) => fault);
  const unseen = rows
    .filter(({ fault, diffy: score }) => fault !== 'none' && !score.found)
    .map(({ fault }) => fault);
  const alarms = rows.flatMap(({ fault, ours: score }) =>
    score.falseAlarms.map((alarm) => `${alarm} (beside ${fault})`),
  );
  const asks = rows.reduce((sum, { extraAsks }) => sum + extraAsks, 0) / rows.length;
  return [
    `${FAULTS.length} faults one by one under all ${drawNoises(seed).length} noises, ${requests} requests over 11 endpoints each, seed ${seed}`,
    '(formats of ids and times are drawn from it). Recall: faults whose field was named; precision: named fields that a fault touched.',
    '',
    '| | recall | precision | false alarms | monolith asked beyond once a request |',
    '|---|---|---|---|---|',
    line('Banyan', ours, countAlarms('ours'), asks),
    line(
      "Diffy's rule, given endpoint templates and lifted HTML, text and cookies",
      diffy,
      countAlarms('diffy'),
      1,
    ),
    '',
    `Missed by Banyan: ${missed.join('; ') || 'none'}. False alarms: ${alarms.join('; ') || 'none'}.`,
    `Missed by Diffy's rule: ${unseen.join('; ') || 'none'}.`,
    '',
  ].join('\n');
}

function line(name: string, { recall, precision }: Summary, alarms: number, asks: number): string {
  return `| ${name} | ${perCent(recall)} | ${perCent(precision)} | ${alarms} | ${asks.toFixed(2)} |`;
}

function countAlarms(of: 'ours' | 'diffy'): number {
  return rows.reduce((sum, row) => sum + row[of].falseAlarms.length, 0);
}

function perCent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function numberOption(name: string, otherwise: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

/** Replaces the section between the marks; appends it where there is none yet. */
async function writeSection(section: string): Promise<void> {
  const before = await readFile(README, 'utf8').catch(() => '# Benches\n');
  const block = `${MARKS[0]}\n${section}${MARKS[1]}`;
  const from = before.indexOf(MARKS[0]);
  const to = before.indexOf(MARKS[1]);
  const after =
    from < 0 || to < 0
      ? `${before.trimEnd()}\n\n## Compare\n\n\`node bench/compare/gallery.ts --write\` (about ten minutes) makes this table.\n\n${block}\n`
      : `${before.slice(0, from)}${block}${before.slice(to + MARKS[1].length)}`;
  await writeFile(README, after);
}
