/** Views and services; services take what is dropped on them. */
import { type App, address, type Shown, serviceName, type View } from './app.ts';
import { movedBetween } from './changes.ts';
import { h, plural, replace, whole } from './dom.ts';
import { dragType } from './moving.ts';
import { modulesOutside } from './outside-view.ts';
import { swatch } from './service-label.ts';

const views = [
  { view: 'overview', text: 'Overview' },
  { view: 'map', text: 'Map' },
  { view: 'matrix', text: 'Matrix' },
  { view: 'whatif', text: 'What if' },
  { view: 'outside', text: 'Outside services' },
  { view: 'unread', text: 'Not read' },
] as const;

export function sidebar(app: App, shown: () => Shown): View {
  const navigation = h('nav', { 'aria-label': 'Views' });
  let lastShown = '';
  const services = h('nav', { class: 'service-list', 'aria-label': 'Services' });
  const element = h(
    'div',
    { class: 'sidebar' },
    navigation,
    h('h2', { class: 'eyebrow' }, 'Services'),
    services,
  );
  return {
    element,
    refresh() {
      const now = shown();
      const counts = {
        overview: 0,
        map: 0,
        matrix: 0,
        whatif: movedBetween(app.bench.untouched(), app.bench.cut()).length,
        outside: modulesOutside(app).length,
        unread: app.data.unresolved.length,
      };
      replace(
        navigation,
        ...views.map(({ view, text }) =>
          h(
            'a',
            { href: `#${view}`, 'aria-current': now.view === view ? 'page' : false },
            text,
            counts[view] > 0 && h('span', { class: 'count' }, whole(counts[view])),
          ),
        ),
      );
      const { services: figures } = app.figures();
      const scrolled = services.scrollTop;
      replace(
        services,
        ...servicesByRank(app).map((service) =>
          serviceItem(
            app,
            serviceName(app, service),
            service,
            figures[service]?.files ?? 0,
            now.view === 'service' && now.service === service,
          ),
        ),
      );
      services.scrollTop = scrolled;
      const current = element.querySelector('[aria-current]');
      const href = current?.getAttribute('href') ?? '';
      // Only when the reader goes somewhere: a list that jumps back at every move can't be scrolled.
      if (href !== lastShown) current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      lastShown = href;
    },
  };
}

/** As the suggestion orders them, at every stop of the slider; moves don't shuffle what the pointer aims at, new services stand last. */
function servicesByRank(app: App): number[] {
  const { services } = app.figuresUntouched();
  const rank = (service: number) => services[service]?.rank ?? services.length + 1 + service;
  return app.bench
    .cut()
    .names.map((_, service) => service)
    .sort((a, b) => rank(a) - rank(b));
}

function serviceItem(
  app: App,
  name: string,
  service: number,
  modules: number,
  isShown: boolean,
): HTMLElement {
  const item = h(
    'a',
    {
      href: address.service(service),
      'aria-current': isShown ? 'page' : false,
      title: `${name}: ${plural(modules, 'module')}`,
    },
    swatch(app, service),
    h('span', { class: 'name' }, name),
    h('span', { class: 'count' }, whole(modules)),
  );
  item.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes(dragType)) return;
    event.preventDefault();
    item.classList.add('target');
  });
  item.addEventListener('dragleave', () => item.classList.remove('target'));
  item.addEventListener('drop', (event) => {
    event.preventDefault();
    item.classList.remove('target');
    const moved = draggedFrom(event.dataTransfer?.getData(dragType) ?? '');
    if (!moved) return;
    app.bench.move([{ ...moved, to: name }]);
  });
  return item;
}

/** Another page could drop anything here. */
function draggedFrom(text: string): { readonly what: 'module' | 'table'; readonly index: number } | null {
  const match = /^\{"what":"(module|table)","index":(\d+)\}$/.exec(text);
  return match ? { what: match[1] === 'module' ? 'module' : 'table', index: Number(match[2]) } : null;
}
