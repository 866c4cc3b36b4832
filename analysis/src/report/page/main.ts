/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Starts report.html: reads the data beside this script and shows the view that the address names. */
import { createApp, type Shown, shownBy, type View } from './app.ts';
import { openServiceChoice } from './choose-service.ts';
import type { PageData } from './data.ts';
import { h, inFrames, replace } from './dom.ts';
import { granularitySlider } from './granularity.ts';
import { mapView } from './map-view.ts';
import { matrixView } from './matrix-view.ts';
import { outsideView } from './outside-view.ts';
import { overviewView } from './overview-view.ts';
import { printedReport } from './print.ts';
import { seamView } from './seam-view.ts';
import { searchBox } from './search.ts';
import { serviceView } from './service-view.ts';
import { sidebar } from './sidebar.ts';
import { unreadView } from './unread-view.ts';
import { whatIfBar } from './what-if-bar.ts';

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

function start(): void {
  const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as PageData;
  const root = document.documentElement;
  const live = h('p', { class: 'visually-hidden', 'aria-live': 'assertive' });
  const app = createApp(data, {
    isDark: () => (root.dataset['theme'] ?? (systemIsDark.matches ? 'dark' : 'light')) === 'dark',
    chooseService: (what, index) => openServiceChoice(app, what, index),
    announce: (text) => replace(live, text),
  });

  let shown: Shown = shownBy(location.hash);
  const views = {
    overview: overviewView(app),
    map: mapView(app),
    matrix: matrixView(app),
    outside: outsideView(app),
    unread: unreadView(app),
    service: serviceView(app, () => (shown.view === 'service' ? shown.service : -1)),
    seam: seamView(app, () => (shown.view === 'seam' ? shown : { from: -1, to: -1 })),
  } satisfies Record<Shown['view'], View>;
  const slider = granularitySlider(app);
  const side = sidebar(app, () => shown);
  const bar = whatIfBar(app);
  const main = h('main', { id: 'main', tabindex: '-1' });

  const steps = [
    bar.refresh,
    () => {
      slider.refresh();
      side.refresh();
    },
    () => views[shown.view].refresh(),
  ];
  const refresh = () => {
    for (const step of steps) step();
  };
  const show = () => {
    shown = shownBy(location.hash);
    const { element } = views[shown.view];
    if (main.firstChild !== element) main.replaceChildren(element);
    main.scrollTop = 0;
    refresh();
    if (shown.view === 'map' && shown.seed) views.map.pickSeed(shown.seed);
  };
  const theme = h(
    'button',
    {
      type: 'button',
      class: 'quiet',
      'aria-label': 'Light or dark',
      title: 'Light or dark',
      onclick: () => {
        root.dataset['theme'] = app.isDark() ? 'light' : 'dark';
        refresh();
      },
    },
    '◐',
  );
  const print = h('button', { type: 'button', class: 'quiet', onclick: () => window.print() }, 'Print');

  replace(
    document.body,
    h(
      'a',
      {
        class: 'skip',
        href: '#main',
        onclick: (event) => {
          event.preventDefault();
          main.focus();
        },
      },
      'Skip to the content',
    ),
    h(
      'header',
      { class: 'top' },
      h('a', { class: 'brand', href: '#overview' }, 'banyan'),
      searchBox(app),
      slider.element,
      theme,
      print,
    ),
    side.element,
    h('div', { class: 'content' }, bar.element, main),
    printedReport(app),
    live,
  );
  app.bench.onChange(inFrames(...steps));
  addEventListener('hashchange', show);
  systemIsDark.addEventListener('change', refresh);
  show();
  app.prepareStops();
}

start();
