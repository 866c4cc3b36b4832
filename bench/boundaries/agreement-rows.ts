/** The rows of the agreement table: every dataset with a known split, with the best published or plain result and the bars. */
import { type Agreement, agreement } from '../../analysis/src/boundaries/agreement.ts';
import {
  accessSystem,
  callSystem,
  cargoApplication,
  type System,
  tableSystem,
  typescriptSystem,
} from './systems.ts';

/** What a row has to reach. */
export type Bar = readonly [mojoFm: number, ari: number];

export interface Row {
  readonly system: System;
  readonly evidence: string;
  readonly best: string;
  readonly bar: Bar | null;
  readonly stretch: Bar | null;
}

/** Half of the last digit that a table prints is given. */
export function reaches(scored: Pick<Agreement, 'mojoFm' | 'ari'>, bar: Bar): boolean {
  return scored.mojoFm >= bar[0] - 0.05 && scored.ari >= bar[1] - 0.005;
}

/** `81.9/0.53`. */
export function pair(mojoFm: number, ari: number): string {
  return `${mojoFm.toFixed(1)}/${ari.toFixed(2)}`;
}

/** Best plain run with names and without, at any resolution; the bars with names, then without. */
const TYPESCRIPT = [
  {
    folder: 'ts-medusa-v1',
    on: '88.9/0.71',
    off: '80.6/0.53',
    bars: [
      [90, 0.76],
      [93, 0.82],
      [82, 0.58],
      [86, 0.65],
    ],
  },
  {
    folder: 'ts-unleash-v4',
    on: '91.7/0.84',
    off: '83.3/0.81',
    bars: [
      [92, 0.86],
      [93, 0.9],
      [84, 0.83],
      [88, 0.86],
    ],
  },
  {
    folder: 'ts-hoppscotch-backend',
    on: '78.0/0.80',
    off: '84.3/0.78',
    bars: [
      [85, 0.82],
      [90, 0.86],
      [86, 0.8],
      [90, 0.84],
    ],
  },
] as const;

/** @param datasets folder of the datasets. */
export function agreementRows(datasets: string): Row[] {
  const rows: Row[] = [];
  const row = (
    system: System,
    evidence: string,
    best: string,
    bar: Row['bar'],
    stretch: Row['stretch'],
  ): void => {
    rows.push({ system, evidence, best, bar, stretch });
  };
  row(tableSystem(datasets, 'acmeair', true), 'names', releasedBest(datasets, 'acmeair'), [100, 1], null);
  row(tableSystem(datasets, 'acmeair', false), 'no names', releasedBest(datasets, 'acmeair'), null, [100, 1]);
  row(
    callSystem(datasets, 'acmeair', 'acmeair.json', true),
    'names',
    releasedBest(datasets, 'acmeair'),
    [70, 0.5],
    [80, 0.6],
  );
  row(
    callSystem(datasets, 'acmeair', 'acmeair.json', false),
    'no names',
    releasedBest(datasets, 'acmeair'),
    null,
    null,
  );
  row(
    callSystem(datasets, 'jpetstore', 'jpetstore-classic.json', true),
    'names',
    releasedBest(datasets, 'jpetstore'),
    [80, 0.5],
    [88, 0.65],
  );
  row(
    callSystem(datasets, 'jpetstore', 'jpetstore-classic.json', false),
    'no names',
    releasedBest(datasets, 'jpetstore'),
    null,
    null,
  );
  for (const [names, label] of [
    [true, 'names'],
    [false, 'no names'],
  ] as const) {
    row(
      accessSystem(datasets, 'ldod', 'ldodExpert.json', names),
      label,
      '82.8/–, in hindsight 85.9/0.71',
      names ? [85, 0.7] : null,
      names ? [90, 0.8] : null,
    );
    row(
      accessSystem(datasets, 'bw', 'bwExpert.json', names),
      label,
      '71.1/–, in hindsight 82.2/0.48',
      names ? [80, 0.5] : null,
      names ? [85, 0.6] : null,
    );
  }
  for (const { folder, on, off, bars } of TYPESCRIPT) {
    for (const names of [true, false]) {
      for (const history of [true, false]) {
        const evidence = `${names ? 'names' : 'no names'}, ${history ? 'co-change' : 'no co-change'}`;
        const [bar, stretch] = names ? [bars[0], bars[1]] : [bars[2], bars[3]];
        row(
          typescriptSystem(datasets, folder, { names, history }),
          evidence,
          names ? on : off,
          history ? bar : null,
          history ? stretch : null,
        );
      }
    }
  }
  return rows;
}

/** Best MoJoFM and best ARI over every released partition of every tool. */
function releasedBest(folder: string, name: string): string {
  const truthFile = name === 'acmeair' ? 'acmeair.json' : 'jpetstore-classic.json';
  const app = cargoApplication(folder, name);
  const { truth } = callSystem(folder, name, truthFile, true);
  let mojoFm = 0;
  let ari = -1;
  for (const runs of Object.values(app.partitions)) {
    for (const vector of Object.values(runs)) {
      const labels = new Map(
        app.nodes.flatMap((node, i) => (vector[i] == null ? [] : [[node, String(vector[i])] as const])),
      );
      const scored = agreement(labels, truth);
      mojoFm = Math.max(mojoFm, scored.mojoFm);
      ari = Math.max(ari, scored.ari);
    }
  }
  return pair(mojoFm, ari);
}
