/** What stands beside the map: the facts of what was picked on it. */
import { kindInWords } from '../../boundaries/migration-cost.ts';
import { type App, address, serviceName } from './app.ts';
import { likeliestPrices } from './choose-service.ts';
import { type Child, h, inFrames, pathLabel, percent, plural, replace, short, signed, whole } from './dom.ts';
import type { PairArrow } from './figures.ts';
import { drawnInWords } from './map-legend.ts';
import type { Seed } from './map-scene.ts';
import { moveButton } from './moving.ts';
import { serviceLink, swatch } from './service-label.ts';

export type Picked =
  | { readonly what: 'service'; readonly service: number }
  | { readonly what: 'arrow'; readonly from: number; readonly to: number }
  | { readonly what: 'seed'; readonly seed: Pick<Seed, 'what' | 'index'> }
  | null;

export function inspect(app: App, picked: Picked): Child[] {
  if (picked?.what === 'service' && picked.service >= 0) return inspectService(app, picked.service);
  if (picked?.what === 'arrow') return inspectArrow(app, picked.from, picked.to);
  if (picked?.what === 'seed') return inspectSeed(app, picked.seed);
  return [
    h('h2', {}, 'Nothing picked'),
    h(
      'p',
      { class: 'note' },
      'Pick a service, a line or a dot. Drag a dot to another service to see what the move would change.',
    ),
    app.figures().arrows.length > 0 &&
      h(
        'p',
        { class: 'note' },
        `Lines lead from who needs to who is needed. ${drawnInWords(app.figures().arrows)}`,
      ),
    app.figures().arrows.length > 0 && h('h3', {}, 'Costliest seams'),
    ...app
      .figures()
      .arrows.slice(0, 10)
      .map((arrow) => arrowRow(app, arrow)),
  ];
}

function inspectService(app: App, service: number): HTMLElement[] {
  const figures = app.figures().services[service];
  const { arrows } = app.figures();
  return [
    h('h2', {}, serviceLink(app, service)),
    h(
      'p',
      { class: 'note' },
      `${plural(figures?.files ?? 0, 'module')}, ${plural(figures?.tables.length ?? 0, 'table')}, ${percent(figures?.cohesion ?? 0)} cohesive`,
    ),
    h('p', { class: 'why' }, figures?.why),
    h('h3', {}, 'Its seams'),
    ...arrows
      .filter((arrow) => arrow.from === service || arrow.to === service)
      .slice(0, 14)
      .map((arrow) => arrowRow(app, arrow)),
    h('p', {}, h('a', { class: 'button', href: address.service(service) }, 'All facts')),
  ];
}

function inspectArrow(app: App, from: number, to: number): HTMLElement[] {
  const arrow = app.figures().arrows.find((each) => each.from === from && each.to === to);
  return [
    h(
      'h2',
      { class: 'seam-title' },
      serviceLink(app, from),
      h('span', { class: 'to', 'aria-label': 'to' }, '→'),
      serviceLink(app, to),
    ),
    h('p', { class: 'note' }, `cost ${short(arrow?.cost ?? 0)}`),
    ...(arrow?.seams ?? []).map((seam) =>
      h(
        'div',
        { class: 'mini-seam' },
        h(
          'p',
          {},
          h('span', { class: `kind ${seam.kind}` }, kindInWords(seam.kind)),
          h('span', { class: 'cost' }, short(seam.cost)),
        ),
        h(
          'p',
          { class: 'what' },
          seam.what.slice(0, 6).join(', '),
          seam.what.length > 6 && ` and ${seam.what.length - 6} more`,
        ),
        seam.evidence[0] && h('p', {}, pathLabel(seam.evidence[0].path, seam.evidence[0].line)),
      ),
    ),
    h('p', {}, h('a', { class: 'button', href: address.seam(from, to) }, 'Evidence and remedies')),
  ];
}

