/** Every module outside the services of the cut on the table, by why it stands there; each can be moved into one. */
import { type OutsideGroup, outsideByKind } from '../outside.ts';
import type { App, View } from './app.ts';
import type { Index } from './data.ts';
import { h, longList, pathLabel, plural, replace, whole } from './dom.ts';
import { moveButton } from './moving.ts';

/** Of a kind that a reader should look at; of what only tests or runs elsewhere, less says enough. */
const rowsShown = { near: 60, apart: 8 } as const;

interface OutsideModule {
  readonly index: Index;
  readonly role: string;
}

export function modulesOutside(app: App): OutsideModule[] {
  const { labels } = app.bench.cut();
  return app.data.modules.flatMap(({ role, part }, index) =>
    (labels[index] ?? -1) < 0 && !part ? [{ index, role }] : [],
  );
}

export function outsideView(app: App): View {
  const element = h('section', { class: 'view outside', 'aria-label': 'Outside services' });
  return {
    element,
    refresh() {
      const outside = modulesOutside(app);
      replace(
        element,
        h('h1', {}, 'Outside services'),
        h(
          'p',
          { class: 'lead' },
          outside.length === 0
            ? 'Every module stands in a service.'
            : `${plural(outside.length, 'module')} of ${whole(app.data.modules.filter(({ part }) => !part).length)} ${outside.length === 1 ? 'stands' : 'stand'} in no service of this cut.`,
        ),
        ...outsideByKind(outside).map((group) => kindBlock(app, group)),
      );
    },
  };
}

function kindBlock(app: App, { kind, title, advice, modules }: OutsideGroup<OutsideModule>): HTMLElement {
  const isNear = kind === 'untied' || kind === 'shared-kernel' || kind === 'infrastructure';
  return h(
    'section',
    { class: 'block' },
    h('h2', {}, title, h('span', { class: 'count' }, whole(modules.length))),
    h('p', { class: 'note' }, advice),
    ...longList(
      modules,
      isNear ? rowsShown.near : rowsShown.apart,
      h('ul', { class: 'rows' }),
      ({ index }) => {
        const { path = '', because = '', lines = 0 } = app.data.modules[index] ?? {};
        return h(
          'li',
          {},
          pathLabel(path),
          h('span', { class: 'note' }, `${plural(lines, 'line')}; ${because}`),
          isNear && moveButton(app, 'module', index, path),
        );
      },
    ),
  );
}
