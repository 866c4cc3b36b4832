/** One service: what it holds, what it offers and needs, what the cut breaks, and each module with its doubts. */

import { kindInWords } from '../../boundaries/migration-cost.ts';
import { operationsAmong } from '../../boundaries/operations.ts';
import { type App, address, serviceName, type View } from './app.ts';
import type { Index } from './data.ts';
import { type Child, h, longList, pathLabel, percent, plural, replace, short, whole } from './dom.ts';
import type { PairArrow, ServiceFigures } from './figures.ts';
import { moduleTable } from './module-table.ts';
import { draggable, moveButton } from './moving.ts';
import { partsList, standingParts } from './parts-block.ts';
import { serviceLink, swatch } from './service-label.ts';

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
      block('Tables owned', figures.tables.length, () =>
        longList(figures.tables, limit, h('ul', { class: 'rows tables' }), (table) =>
          tableRow(app, table, service),
        ),
      ),
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

function operationsBlock(title: string, arrows: readonly PairArrow[], limit: number): HTMLElement | false {
  const operations = arrows.flatMap(({ seams }) =>
    operationsAmong(seams.flatMap(({ kind, what }) => what.map((symbol) => ({ kind, symbol })))),
  );
  const distinct = [...new Set(operations)].sort();
  return block(title, distinct.length, () => names(distinct, limit));
}

/** `false` where there is nothing to show. */
function block(title: string, count: number, children: () => readonly Child[]): HTMLElement | false {
  if (count === 0) return false;
  return h(
    'section',
    { class: 'block' },
    h('h2', {}, title, h('span', { class: 'count' }, whole(count))),
    ...children(),
  );
}

function routesBlock(app: App, figures: ServiceFigures, limit: number): HTMLElement | false {
  const routes = figures.routes.flatMap((route) => app.data.routes[route] ?? []);
  return block('Routes', routes.length, () =>
    longList(routes, limit, h('ul', { class: 'rows routes' }), (route) =>
      h(
        'li',
        {},
        h('span', { class: 'method' }, route.method),
        h('span', { class: 'route-path' }, route.path),
        h('span', { class: `effect ${route.effect}`, title: route.because }, route.effect),
      ),
    ),
  );
}

function seamsBlock(
  app: App,
  title: string,
  arrows: readonly PairArrow[],
  end: 'from' | 'to',
): HTMLElement | false {
  return block(title, arrows.length, () => seamRows(app, arrows, end));
}

function entriesBlock(app: App, service: Index): HTMLElement | false {
  const { labels } = app.bench.cut();
  const entries = app.data.entries.filter((entry) => labels[entry.module] === service);
  return block('Operations, jobs and other entries', entries.length, () => [
    h(
      'ul',
      { class: 'rows' },
      ...entries.map((entry) =>
        h(
          'li',
          {},
          h('span', { class: 'kind' }, entry.kind),
          h('span', {}, entry.name),
          place(app, entry.module, entry.line),
        ),
      ),
    ),
  ]);
}

function eventsBlock(app: App, service: Index): HTMLElement | false {
  const { labels } = app.bench.cut();
  const isInside = ([module]: readonly [module: Index, line: number]) => labels[module] === service;
  const told = app.data.events.flatMap(({ name, emitters, listeners }) => [
    ...(emitters.some(isInside) ? [{ name, role: 'emits' }] : []),
    ...(listeners.some(isInside) ? [{ name, role: 'listens' }] : []),
  ]);
  return block('Events', told.length, () => [
    h(
      'ul',
      { class: 'rows' },
      ...told.map(({ name, role }) => h('li', {}, h('span', { class: 'kind' }, role), name)),
    ),
  ]);
}

function names(list: readonly string[], limit: number): HTMLElement[] {
  return longList(list, limit, h('ul', { class: 'chips' }), (name) => h('li', {}, name));
}

function tableRow(app: App, table: Index, service: Index): HTMLElement {
  const { name = '', definedAt = null } = app.data.tables[table] ?? {};
  const cut = app.bench.cut();
  const readers = new Set<number>();
  for (const [module, touched] of app.data.access) {
    const other = cut.labels[module] ?? -1;
    if (touched === table && other >= 0 && other !== service) readers.add(other);
  }
  return h(
    'li',
    draggable('table', table),
    h('span', { class: 'table-name', title: definedAt ? `${definedAt[0]}:${definedAt[1]}` : false }, name),
    readers.size > 0 &&
      h(
        'span',
        { class: 'note' },
        'also used by ',
        [...readers].map((other) => serviceName(app, other)).join(', '),
      ),
    moveButton(app, 'table', table, name),
  );
}

function foreignTablesBlock(app: App, service: Index): HTMLElement | false {
  const cut = app.bench.cut();
  const touched = new Map<number, { reads: number; writes: number }>();
  for (const [module, table, write] of app.data.access) {
    const owner = cut.owners[table] ?? -1;
    if (cut.labels[module] !== service || owner < 0 || owner === service) continue;
    const counts = touched.get(table) ?? { reads: 0, writes: 0 };
    if (write) counts.writes += 1;
    else counts.reads += 1;
    touched.set(table, counts);
  }
  return block('Tables of others that it uses', touched.size, () => [
    h(
      'ul',
      { class: 'rows tables' },
      ...[...touched].map(([table, { reads, writes }]) => {
        const name = app.data.tables[table]?.name ?? '';
        const uses = [writes > 0 && plural(writes, 'write'), reads > 0 && plural(reads, 'read')].filter(
          (use) => use !== false,
        );
        return h(
          'li',
          draggable('table', table),
          h('span', { class: 'table-name' }, name),
          h('span', { class: writes > 0 ? 'note bad' : 'note' }, `${uses.join(', ')} of `),
          serviceLink(app, cut.owners[table] ?? -1),
          moveButton(app, 'table', table, name),
        );
      }),
    ),
  ]);
}

export function transactionRow(app: App, index: Index): HTMLElement {
  const transaction = app.data.transactions[index];
  const cut = app.bench.cut();
  if (!transaction) return h('div', {});
  return h(
    'div',
    { class: 'transaction-row' },
    h(
      'p',
      {},
      pathLabel(transaction.path, transaction.line),
      transaction.function && h('span', { class: 'note' }, ` in ${transaction.function}`),
    ),
    h(
      'ol',
      { class: 'steps' },
      ...transaction.steps.map(([table, write]) =>
        h(
          'li',
          {
            title: `${write ? 'writes' : 'reads'} ${app.data.tables[table]?.name ?? ''}, owned by ${serviceName(app, cut.owners[table] ?? -1)}`,
          },
          swatch(app, cut.owners[table] ?? -1),
          h('span', { class: write ? 'write' : 'read' }, app.data.tables[table]?.name),
        ),
      ),
    ),
  );
}

function seamRows(app: App, arrows: readonly PairArrow[], end: 'from' | 'to'): HTMLElement[] {
  return arrows.map((arrow) =>
    h(
      'a',
      { href: address.seam(arrow.from, arrow.to), class: 'seam-row' },
      h('span', { class: 'pair' }, swatch(app, arrow[end]), serviceName(app, arrow[end])),
      h(
        'span',
        { class: 'kinds' },
        ...arrow.seams.map((seam) => h('span', { class: `kind ${seam.kind}` }, kindInWords(seam.kind))),
      ),
      h('span', { class: 'cost' }, short(arrow.cost)),
    ),
  );
}

function place(app: App, module: Index, line: number): HTMLElement {
  return pathLabel(app.data.modules[module]?.path ?? '?', line);
}
