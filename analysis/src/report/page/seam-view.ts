/** Everything that crosses from one service to another: by kind what crosses, where, the cost and the remedy. */
import { kindInWords } from '../../boundaries/migration-cost.ts';
import { type App, address, serviceName, type View } from './app.ts';
import type { Index } from './data.ts';
import { h, longList, pathLabel, replace, short } from './dom.ts';
import { seamsBetween } from './figures.ts';
import { serviceLink } from './service-label.ts';
import { transactionRow } from './transaction-row.ts';

const placesShown = 12;
const namesShown = 24;

export function seamView(app: App, shown: () => { readonly from: Index; readonly to: Index }): View {
  const element = h('section', { class: 'view seam' });
  return {
    element,
    refresh() {
      const { from, to } = shown();
      const names = app.bench.cut().names;
      element.setAttribute('aria-label', `Seam from ${names[from] ?? '?'} to ${names[to] ?? '?'}`);
      const arrow = app.figures().arrows.find((each) => each.from === from && each.to === to);
      const hasBack = app.figures().arrows.some((each) => each.from === to && each.to === from);
      replace(
        element,
        h('p', { class: 'eyebrow' }, 'Seam'),
        h(
          'h1',
          { class: 'seam-title' },
          serviceLink(app, from),
          h('span', { class: 'to', 'aria-label': 'to' }, '→'),
          serviceLink(app, to),
        ),
        arrow
          ? h(
              'p',
              { class: 'lead' },
              `Cutting it costs ${short(arrow.cost)} units. One unit is about one function call turned into a call over the network.`,
            )
          : h(
              'p',
              { class: 'lead' },
              `Nothing of ${serviceName(app, from)} needs ${serviceName(app, to)} in this cut.`,
            ),
        hasBack &&
          h(
            'p',
            {},
            h(
              'a',
              { href: address.seam(to, from) },
              `The other way: ${serviceName(app, to)} → ${serviceName(app, from)}`,
            ),
          ),
        ...seamsBetween(app.data, app.facts, app.bench.cut(), from, to).map((seam) =>
          h(
            'article',
            { class: 'evidence' },
            h(
              'header',
              {},
              h('h2', {}, h('span', { class: `kind ${seam.kind}` }, kindInWords(seam.kind))),
              h('span', { class: 'cost' }, `cost ${short(seam.cost)}`),
            ),
            h('p', { class: 'remedy' }, seam.remedy),
            seam.kind === 'transaction'
              ? h('div', {}, ...transactionsAt(app, seam.evidence))
              : h(
                  'div',
                  {},
                  ...longList(seam.what, namesShown, h('ul', { class: 'chips' }), (name) =>
                    h('li', {}, name),
                  ),
                ),
            seam.kind !== 'transaction' &&
              h(
                'div',
                {},
                ...longList(seam.evidence, placesShown, h('ul', { class: 'places' }), ({ path, line }) =>
                  h('li', {}, pathLabel(path, line)),
                ),
              ),
          ),
        ),
      );
    },
  };
}

function transactionsAt(
  app: App,
  places: readonly { readonly path: string; readonly line: number }[],
): HTMLElement[] {
  return app.data.transactions.flatMap((transaction, index) =>
    places.some(({ path, line }) => transaction.path === path && transaction.line === line)
      ? [transactionRow(app, index)]
      : [],
  );
}
