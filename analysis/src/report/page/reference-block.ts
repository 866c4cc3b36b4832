/** The suggestion against a split that people gave: how near it is, what would make it the same, and the nearest stop of the slider. */
import { type App, address } from './app.ts';
import type { PageReference } from './data.ts';
import { type Child, h, longList, pathLabel } from './dom.ts';
import { serviceLink } from './service-label.ts';

const movesShown = 10;
const joinsShown = 10;

/** Nothing where no split was given. Steps lead from the suggestion, so other stops of the slider leave them out. */
export function referenceBlock(app: App): readonly (HTMLElement | false)[] {
  const { reference, levels } = app.data;
  if (reference === null) return [];
  const isSuggestion = levels[app.bench.cut().level]?.isSuggestion ?? false;
  return [
    h('h2', {}, 'Against the reference split'),
    ...reference.sentences.map((sentence) => h('p', { class: 'lead against' }, sentence)),
    whereTheSliderStands(app, reference),
    ...(isSuggestion ? [...joins(app, reference), ...moves(app, reference)] : []),
  ];
}

/** The way to the stop that is nearer to it, or what the sentences speak of while the slider stands elsewhere. */
function whereTheSliderStands(app: App, { nearer }: PageReference): HTMLElement | false {
  const { level } = app.bench.cut();
  const isSuggestion = app.data.levels[level]?.isSuggestion ?? false;
  if (isSuggestion && nearer === null) return false;
  return h(
    'p',
    { class: 'against-slider' },
    nearer !== null &&
      level !== nearer.level &&
      h(
        'button',
        { type: 'button', onclick: () => app.bench.setLevel(nearer.level) },
        `Set the slider to granularity ${nearer.granularity}`,
      ),
    !isSuggestion &&
      h(
        'span',
        { class: 'note' },
        level === nearer?.level
          ? `This is of the suggestion; the slider stands at the nearest granularity, ${nearer.granularity}.`
          : 'This is of the suggestion, not of the cut that you look at now.',
      ),
  );
}

function joins(app: App, { joins: all }: PageReference): HTMLElement[] {
  if (all.length === 0) return [];
  return longList(all, joinsShown, h('ul', { class: 'rows reference-steps joins' }), ({ services, into }) =>
    h(
      'li',
      {},
      h(
        'span',
        { class: 'pair' },
        ...services.flatMap((name, index): Child[] => [
          index > 0 && h('span', { class: 'quiet' }, '+'),
          named(app, name),
        ]),
        h('span', { class: 'quiet' }, 'join as'),
        into,
      ),
    ),
  );
}

function moves(app: App, { moves: all }: PageReference): HTMLElement[] {
  if (all.length === 0) return [];
  return longList(
    all,
    movesShown,
    h('ul', { class: 'rows reference-steps moves-to-reference' }),
    ({ module, path, from, to }) =>
      h(
        'li',
        {},
        module < 0 ? pathLabel(path) : h('a', { href: address.seed('module', module) }, pathLabel(path)),
        h(
          'span',
          { class: 'pair' },
          named(app, from),
          h('span', { class: 'to', 'aria-label': 'to' }, '→'),
          named(app, to),
        ),
      ),
  );
}

/** A service of the reference may have no counterpart of its name; `null`: outside every service. */
function named(app: App, name: string | null): HTMLElement {
  const service = name === null ? -1 : app.bench.cut().names.indexOf(name);
  return service < 0 ? h('span', {}, name ?? 'none') : serviceLink(app, service);
}
