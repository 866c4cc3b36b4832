/** What the reader's moves come to: every figure before and after, seams and transactions that changed, and the cure of each. */
import { kindInWords } from '../../boundaries/migration-cost.ts';
import { type App, address, serviceName, type View } from './app.ts';
import { type Changes, changesBetween, type Moved, type SeamChange } from './changes.ts';
import { likeliestPrices, priceText } from './choose-service.ts';
import { type Child, h, longList, pathLabel, plural, replace, signed, tenths } from './dom.ts';
import { changeOf, gauges } from './gauges.ts';
import { serviceLink, swatch } from './service-label.ts';
import { transactionRow } from './transaction-row.ts';

const rowsShown = 30;

export function whatIfView(app: App): View {
  const element = h('section', { class: 'view what-ifs', 'aria-label': 'What if' });
  return {
    element,
    refresh() {
      const now = app.figures();
      const before = app.figuresUntouched();
      const changes = changesBetween(app.bench.untouched(), app.bench.cut(), before, now);
      replace(
        element,
        h('h1', {}, 'What if'),
        h(
          'p',
          { class: 'lead' },
          changes.moved.length === 0
            ? 'Nothing is moved. Drag a dot on the map or a row onto a service, or press “Move…”: this page then tells what it changes. Your code stays as it is; export boundaries.yaml to keep the cut.'
            : `${plural(changes.moved.length, 'move')}. Your code stays as it is; export boundaries.yaml and run banyan analyze to keep the cut.`,
        ),
        ...movesBlock(app, changes),
        h('h2', {}, 'Figures'),
        figuresTable(app),
        ...transactionsBlock(
          app,
          'Newly broken transactions',
          changes.newlyBroken,
          'Split each: a saga with a compensating step, or move its tables to one owner.',
        ),
        ...transactionsBlock(app, 'Transactions that hold again', changes.healed, ''),
        ...seamsBlock(app, changes.seams),
      );
    },
  };
}

function movesBlock(app: App, { moved }: Changes): Child[] {
  if (moved.length === 0) return [];
  return [
    h('h2', {}, 'Moves', h('span', { class: 'count' }, moved.length)),
    ...longList(moved, rowsShown, h('ul', { class: 'rows moved' }), (move) => moveRow(app, move)),
  ];
}

function moveRow(app: App, { what, index, from, to }: Moved): HTMLElement {
  const name = (what === 'module' ? app.data.modules[index]?.path : app.data.tables[index]?.name) ?? '';
  return h(
    'li',
    {},
    h('a', { href: address.seed(what, index) }, what === 'table' ? `table ${name}` : pathLabel(name)),
    h(
      'span',
      { class: 'pair' },
      side(app, from),
      h('span', { class: 'to', 'aria-label': 'to' }, '→'),
      side(app, to),
    ),
    cheaperPlace(app, what, index),
    h(
      'button',
      {
        type: 'button',
        class: 'move',
        'aria-label': `Put ${name} back`,
        onclick: () => app.bench.putBack({ what, index }),
      },
      'Put back',
    ),
  );
}

/** The cure of a dear move: where it would cost less than here. */
function cheaperPlace(app: App, what: 'module' | 'table', index: number): Child {
  const [best] = likeliestPrices(app, what, index);
  if (!best || best.price.cost >= 0) return null;
  return h(
    'span',
    { class: 'note' },
    `least in ${serviceName(app, best.service)}: ${priceText(best.price)} from here`,
  );
}

function side(app: App, service: number): HTMLElement {
  return service < 0 ? h('span', { class: 'quiet' }, 'outside services') : serviceLink(app, service);
}

function transactionsBlock(app: App, title: string, transactions: readonly number[], cure: string): Child[] {
  if (transactions.length === 0) return [];
  return [
    h('h2', {}, title, h('span', { class: 'count' }, transactions.length)),
    cure !== '' && h('p', { class: 'note' }, cure),
    ...transactions.map((index) => transactionRow(app, index)),
  ];
}

function seamsBlock(app: App, seams: readonly SeamChange[]): Child[] {
  if (seams.length === 0) return [];
  return [
    h('h2', {}, 'Seams that changed', h('span', { class: 'count' }, seams.length)),
    ...longList(seams, rowsShown, h('ul', { class: 'changed-seams' }), (seam) => seamRow(app, seam)),
    ...curesOf(seams),
  ];
}

/** What to do about seams that became dearer, once a kind. */
function curesOf(seams: readonly SeamChange[]): Child[] {
  const cures = new Map(seams.flatMap(({ dearer }) => dearer.map(({ kind, remedy }) => [remedy, kind])));
  if (cures.size === 0) return [];
  return [
    h('h2', {}, 'What cures them'),
    h(
      'ul',
      { class: 'rows cures' },
      ...[...cures].map(([remedy, kind]) =>
        h('li', {}, h('span', { class: `kind ${kind}` }, kindInWords(kind)), remedy),
      ),
    ),
  ];
}

function seamRow(app: App, { from, to, before, after, dearer }: SeamChange): HTMLElement {
  const difference = after - before;
  const word = before === 0 ? 'new' : after === 0 ? 'gone' : '';
  return h(
    'li',
    {},
    h(
      'a',
      { href: address.seam(from, to), class: 'seam-row' },
      h(
        'span',
        { class: 'pair' },
        swatch(app, from),
        serviceName(app, from),
        h('span', { class: 'to', 'aria-label': 'to' }, '→'),
        swatch(app, to),
        serviceName(app, to),
      ),
      h(
        'span',
        { class: 'kinds' },
        word !== '' && h('span', { class: 'kind' }, word),
        ...dearer.map(({ kind }) => h('span', { class: `kind ${kind}` }, kindInWords(kind))),
      ),
      h(
        'span',
        { class: 'cost' },
        h('span', { class: 'was' }, `${tenths(before)} → `),
        tenths(after),
        h('span', { class: difference < 0 ? 'change good' : 'change bad' }, signed(difference)),
      ),
    ),
  );
}

function figuresTable(app: App): HTMLElement {
  const now = app.figures();
  const before = app.figuresUntouched();
  const hasMoves = app.bench.cut().moves.length > 0;
  const head = ['figure', ...(hasMoves ? ['before', 'now', 'change'] : ['now'])];
  return h(
    'div',
    { class: 'table-scroll' },
    h(
      'table',
      { class: 'gauge-table' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ...head.map((title) =>
            h('th', { scope: 'col', class: /before|now|change/.test(title) && 'number' }, title),
          ),
        ),
      ),
      h(
        'tbody',
        {},
        ...gauges.map((gauge) => {
          const { before: was, now: is, change } = changeOf(gauge, before, now);
          const tone = change === null ? 'quiet' : change.isBetter ? 'change good' : 'change bad';
          return h(
            'tr',
            {},
            h(
              'th',
              { scope: 'row' },
              gauge.label,
              h('p', { class: 'note' }, `${gauge.meaning}; ${gauge.better} is better`),
            ),
            hasMoves && h('td', { class: 'number' }, was),
            h('td', { class: 'number' }, is),
            hasMoves && h('td', { class: `number ${tone}` }, change?.text ?? '±0'),
          );
        }),
      ),
    ),
  );
}
