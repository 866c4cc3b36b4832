/** The first screen: three things to know, the services, the costliest seams. */
import { kindInWords } from '../../boundaries/migration-cost.ts';
import type { Standing } from '../../boundaries/rank.ts';
import { type App, address, serviceName, type View } from './app.ts';
import type { Index } from './data.ts';
import { h, longList, pathLabel, percent, plural, replace, short, whole } from './dom.ts';
import { partsList, standingParts } from './parts-block.ts';
import { referenceBlock } from './reference-block.ts';
import { serviceLink, swatch } from './service-label.ts';

const seamsShown = 8;
const partsShown = 6;

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
        !isSuggestion(app) &&
          h(
            'p',
            { class: 'note' },
            'The three things above are of the suggestion; all below is of the cut that you look at now.',
          ),
        firstService(app),
        ...app.data.decided.map((sentence) => h('p', { class: 'decided' }, sentence)),
        h('h2', {}, 'Services'),
        servicesTable(app),
        h('h2', {}, 'Costliest seams'),
        costliestSeams(app),
        ...filesToShareOut(app),
        ...refinement(app),
        ...referenceBlock(app),
      );
    },
  };
}

function isSuggestion(app: App): boolean {
  const { level, moves } = app.bench.cut();
  return moves.length === 0 && (app.data.levels[level]?.isSuggestion ?? true);
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
  const { services } = app.figures();
  const first = services.findIndex((service) => service.rank === 1);
  if (services.length < 2) return false;
  return h(
    'aside',
    { class: 'first' },
    h(
      'p',
      { class: 'eyebrow' },
      services[first]?.standing === 'whole'
        ? 'Extract first'
        : 'No service has both tables and something that clients ask; the least doubtful',
    ),
    h('p', { class: 'first-name' }, serviceLink(app, first)),
    h('p', {}, services[first]?.why),
  );
}

function columnsOf(hasOperations: boolean): { readonly title: string; readonly meaning?: string }[] {
  return [
    { title: 'order', meaning: 'Of extraction: what stands as a service first, then by effort' },
    { title: 'service' },
    { title: 'modules' },
    { title: 'lines' },
    { title: 'routes' },
    ...(hasOperations
      ? [
          {
            title: 'operations',
            meaning: 'What clients ask without a route: GraphQL fields, messages, sockets',
          },
        ]
      : []),
    { title: 'tables', meaning: 'That it owns' },
    { title: 'cohesion', meaning: 'Share of its dependencies that stay inside' },
    { title: 'sure', meaning: 'How clearly its modules belong here rather than elsewhere' },
    { title: 'broken transactions', meaning: 'That write tables of other services, too' },
    {
      title: 'seam cost',
      meaning: 'Of all seams from and to it; one unit is about a call turned into a request',
    },
    {
      title: 'effort',
      meaning: 'Seam cost and what moves: a unit for 250 lines; more without tables or routes',
    },
  ];
}

function servicesTable(app: App): HTMLElement {
  const cut = app.bench.cut();
  const { services } = app.figures();
  const hasOperations = services.some(({ operations }) => operations > 0);
  const confidence = new Map(app.data.services.map((service) => [service.name, service.confidence]));
  const row = (service: Index) => {
    const figures = services[service];
    const sure = confidence.get(cut.names[service] ?? '');
    if (!figures) return h('tr');
    return h(
      'tr',
      {},
      h('td', { class: 'rank' }, figures.rank),
      h('th', { scope: 'row' }, serviceLink(app, service)),
      number(whole(figures.files)),
      number(whole(figures.lines)),
      number(whole(figures.routes.length)),
      hasOperations && number(whole(figures.operations)),
      number(whole(figures.tables.length)),
      h('td', { class: 'number' }, meter(figures.cohesion)),
      number(sure === undefined ? '–' : percent(sure)),
      h('td', { class: figures.broken.length ? 'number bad' : 'number quiet' }, figures.broken.length),
      number(short(figures.costIn + figures.costOut)),
      number(short(figures.effort)),
    );
  };
  const byRank = services
    .map((_, service) => service)
    .sort((a, b) => (services[a]?.rank ?? 0) - (services[b]?.rank ?? 0));
  const columns = columnsOf(hasOperations);
  const rows = byRank.flatMap((service, i) => {
    const now = services[service]?.standing ?? 'whole';
    const before = i === 0 ? 'whole' : services[byRank[i - 1] ?? -1]?.standing;
    return now === before ? [row(service)] : [lineAbove(now, columns.length), row(service)];
  });
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
          ...columns.map(({ title, meaning }, index) =>
            h('th', { scope: 'col', class: index > 1 ? 'number' : false, title: meaning ?? false }, title),
          ),
        ),
      ),
      h('tbody', {}, ...rows),
    ),
  );
}

/** Services are ranked by how well they stand first; among those that stand alike by effort. */
function lineAbove(standing: Standing, columns: number): HTMLElement {
  return h(
    'tr',
    { class: 'standing' },
    h(
      'th',
      { scope: 'rowgroup', colspan: columns },
      h('span', {}, h('strong', {}, standing), `: ${STANDING[standing]}`),
    ),
  );
}

const STANDING: Readonly<Record<Standing, string>> = {
  whole: 'own tables, and clients ask them',
  doubtful: 'no table of its own, or nothing that clients ask; part of another service?',
  library: 'no table and no entry point; a shared package, or part of its only user',
};

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

/** Only of the suggestion: other stops are as the evidence has them. */
function refinement(app: App): readonly (HTMLElement | false)[] {
  const { because, moves } = app.data.refined;
  const isSuggestion = app.data.levels[app.bench.cut().level]?.isSuggestion ?? false;
  if (because === '' || !isSuggestion) return [];
  return [
    h('h2', {}, 'Refined in migration cost'),
    h('p', { class: 'lead' }, because),
    ...longList(moves, partsShown, h('ul', { class: 'rows' }), ({ name, from, to }) =>
      h('li', {}, pathLabel(name), h('span', { class: 'quiet' }, `${from ?? 'none'} → ${to ?? 'none'}`)),
    ),
  ];
}

function filesToShareOut(app: App): readonly (HTMLElement | false)[] {
  const parts = standingParts(app);
  if (parts.length === 0) return [];
  return [
    h('h2', {}, 'Files to share out by function'),
    h(
      'p',
      { class: 'lead' },
      'Their functions serve several services. Cost and seams are those of the functions, not of the file.',
    ),
    ...partsList(app, parts, partsShown),
  ];
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
            ...arrow.seams.map((seam) => h('span', { class: `kind ${seam.kind}` }, kindInWords(seam.kind))),
          ),
          h('span', { class: 'cost' }, short(arrow.cost)),
        ),
      ),
    ),
  );
}
