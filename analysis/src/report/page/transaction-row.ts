/** A transaction that the cut breaks: where it stands, and its steps by the owners of their tables. */
import { type App, serviceName } from './app.ts';
import type { Index } from './data.ts';
import { h, pathLabel } from './dom.ts';
import { swatch } from './service-label.ts';

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
