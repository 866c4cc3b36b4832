/** The figures of the cut on the table, and what the reader's moves changed in them. */
import { type App, address, type View } from './app.ts';
import { boundariesYaml } from './boundaries-yaml.ts';
import { movedBetween } from './changes.ts';
import { h, plural, replace } from './dom.ts';
import type { Figures } from './figures.ts';
import { changeOf, type Gauge, gauges } from './gauges.ts';

export function whatIfBar(app: App): View {
  const row = h('div', { class: 'what-if-row' });
  const element = h('div', { class: 'what-if', role: 'region', 'aria-label': 'What if' }, row);
  return {
    element,
    refresh() {
      const { moves } = app.bench.cut();
      const moved = movedBetween(app.bench.untouched(), app.bench.cut()).length;
      const now = app.figures();
      const before = app.figuresUntouched();
      element.classList.toggle('changed', moves.length > 0 || app.bench.canRedo());
      replace(
        row,
        h('dl', { class: 'gauges' }, ...gauges.map((gauge) => gaugeCell(gauge, before, now))),
        h(
          'div',
          { class: 'actions' },
          h('a', { class: 'moves', href: address.whatIf }, moved === 0 ? 'No moves' : plural(moved, 'move')),
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
            'Export',
            h('span', { class: 'wide' }, ' boundaries.yaml'),
          ),
        ),
      );
    },
  };
}

function gaugeCell(gauge: Gauge, before: Figures, now: Figures): HTMLElement {
  const { before: was, now: is, change } = changeOf(gauge, before, now);
  return h(
    'div',
    { title: gauge.meaning },
    h('dt', {}, gauge.label),
    h(
      'dd',
      {},
      change && h('span', { class: 'was' }, `${was} → `),
      is,
      change && h('span', { class: change.isBetter ? 'change good' : 'change bad' }, change.text),
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
