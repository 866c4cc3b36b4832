/** The first screen: three things to know, the services, the costliest seams. */
import { type App, address, serviceName, type View } from './app.ts';
import type { Index } from './data.ts';
import { h, longList, percent, plural, replace, short, whole } from './dom.ts';

const seamsShown = 8;

export function overviewView(app: App): View {
  const element = h('section', { class: 'view overview', 'aria-label': 'Overview' });
  return {
    element,
    refresh() {
      replace(
        element,
        h('h1', {}, 'Suggested service boundaries'),
        h(
          'p',
          { class: 'lead' },
          `${plural(app.data.stats.files, 'file')}, ${plural(app.data.stats.lines, 'line')} of code`,
        ),
        thingsToKnow(app),
        firstService(app),
        h('h2', {}, 'Services'),
        servicesTable(app),
        h('h2', {}, 'Costliest seams'),
        costliestSeams(app),
      );
    },
  };
}

function thingsToKnow(app: App): HTMLElement {
  return h(
    'ol',
    { class: 'things' },
    ...app.data.things.map(({ title, detail }, index) =>
      h(
        'li',
        {},
        h('span', { class: 'numeral', 'aria-hidden': 'true' }, index + 1),
        h('h2', {}, title),
        h('p', {}, detail),
      ),
    ),
  );
}

function firstService(app: App): HTMLElement | false {
  const first = app.data.services.find((service) => service.rank === 1);
  if (!first || app.data.services.length < 2) return false;
  const position = app.bench.cut().names.indexOf(first.name);
  return h(
    'aside',
    { class: 'first' },
    h('p', { class: 'eyebrow' }, 'Extract first'),
    h('p', { class: 'first-name' }, position < 0 ? first.name : serviceLink(app, position)),
    h('p', {}, first.why),
  );
}

function servicesTable(app: App): HTMLElement {
  const cut = app.bench.cut();
  const figures = app.figures();
  const facts = new Map(app.data.services.map((service) => [service.name, service]));
  const rows = cut.names
    .map((name, service) => ({ service, known: facts.get(name), figures: figures.services[service] }))
    .sort(
      (a, b) =>
        (a.known?.rank ?? Number.POSITIVE_INFINITY) - (b.known?.rank ?? Number.POSITIVE_INFINITY) ||
        a.service - b.service,
    );
  const routes = countByService(app);
  return h(
    'div',
    { class: 'table-scroll' },
    h(
      'table',
      { class: 'services' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ...[
            'order',
            'service',
            'modules',
            'lines',
            'routes',
            'tables',
            'cohesion',
            'sure',
            'broken transactions',
            'seam cost',
            'effort',
          ].map((title, index) => h('th', { scope: 'col', class: index > 1 ? 'number' : false }, title)),
        ),
      ),
      h(
        'tbody',
        {},
        ...rows.map(({ service, known, figures: own }) =>
          h(
            'tr',
            {},
            h('td', { class: 'rank' }, known?.rank ?? '–'),
            h('th', { scope: 'row' }, serviceLink(app, service)),
            number(whole(own?.modules.length ?? 0)),
            number(whole(own?.lines ?? 0)),
            number(whole(routes[service] ?? 0)),
            number(whole(own?.tables.length ?? 0)),
            h('td', { class: 'number' }, meter(own?.cohesion ?? 0)),
            number(known ? percent(known.confidence) : '–'),
            h('td', { class: own?.broken.length ? 'number bad' : 'number quiet' }, own?.broken.length ?? 0),
            number(short((own?.costIn ?? 0) + (own?.costOut ?? 0))),
            number(known ? short(known.effort) : '–'),
          ),
        ),
      ),
    ),
  );
}

function number(text: string): HTMLElement {
  return h('td', { class: 'number' }, text);
}

/** A share as a number with a small bar. */
export function meter(share: number): HTMLElement {
  const fill = h('span', { class: 'meter-fill' });
  fill.style.inlineSize = percent(share);
  return h(
    'span',
    { class: 'meter' },
    h('span', { class: 'meter-text' }, percent(share)),
    h('span', { class: 'meter-track' }, fill),
  );
}

/** Routes handled in each service. */
export function countByService(app: App): number[] {
  const cut = app.bench.cut();
  const counts: number[] = cut.names.map(() => 0);
  for (const { module } of app.data.routes) {
    const service = cut.labels[module] ?? -1;
    if (service >= 0) counts[service] = (counts[service] ?? 0) + 1;
  }
  return counts;
}

function costliestSeams(app: App): HTMLElement {
  const { arrows } = app.figures();
  if (arrows.length === 0) return h('p', { class: 'empty' }, 'Nothing crosses a boundary.');
  const list = h('ol', { class: 'seams' });
  return h(
    'div',
    {},
    ...longList(arrows, seamsShown, list, (arrow) =>
      h(
        'li',
        {},
        h(
          'a',
          { href: address.seam(arrow.from, arrow.to), class: 'seam-row' },
          h(
            'span',
            { class: 'pair' },
            swatch(app, arrow.from),
            serviceName(app, arrow.from),
            h('span', { class: 'to', 'aria-label': 'to' }, '→'),
            swatch(app, arrow.to),
            serviceName(app, arrow.to),
          ),
          h(
            'span',
            { class: 'kinds' },
            ...arrow.seams.map((seam) => h('span', { class: `kind ${seam.kind}` }, seam.kind)),
          ),
          h('span', { class: 'cost' }, short(arrow.cost)),
        ),
      ),
    ),
  );
}

export function swatch(app: App, service: Index): HTMLElement {
  const dot = h('span', { class: 'swatch', 'aria-hidden': 'true' });
  dot.style.backgroundColor = app.tone(service).solid;
  return dot;
}

export function serviceLink(app: App, service: Index): HTMLElement {
  return h(
    'a',
    { class: 'service-link', href: address.service(service) },
    swatch(app, service),
    serviceName(app, service),
  );
}
