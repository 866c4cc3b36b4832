/** What the suggestion does not rest on: everything that could not be read or resolved, and why. */
import type { App, View } from './app.ts';
import { h, longList, pathLabel, plural, replace } from './dom.ts';

const rowsShown = 200;

export function unreadView(app: App): View {
  const element = h('section', { class: 'view unread', 'aria-label': 'Not read' });
  return {
    element,
    refresh() {
      const { unresolved } = app.data;
      const reasons = new Map<string, (typeof unresolved)[number][]>();
      for (const item of unresolved) {
        const group = reasons.get(item.because);
        if (group) group.push(item);
        else reasons.set(item.because, [item]);
      }
      replace(
        element,
        h('h1', {}, 'Not read'),
        h(
          'p',
          { class: 'lead' },
          unresolved.length === 0
            ? 'Every file was read and every name resolved.'
            : `${plural(unresolved.length, 'place')} could not be read or resolved. The suggestion does not rest on them; look here before trusting a boundary near one.`,
        ),
        ...[...reasons]
          .sort((a, b) => b[1].length - a[1].length)
          .map(([because, items]) =>
            h(
              'section',
              { class: 'block' },
              h('h2', {}, because, h('span', { class: 'count' }, items.length)),
              ...longList(items, rowsShown, h('ul', { class: 'rows places' }), ({ path, line, what }) =>
                h('li', {}, pathLabel(path, line), h('code', {}, what)),
              ),
            ),
          ),
      );
    },
  };
}