function inspectSeed(app: App, seed: Pick<Seed, 'what' | 'index'>): HTMLElement[] {
  const cut = app.bench.cut();
  const service = (seed.what === 'module' ? cut.labels : cut.owners)[seed.index] ?? -1;
  const suggested = app.data.levels.find((level) => level.isSuggestion);
  if (seed.what === 'table') {
    const table = app.data.tables[seed.index];
    const users = app.data.access.filter(([, touched]) => touched === seed.index);
    return [
      h('p', { class: 'eyebrow' }, 'table'),
      h('h2', {}, table?.name),
      h('p', {}, 'owned by ', service < 0 ? 'nobody' : serviceLink(app, service)),
      h(
        'p',
        { class: 'note' },
        `written at ${plural(users.filter(([, , write]) => write).length, 'place')}, read at ${plural(users.filter(([, , write]) => !write).length, 'place')}`,
      ),
      moveButton(app, 'table', seed.index, table?.name ?? ''),
      otherPlaces(app, 'table', seed.index),
    ];
  }
  const module = app.data.modules[seed.index];
  return [
    h('p', { class: 'eyebrow' }, module?.role ?? 'module'),
    h('h2', { class: 'module-name' }, pathLabel(module?.path ?? '')),
    h('p', {}, 'in ', service < 0 ? 'no service' : serviceLink(app, service)),
    h('p', { class: 'note' }, `${whole(module?.lines ?? 0)} lines; ${module?.because}`),
    ...(module && module.service >= 0 && !module.part
      ? [
          h(
            'p',
            { class: 'note' },
            `${percent(module.confidence)} sure${module.runnerUp < 0 ? '' : `, else in ${suggested?.names[module.runnerUp] ?? '–'}`}`,
          ),
        ]
      : []),
    moveButton(app, 'module', seed.index, module?.path ?? ''),
    otherPlaces(app, 'module', seed.index),
    ...tiesOf(app, seed.index),
  ];
}

const placesShown = 4;

/** What a move would change, the cheapest first: of what stands dear, its cure. Priced in a frame of its own. */
function otherPlaces(app: App, what: 'module' | 'table', index: number): HTMLElement {
  const block = h('div');
  const fill = () => {
    const places = likeliestPrices(app, what, index).slice(0, placesShown);
    if (places.length === 0) return;
    replace(
      block,
      h('h3', {}, 'Elsewhere it would change the cost by'),
      ...places.map(({ service, price }) =>
        h(
          'p',
          { class: 'arrow-row' },
          serviceLink(app, service),
          h(
            'span',
            { class: price.cost < 0 ? 'cost change good' : 'cost change' },
            `${signed(price.cost)}${price.broken === 0 ? '' : `, broken ${signed(price.broken)}`}`,
          ),
        ),
      ),
    );
  };
  // What was picked meanwhile took this block off the page.
  inFrames(
    () => {},
    () => block.isConnected && fill(),
  )();
  return block;
}

/** Which services a module has to do with: what speaks for and against its place. */
function tiesOf(app: App, module: number): HTMLElement[] {
  const { labels, owners } = app.bench.cut();
  const ties = new Map<number, number>();
  const tie = (service = -1) => ties.set(service, (ties.get(service) ?? 0) + 1);
  for (const { from, to } of app.data.edges) {
    if (from === module && to !== module) tie(labels[to]);
    if (to === module && from !== module) tie(labels[from]);
  }
  for (const [user, table] of app.data.access) if (user === module) tie(owners[table]);
  if (ties.size === 0) return [];
  return [
    h('h3', {}, 'Ties to modules and tables of'),
    ...[...ties]
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .map(([service, count]) =>
        h(
          'p',
          { class: 'arrow-row' },
          service < 0 ? h('span', { class: 'note' }, 'outside services') : serviceLink(app, service),
          h('span', { class: 'cost' }, whole(count)),
        ),
      ),
  ];
}

function arrowRow(app: App, arrow: PairArrow): HTMLElement {
  return h(
    'a',
    { class: 'arrow-row', href: address.seam(arrow.from, arrow.to) },
    swatch(app, arrow.from),
    h('span', { class: 'name', title: serviceName(app, arrow.from) }, serviceName(app, arrow.from)),
    h('span', { class: 'to', 'aria-label': 'to' }, '→'),
    swatch(app, arrow.to),
    h('span', { class: 'name', title: serviceName(app, arrow.to) }, serviceName(app, arrow.to)),
    h('span', { class: arrow.isHard ? 'cost bad' : 'cost' }, short(arrow.cost)),
  );
}
