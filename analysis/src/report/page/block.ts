/** A list with its heading and count, as the pages of services have them. */
import { type Child, h, whole } from './dom.ts';

/** `false` where there is nothing to show. */
export function block(title: string, count: number, children: () => readonly Child[]): HTMLElement | false {
  if (count === 0) return false;
  return h(
    'section',
    { class: 'block' },
    h('h2', {}, title, h('span', { class: 'count' }, whole(count))),
    ...children(),
  );
}
