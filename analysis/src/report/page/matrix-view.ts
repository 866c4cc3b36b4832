/** The dependency structure matrix: who (row) needs whom (column), by service or module by module. */
import { kindInWords } from '../../boundaries/migration-cost.ts';
import { type App, address, serviceName, type View } from './app.ts';
import type { Index } from './data.ts';
import { h, onceAFrame, plural, replace, short } from './dom.ts';
import { type Ink, inkOf } from './map-ink.ts';
import { layered, type MatrixOrder, modulesLayered } from './matrix-order.ts';
import { dotsOf, paintModuleMatrix, paintServiceMatrix, roomForNames } from './matrix-paint.ts';

type Grain = 'services' | 'modules';

const largestCell = 52;
/** Rows of services stay apart even where the whole matrix then needs scrolling. */
const smallestServiceCell = 13;
/** Above the cells of modules, which have no column names. */
const moduleTop = 12;

export function matrixView(app: App): View {
  const canvas = h('canvas', {
    tabindex: '0',
    role: 'application',
    'aria-label': 'Dependency matrix. Arrow keys go from cell to cell, Enter opens the seam.',
  });
  const told = h('p', { class: 'matrix-told', 'aria-live': 'polite' });
  const grains = h('div', { class: 'segments', role: 'group', 'aria-label': 'What a row stands for' });
  const stage = h('div', { class: 'matrix-stage' }, canvas);
  const orderTold = h('p', { class: 'note' });
  const element = h(
    'section',
    { class: 'view matrix', 'aria-label': 'Matrix' },
    h('header', {}, h('h1', {}, 'Dependency matrix'), grains),
    orderTold,
    stage,
    h('div', { class: 'matrix-foot' }, told, legend()),
  );
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  let grain: Grain = 'services';
  let ink: Ink = inkOf(document.body);
  let layers: MatrixOrder = { order: [], circles: [], against: 0 };
  let order: readonly Index[] = [];
  let cell = 1;
  let room = { left: 0, top: 0 };
  let at = { row: -1, column: -1 };
  /** The modules' dots, drawn once a cut. */
  let dots: HTMLCanvasElement | null = null;
  let rows: readonly Index[] = [];

  const paint = onceAFrame(() => paintMatrix());
  function measure(): void {
    const ratio = window.devicePixelRatio || 1;
    const names = roomForNames(app, order);
    room = grain === 'services' ? names : { left: names.left, top: moduleTop };
    // Leaning names reach beyond the last column.
    const beyond = grain === 'services' ? names.right : 1;
    const count = Math.max(1, grain === 'services' ? order.length : rows.length);
    const fitting = Math.min(
      largestCell,
      (stage.clientWidth - room.left - beyond) / count,
      (stage.clientHeight - room.top - 2) / count,
    );
    cell = Math.max(fitting, grain === 'services' ? smallestServiceCell : 0.02);
    const width = room.left + cell * count + beyond;
    const height = room.top + cell * count + 1;
    canvas.style.inlineSize = `${width}px`;
    canvas.style.blockSize = `${height}px`;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }
  function paintMatrix(): void {
    const sheet = { ...room, cell, at, ink, circles: layers.circles };
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (grain === 'services') paintServiceMatrix(context, app, order, sheet);
    else if (dots) paintModuleMatrix(context, app, order, rows, dots, sheet);
  }
  const setGrain = (next: Grain) => {
    grain = next;
    at = { row: -1, column: -1 };
    told.textContent = '';
    refresh();
  };
  function refresh(): void {
    const cut = app.bench.cut();
    ink = inkOf(document.body);
    layers = layered(cut.names.length, app.figures().arrows);
    order = layers.order;
    rows = grain === 'modules' ? modulesLayered(app.data, cut.labels, order) : [];
    replace(orderTold, orderInWords(layers, app.figures().cost));
    dots = grain === 'modules' ? dotsOf(app, rows, ink) : null;
    replace(
      grains,
      ...(['services', 'modules'] as const).map((each) =>
        h(
          'button',
          { type: 'button', 'aria-pressed': String(each === grain), onclick: () => setGrain(each) },
          each,
        ),
      ),
    );
    measure();
    paintMatrix();
  }

  const cellAt = (event: MouseEvent) => ({
    row: Math.floor((event.offsetY - room.top) / cell),
    column: Math.floor((event.offsetX - room.left) / cell),
  });
  const pair = () => {
    if (grain === 'services') return { from: order[at.row] ?? -1, to: order[at.column] ?? -1 };
    const labels = app.bench.cut().labels;
    return { from: labels[rows[at.row] ?? -1] ?? -1, to: labels[rows[at.column] ?? -1] ?? -1 };
  };
  const tell = () => {
    const { from, to } = pair();
    if (from < 0 || to < 0) {
      told.textContent = '';
      return;
    }
    const arrow = app.figures().arrows.find((each) => each.from === from && each.to === to);
    const names = `${serviceName(app, from)} → ${serviceName(app, to)}`;
    const cost =
      from === to
        ? 'inside'
        : arrow
          ? `cost ${short(arrow.cost)} (${arrow.seams.map((seam) => kindInWords(seam.kind)).join(', ')})`
          : 'nothing crosses';
    const modules =
      grain === 'modules'
        ? `${app.data.modules[rows[at.row] ?? -1]?.path ?? ''} → ${app.data.modules[rows[at.column] ?? -1]?.path ?? ''} · `
        : '';
    replace(told, `${modules}${names}: ${cost}`);
  };
  const open = () => {
    const { from, to } = pair();
    if (from < 0 || to < 0) return;
    location.hash = from === to ? address.service(from) : address.seam(from, to);
  };
  canvas.addEventListener('mousemove', (event) => {
    const next = cellAt(event);
    if (next.row === at.row && next.column === at.column) return;
    at = next;
    tell();
    paint();
  });
  canvas.addEventListener('mouseleave', () => {
    at = { row: -1, column: -1 };
    tell();
    paint();
  });
  canvas.addEventListener('click', open);
  canvas.addEventListener('keydown', (event) => {
    const count = grain === 'services' ? order.length : rows.length;
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (event.key === 'Enter') open();
    else if (step) {
      const [down = 0, right = 0] = step;
      at = {
        row: Math.min(count - 1, Math.max(0, at.row + down)),
        column: Math.min(count - 1, Math.max(0, at.column + right)),
      };
      tell();
      paint();
    } else return;
    event.preventDefault();
  });
  new ResizeObserver(() => {
    if (stage.clientWidth === 0) return;
    measure();
    paintMatrix();
  }).observe(stage);
  return { element, refresh };
}

function orderInWords({ circles, against }: MatrixOrder, cost: number): string {
  const needs = 'A row needs what stands in its columns; who needs others stands above them.';
  if (circles.length === 0) return `${needs} Nothing runs against that order.`;
  const members = circles.reduce((sum, { size }) => sum + size, 0);
  const groups = circles.length === 1 ? 'a circle' : plural(circles.length, 'circle');
  return `${needs} ${plural(members, 'service')} stand in ${groups}, framed: ${short(against)} of ${short(cost)} cost units lie below the diagonal, against that order.`;
}

function legend(): HTMLElement {
  const cell = (kind: string, text: string) => h('li', {}, h('span', { class: `cell ${kind}` }), text);
  return h(
    'ul',
    { class: 'matrix-legend' },
    cell('soft', 'seam, stronger costs more'),
    cell('hard', 'breaks a transaction, writes a foreign table or shares state'),
    cell('own', 'the service itself'),
    cell('circle', 'circle'),
  );
}
