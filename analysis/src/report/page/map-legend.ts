/** What dots and lines of the map mean, and how many of the seams are drawn. */
import { h, percent, plural, whole } from './dom.ts';
import type { PairArrow } from './figures.ts';
import { arrowsToDraw } from './map-paint.ts';

export function legend(): HTMLElement {
  return h(
    'ul',
    { class: 'legend' },
    h('li', {}, h('span', { class: 'seed sure' }), 'module'),
    h('li', {}, h('span', { class: 'seed unsure' }), 'module less than 50% sure'),
    h('li', {}, h('span', { class: 'seed table' }), 'table'),
    h('li', {}, h('span', { class: 'stroke' }), 'seam, from who needs to who is needed; thicker costs more'),
    h(
      'li',
      {},
      h('span', { class: 'stroke hard' }),
      'breaks a transaction, writes a foreign table or shares state',
    ),
  );
}

/** That a seam is missing in a picture must not look as if there were none. */
export function drawnInWords(arrows: readonly PairArrow[]): string {
  const drawn = arrowsToDraw(arrows, null);
  const costOf = (some: readonly PairArrow[]) => some.reduce((sum, { cost }) => sum + cost, 0);
  const all = arrows.filter(({ cost }) => cost > 0);
  if (drawn.length === all.length) return `All ${plural(all.length, 'seam')} that cost anything are drawn.`;
  return `Drawn are the ${whole(drawn.length)} costliest of ${plural(all.length, 'seam')}, ${percent(costOf(drawn) / costOf(all))} of the cost; pick a service for all of its own.`;
}
