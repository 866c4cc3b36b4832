/** The figures of the cut on the table, and what the reader's moves changed in them. */
import type { App, View } from './app.ts';
import { boundariesYaml } from './boundaries-yaml.ts';
import { h, plural, replace, short, signed } from './dom.ts';
import type { Figures } from './figures.ts';

interface Gauge {
  readonly label: string;
  readonly meaning: string;
  readonly value: (figures: Figures) => number;
  readonly show: (value: number) => string;
  readonly better: 'less' | 'more';
}

/** Also of metrics that there is nothing to measure for. */
const twoDecimals = (value: number) => (Number.isNaN(value) ? '–' : value.toFixed(2));

const gauges: readonly Gauge[] = [
  {
    label: 'cost',
    meaning: 'What the cut costs, in migration cost units',
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
    meaning: 'Services that depend on each other in a circle',
    value: (figures) => figures.circular,
    show: String,
    better: 'less',
  },
  {
    label: 'SM',
    meaning: 'Structural modularity: cohesion minus coupling, higher is better',
    value: (figures) => figures.metrics.sm,
    show: twoDecimals,
    better: 'more',
  },
  {
    label: 'ICP',
    meaning: 'Share of calls between services, lower is better',
    value: (figures) => figures.metrics.icp,
    show: twoDecimals,
    better: 'less',
  },
  {
    label: 'IFN',
    meaning: 'Interfaces a service offers on average, lower is better',
    value: (figures) => figures.metrics.ifn,
    show: short,
    better: 'less',
  },
  {
    label: 'NED',
    meaning: 'Share of modules in services of less than 5 or more than 20, lower is better',
    value: (figures) => figures.metrics.ned,
    show: twoDecimals,
    better: 'less',
  },
  {
    label: 'BCP',
    meaning: 'Use cases (routes) that a service takes part in, mean of their logarithm, lower is better',
    value: (figures) => figures.metrics.bcp ?? Number.NaN,
    show: twoDecimals,
    better: 'less',
  },
];

export function whatIfBar(app: App): View {
  const row = h('div', { class: 'what-if-row' });
  const element = h('div', { class: 'what-if', role: 'region', 'aria-label': 'What if' }, row);
  return {
    element,
    refresh() {
      const { moves } = app.bench.cut();
      const now = app.figures();
      const before = app.figuresUntouched();
      element.classList.toggle('changed', moves.length > 0);
      replace(
        row,
        h(
          'dl',
          { class: 'gauges' },
          ...gauges.map((gauge) => gaugeCell(gauge, before, now, moves.length > 0)),
        ),
        h(
          'div',
          { class: 'actions' },
          h('span', { class: 'moves' }, moves.length === 0 ? 'As suggested' : plural(moves.length, 'move')),
          button('Undo', moves.length > 0, app.bench.undo),
          button('Redo', app.bench.canRedo(), app.bench.redo),
          button('Discard', moves.length > 0, app.bench.discard),
          h(
            'button',
            {
              type: 'button',
              class: 'primary',
              onclick: () => download('boundaries.yaml', boundariesYaml(app.data, app.bench.cut())),
            },
            'Export boundaries.yaml',
          ),
        ),
      );
    },
  };
}

function gaugeCell(gauge: Gauge, before: Figures, now: Figures, hasMoves: boolean): HTMLElement {
  // From the rounded figures, so that the change is what the eye subtracts.
  const scale = gauge.show === twoDecimals ? 100 : 10;
  const rounded = (figures: Figures) => Math.round(gauge.value(figures) * scale) / scale;
  const difference = Math.round((rounded(now) - rounded(before)) * scale) / scale;
  const isBetter = gauge.better === 'less' ? difference < 0 : difference > 0;
  const change =
    gauge.show === twoDecimals
      ? `${difference < 0 ? '−' : '+'}${twoDecimals(Math.abs(difference))}`
      : signed(difference);
  return h(
    'div',
    { title: gauge.meaning },
    h('dt', {}, gauge.label),
    h(
      'dd',
      {},
      gauge.show(gauge.value(now)),
      hasMoves &&
        Math.abs(difference) > 0 &&
        h('span', { class: isBetter ? 'change good' : 'change bad' }, change),
    ),
  );
}

function button(text: string, enabled: boolean, onclick: () => void): HTMLElement {
  return h('button', { type: 'button', disabled: !enabled, onclick }, text);
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/yaml' }));
  const link = h('a', { href: url, download: name });
  link.click();
  // The browser has taken its own reference by the next task.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
