/** Seams of a service to others, and the operations that they become. */
import { kindInWords } from '../../boundaries/migration-cost.ts';
import { operationsAmong } from '../../boundaries/operations.ts';
import { type App, address, serviceName } from './app.ts';
import { block } from './block.ts';
import { h, longList, short } from './dom.ts';
import type { PairArrow } from './figures.ts';
import { swatch } from './service-label.ts';

export function seamsBlock(
  app: App,
  title: string,
  arrows: readonly PairArrow[],
  end: 'from' | 'to',
): HTMLElement | false {
  return block(title, arrows.length, () => seamRows(app, arrows, end));
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

export function operationsBlock(
  title: string,
  arrows: readonly PairArrow[],
  limit: number,
): HTMLElement | false {
  const operations = arrows.flatMap(({ seams }) =>
    operationsAmong(seams.flatMap(({ kind, what }) => what.map((symbol) => ({ kind, symbol })))),
  );
  const distinct = [...new Set(operations)].sort();
  return block(title, distinct.length, () => names(distinct, limit));
}

function names(list: readonly string[], limit: number): HTMLElement[] {
  return longList(list, limit, h('ul', { class: 'chips' }), (name) => h('li', {}, name));
}
