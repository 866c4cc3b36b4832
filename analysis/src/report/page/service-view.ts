/** One service: what it holds, what it offers and needs, what the cut breaks, and each module with its doubts. */
import type { App, View } from './app.ts';
import { block } from './block.ts';
import type { Index } from './data.ts';
import { h, percent, replace, short, whole } from './dom.ts';
import type { ServiceFigures } from './figures.ts';
import { moduleTable } from './module-table.ts';
import { partsList, standingParts } from './parts-block.ts';
import { entriesBlock, eventsBlock, routesBlock } from './service-entries.ts';
import { swatch } from './service-label.ts';
import { operationsBlock, seamsBlock } from './service-seams.ts';
import { foreignTablesBlock, ownTablesBlock } from './service-tables.ts';
import { transactionRow } from './transaction-row.ts';

const rowsShown = 60;

export function serviceView(app: App, shown: () => Index): View {
  const element = h('section', { class: 'view service' });
  return {
    element,
    refresh() {
      const service = shown();
      const figures = app.figures().services[service];
      const name = app.bench.cut().names[service];
      element.setAttribute('aria-label', name ?? 'Service');
      if (!figures || name === undefined) {
        replace(
          element,
          h('h1', {}, 'No such service'),
          h('p', {}, 'It is not part of this cut; move the slider or pick one on the left.'),
        );
        return;
      }
      replace(
        element,
        heading(app, service, name),
        keyFigures(app, service, figures),
        serviceSections(app, service, figures, rowsShown),
      );
    },
  };
}

function heading(app: App, service: Index, name: string): HTMLElement {
  const { services } = app.figures();
  return h(
    'header',
    { class: 'service-head' },
    h('p', { class: 'eyebrow' }, `Extraction order ${services[service]?.rank ?? '–'} of ${services.length}`),
    h('h1', {}, swatch(app, service), name),
    h('p', { class: 'lead' }, services[service]?.why),
  );
}

function keyFigures(app: App, service: Index, figures: ServiceFigures): HTMLElement {
  const known = app.data.services.find((each) => each.name === app.bench.cut().names[service]);
  const cell = (label: string, value: string, tone = '') =>
    h('div', {}, h('dt', {}, label), h('dd', { class: tone || false }, value));
  return h(
    'dl',
    { class: 'figures' },
    cell('modules', whole(figures.files)),
    cell('lines', whole(figures.lines)),
    cell('tables owned', whole(figures.tables.length)),
    cell('cohesion', percent(figures.cohesion)),
    cell('cost of seams in', short(figures.costIn)),
    cell('cost of seams out', short(figures.costOut)),
    cell('broken transactions', whole(figures.broken.length), figures.broken.length > 0 ? 'bad' : ''),
    cell('effort', short(figures.effort)),
    known && cell('sure', percent(known.confidence)),
  );
}

/** Everything below the key figures; also what print shows of a service. */
export function serviceSections(
  app: App,
  service: Index,
  figures: ServiceFigures,
  limit: number,
): HTMLElement {
  const parts = standingParts(app, service);
  const { arrows } = app.figures();
  return h(
    'div',
    {},
    h(
      'div',
      { class: 'sections' },
      routesBlock(app, figures, limit),
      ownTablesBlock(app, service, figures, limit),
      foreignTablesBlock(app, service),
      block('Broken transactions', figures.broken.length, () =>
        figures.broken.map((index) => transactionRow(app, index)),
      ),
      seamsBlock(
        app,
        'Seams out: it needs',
        arrows.filter((arrow) => arrow.from === service),
        'to',
      ),
      seamsBlock(
        app,
        'Seams in: others need it',
        arrows.filter((arrow) => arrow.to === service),
        'from',
      ),
      operationsBlock(
        'Operations to offer',
        arrows.filter((arrow) => arrow.to === service),
        limit,
      ),
      operationsBlock(
        'Operations it needs',
        arrows.filter((arrow) => arrow.from === service),
        limit,
      ),
      entriesBlock(app, service),
      eventsBlock(app, service),
    ),
    block('Functions of files that stay elsewhere', parts.length, () => partsList(app, parts, limit)),
    block('Modules', figures.files, () => [moduleTable(app, figures.modules, limit)]),
  );
}
