/** What asks a service from outside: routes, other entries, events. */
import type { App } from './app.ts';
import { block } from './block.ts';
import type { Index } from './data.ts';
import { h, longList, pathLabel } from './dom.ts';
import type { ServiceFigures } from './figures.ts';

export function routesBlock(app: App, figures: ServiceFigures, limit: number): HTMLElement | false {
  const routes = figures.routes.flatMap((route) => app.data.routes[route] ?? []);
  return block('Routes', routes.length, () =>
    longList(routes, limit, h('ul', { class: 'rows routes' }), (route) =>
      h(
        'li',
        {},
        h('span', { class: 'method' }, route.method),
        h('span', { class: 'route-path' }, route.path),
        h('span', { class: `effect ${route.effect}`, title: route.because }, route.effect),
      ),
    ),
  );
}

export function entriesBlock(app: App, service: Index): HTMLElement | false {
  const { labels } = app.bench.cut();
  const entries = app.data.entries.filter((entry) => labels[entry.module] === service);
  return block('Operations, jobs and other entries', entries.length, () => [
    h(
      'ul',
      { class: 'rows' },
      ...entries.map((entry) =>
        h(
          'li',
          {},
          h('span', { class: 'kind' }, entry.kind),
          h('span', {}, entry.name),
          place(app, entry.module, entry.line),
        ),
      ),
    ),
  ]);
}

export function eventsBlock(app: App, service: Index): HTMLElement | false {
  const { labels } = app.bench.cut();
  const isInside = ([module]: readonly [module: Index, line: number]) => labels[module] === service;
  const told = app.data.events.flatMap(({ name, emitters, listeners }) => [
    ...(emitters.some(isInside) ? [{ name, role: 'emits' }] : []),
    ...(listeners.some(isInside) ? [{ name, role: 'listens' }] : []),
  ]);
  return block('Events', told.length, () => [
    h(
      'ul',
      { class: 'rows' },
      ...told.map(({ name, role }) => h('li', {}, h('span', { class: 'kind' }, role), name)),
    ),
  ]);
}

function place(app: App, module: Index, line: number): HTMLElement {
  return pathLabel(app.data.modules[module]?.path ?? '?', line);
}
