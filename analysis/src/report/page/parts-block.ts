/** Files whose functions serve several services: who gets what, and why. */
import type { App } from './app.ts';
import type { Index } from './data.ts';
import { h, longList, pathLabel, plural } from './dom.ts';
import { serviceLink } from './service-label.ts';

/** Functions named a part; the others are counted. */
const namesShown = 12;

/** Parts that stand apart from their file in the cut, optionally those of one service only. */
export function standingParts(app: App, service?: Index): Index[] {
  const { labels } = app.bench.cut();
  return app.data.modules.flatMap(({ part }, index) => {
    if (!part || labels[index] === labels[part.of]) return [];
    return service === undefined || labels[index] === service ? [index] : [];
  });
}

export function partsList(app: App, parts: readonly Index[], limit: number): HTMLElement[] {
  const { labels } = app.bench.cut();
  return longList(parts, limit, h('ul', { class: 'rows parts' }), (index) => {
    const module = app.data.modules[index];
    if (!module?.part) return h('li');
    const { of, functions, why } = module.part;
    const home = labels[of] ?? -1;
    const shown = functions.slice(0, namesShown);
    const more = functions.length - shown.length;
    return h(
      'li',
      { title: why },
      h(
        'p',
        { class: 'part-head' },
        pathLabel(app.data.modules[of]?.path ?? '?'),
        h('span', { class: 'quiet' }, home < 0 ? 'stays shared code,' : 'stays in'),
        home >= 0 && serviceLink(app, home),
        h('span', { class: 'quiet' }, `${plural(functions.length, 'function')} to`),
        serviceLink(app, labels[index] ?? -1),
      ),
      h('p', { class: 'names' }, ...shown.map((name) => h('code', {}, name)), more > 0 && `and ${more} more`),
      h('p', { class: 'quiet' }, why),
    );
  });
}
