/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Starts report.html: reads the data beside this script and shows the view that the address names. */
import { visible } from '../encode.ts';
import { type App, createApp, type Shown, serviceName, shownBy, type View } from './app.ts';
import { movedBetween } from './changes.ts';
import { openServiceChoice } from './choose-service.ts';
import type { PageData } from './data.ts';
import { h, inFrames, plural, replace, short } from './dom.ts';
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
import { whatIfView } from './what-if-view.ts';

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

function start(): void {
  const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as PageData;
  const root = document.documentElement;
  const live = h('p', { class: 'visually-hidden', 'aria-live': 'assertive' });
  // Paper is light, whatever the screen is.
  let isPrinting = false;
  addEventListener('beforeprint', () => {
    isPrinting = true;
  });
  addEventListener('afterprint', () => {
    isPrinting = false;
  });
  const app = createApp(data, {
    isDark: () =>
      !isPrinting && (root.dataset['theme'] ?? (systemIsDark.matches ? 'dark' : 'light')) === 'dark',
    chooseService: (what, index) => openServiceChoice(app, what, index),
  });

  let shown: Shown = shownBy(location.hash);
  const views = {
    overview: overviewView(app),
    map: mapView(app),
    matrix: matrixView(app),
    whatif: whatIfView(app),
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
    () => {
      views[shown.view].refresh();
      document.title = `${titleOf(app, shown)} · Service boundaries`;
    },
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
    // Where the link that was followed is gone, the keyboard goes on in what it led to.
    if (document.activeElement === document.body) main.focus({ preventScroll: true });
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
  app.bench.onChange(inFrames(...steps, () => replace(live, costInWords(app))));
  addEventListener('hashchange', show);
  systemIsDark.addEventListener('change', refresh);
  show();
  app.prepareStops();
}

function titleOf(app: App, shown: Shown): string {
  const titles = {
    overview: 'Overview',
    map: 'Map',
    matrix: 'Matrix',
    whatif: 'What if',
    outside: 'Outside services',
    unread: 'Not read',
  };
  if (shown.view === 'service') return visible(serviceName(app, shown.service));
  if (shown.view === 'seam')
    return visible(`${serviceName(app, shown.from)} → ${serviceName(app, shown.to)}`);
  return titles[shown.view];
}

/** For those who can't see the figures change. */
function costInWords(app: App): string {
  const before = app.figuresUntouched();
  const now = app.figures();
  const moved = movedBetween(app.bench.untouched(), app.bench.cut()).length;
  if (moved === 0) return `No moves; the cut costs ${short(now.cost)}`;
  return `${plural(moved, 'move')}; cost ${short(before.cost)} → ${short(now.cost)}, broken transactions ${before.broken.length} → ${now.broken.length}`;
}

start();
