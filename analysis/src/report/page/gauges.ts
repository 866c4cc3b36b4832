/** The figures that a cut is judged by: what each means, how it is written, and what makes it better. */
import { short, signed, tenths } from './dom.ts';
import type { Figures } from './figures.ts';

export interface Gauge {
  readonly label: string;
  readonly meaning: string;
  readonly value: (figures: Figures) => number;
  readonly show: (value: number) => string;
  readonly better: 'less' | 'more';
}

/** Also of metrics that there is nothing to measure for. */
const twoDecimals = (value: number) => (Number.isNaN(value) ? '–' : value.toFixed(2));

export const gauges: readonly Gauge[] = [
  {
    label: 'cost',
    meaning: 'What cutting all seams costs; one unit is about one function call turned into a request',
    value: (figures) => figures.cost,
    show: short,
    better: 'less',
  },
  {
    label: 'broken transactions',
    meaning: 'Transactions that write tables of several services',
    value: (figures) => figures.broken.length,
    show: String,
    better: 'less',
  },
  {
    label: 'services in circles',
    meaning: 'Services that need each other in a circle, so that none can be released alone',
    value: (figures) => figures.circular,
    show: String,
    better: 'less',
  },
  {
    label: 'SM',
    meaning: 'Structural modularity: cohesion inside services minus coupling between them',
    value: (figures) => figures.metrics.sm,
    show: twoDecimals,
    better: 'more',
  },
  {
    label: 'ICP',
    meaning: 'Share of calls that go from one service to another',
    value: (figures) => figures.metrics.icp,
    show: twoDecimals,
    better: 'less',
  },
  {
    label: 'IFN',
    meaning: 'Interfaces that a service offers, on average',
    value: (figures) => figures.metrics.ifn,
    show: short,
    better: 'less',
  },
  {
    label: 'NED',
    meaning: 'Share of modules in services of less than 5 or more than 20',
    value: (figures) => figures.metrics.ned,
    show: twoDecimals,
    better: 'less',
  },
  {
    label: 'BCP',
    meaning: 'Use cases (routes) that a service takes part in: mean of their logarithm',
    value: (figures) => figures.metrics.bcp ?? Number.NaN,
    show: twoDecimals,
    better: 'less',
  },
];

export interface GaugeChange {
  readonly before: string;
  readonly now: string;
  /** `null` where nothing changed that the figures show. */
  readonly change: { readonly text: string; readonly isBetter: boolean } | null;
}

/**
 * @example changeOf(gauges[0], untouched, now).change?.text // '+3'
 */
export function changeOf(gauge: Gauge, before: Figures, now: Figures): GaugeChange {
  // From the rounded figures, so that the change is what the eye subtracts.
  const scale = gauge.show === twoDecimals ? 100 : 10;
  const rounded = (figures: Figures) => Math.round(gauge.value(figures) * scale) / scale;
  const difference = Math.round((rounded(now) - rounded(before)) * scale) / scale;
  const text =
    gauge.show === twoDecimals
      ? `${difference < 0 ? '−' : '+'}${twoDecimals(Math.abs(difference))}`
      : signed(difference);
  const show = difference !== 0 && gauge.show === short ? tenths : gauge.show;
  return {
    before: show(gauge.value(before)),
    now: show(gauge.value(now)),
    change:
      Math.abs(difference) > 0
        ? { text, isBetter: gauge.better === 'less' ? difference < 0 : difference > 0 }
        : null,
  };
}
