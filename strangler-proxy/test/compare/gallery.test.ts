import { describe, expect, it } from 'vitest';
import { FAULTS } from './gallery/faults.ts';
import { drawNoises } from './gallery/noises.ts';
import { type Row, runFault, summarise } from './gallery/run.ts';

const isFull = process.env['BANYAN_TEST_FULL'] === '1';
/** Never used while the classifiers were written. */
const SEED = 77_013;
const REQUESTS = isFull ? 2_000 : 400;
/** Of the default run: every sixteenth fault, rare ones apart, since they need the whole number of requests. */
const RARE = /1%|4%|5%|half/;
const CHOSEN = isFull
  ? FAULTS
  : FAULTS.filter(({ name }) => !RARE.test(name)).filter((_, index) => index % 16 === 3);

describe('the gallery of faults under noise', () => {
  it('holds at least 80 faults and 40 noises', () => {
    expect(FAULTS.length).toBeGreaterThanOrEqual(80);
    expect(new Set(FAULTS.map(({ name, endpoint }) => name + endpoint)).size).toBe(FAULTS.length);
    expect(drawNoises(SEED).length).toBeGreaterThanOrEqual(40);
  });

  it('finds nothing wrong with a service that has all noises and no fault', async () => {
    expect((await runFault(undefined, SEED, REQUESTS)).ours.falseAlarms).toEqual([]);
  });

  it(
    'finds faults amid all noises with few false alarms, and more of both than Diffy’s rule',
    async () => {
      const rows: Row[] = [];
      for (const fault of CHOSEN) rows.push(await runFault(fault, SEED, REQUESTS));
      const ours = summarise(rows, 'ours');
      const diffy = summarise(rows, 'diffy');
      const missed = rows.filter((row) => !row.ours.found).map(({ fault }) => fault);
      expect(ours.recall, `missed: ${missed.join(', ')}`).toBeGreaterThanOrEqual(0.99);
      expect(ours.precision, rows.flatMap((row) => row.ours.falseAlarms).join(', ')).toBeGreaterThanOrEqual(
        0.98,
      );
      expect(ours.recall).toBeGreaterThanOrEqual(diffy.recall);
      expect(ours.precision).toBeGreaterThan(diffy.precision);
    },
    isFull ? 3_600_000 : 120_000,
  );
});
