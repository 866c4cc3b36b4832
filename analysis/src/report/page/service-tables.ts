/** Tables of a service: those that it owns, and those of others that it uses. */
import { type App, serviceName } from './app.ts';
import { block } from './block.ts';
import type { Index } from './data.ts';
import { h, longList, plural } from './dom.ts';
import type { ServiceFigures } from './figures.ts';
import { draggable, moveButton } from './moving.ts';
import { serviceLink } from './service-label.ts';

export function ownTablesBlock(
  app: App,
  service: Index,
  { tables }: ServiceFigures,
  limit: number,
): HTMLElement | false {
  return block('Tables owned', tables.length, () =>
    longList(tables, limit, h('ul', { class: 'rows tables' }), (table) => tableRow(app, table, service)),
  );
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

export function foreignTablesBlock(app: App, service: Index): HTMLElement | false {
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
