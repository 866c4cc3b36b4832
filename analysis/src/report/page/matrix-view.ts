/** The dependency structure matrix: who (row) needs whom (column), by service or module by module. */
import { visible } from '../encode.ts';
import { type App, address, serviceName, type View } from './app.ts';
import type { Index } from './data.ts';
import { h, onceAFrame, replace, short } from './dom.ts';
import type { Figures, PairArrow } from './figures.ts';
import { type Ink, inkOf } from './map-paint.ts';

type Grain = 'services' | 'modules';

const header = 150;
const largestCell = 56;
/** Smaller cells hold no number. */
const readableCell = 24;
const readableName = 11;

export function matrixView(app: App): View {
  const canvas = h('canvas', {
    tabindex: '0',
    role: 'application',
    'aria-label': 'Dependency matrix. Arrow keys go from cell to cell, Enter opens the seam.',
  });
  const told = h('p', { class: 'matrix-told', 'aria-live': 'polite' });
  const grains = h('div', { class: 'segments', role: 'group', 'aria-label': 'What a row stands for' });
  const stage = h('div', { class: 'matrix-stage' }, canvas);
  const element = h(
    'section',
    { class: 'view matrix', 'aria-label': 'Matrix' },
    h('header', {}, h('h1', {}, 'Dependency matrix'), grains),
    h(
      'p',
      { class: 'note' },
      'A row needs what stands in its columns. Services that are needed and need little stand last: what lies below the diagonal runs against that order.',
    ),
    stage,
    told,
  );
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  let grain: Grain = 'services';
  let ink: Ink = inkOf(document.documentElement);
  let order: readonly Index[] = [];
  let cell = 1;
  let at = { row: -1, column: -1 };
  /** The modules' dots, drawn once a cut. */
  let dots: HTMLCanvasElement | null = null;
  let rows: readonly Index[] = [];

  const paint = onceAFrame(() => paintMatrix());
  function measure(): void {
    const ratio = window.devicePixelRatio || 1;
    const room = Math.max(200, Math.min(stage.clientWidth, 1_400));
    const count = Math.max(1, grain === 'services' ? order.length : rows.length);
    cell = Math.min(largestCell, (room - header) / count);
    if (grain === 'services') cell = Math.max(14, cell);
    const side = header + cell * count + 1;
    canvas.style.inlineSize = `${side}px`;
    canvas.style.blockSize = `${side}px`;
    canvas.width = Math.round(side * ratio);
    canvas.height = Math.round(side * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }
  function paintMatrix(): void {
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (grain === 'services') paintServices(context, app, order, cell, at, ink);
    else paintModules(context, app, order, rows, cell, at, dots, ink);
  }
  const setGrain = (next: Grain) => {
    grain = next;
    at = { row: -1, column: -1 };
    told.textContent = '';
    refresh();
  };
  function refresh(): void {
    const cut = app.bench.cut();
    ink = inkOf(document.documentElement);
    order = servicesInOrder(app.figures(), cut.names.length);
    rows = order.flatMap((service) => [...(app.figures().services[service]?.modules ?? [])]);
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
    row: Math.floor((event.offsetY - header) / cell),
    column: Math.floor((event.offsetX - header) / cell),
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
          ? `cost ${short(arrow.cost)} (${arrow.seams.map((seam) => seam.kind).join(', ')})`
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

/** Those that need much and are needed little first: in a system of layers nothing then lies below the diagonal. */
export function servicesInOrder(figures: Figures, count: number): Index[] {
  const lean = (service: Index) => {
    const { costIn = 0, costOut = 0 } = figures.services[service] ?? {};
    return (costOut - costIn) / (costOut + costIn || 1);
  };
  return Array.from({ length: count }, (_, service) => service).sort((a, b) => lean(b) - lean(a) || a - b);
}

function paintServices(
  context: CanvasRenderingContext2D,
  app: App,
  order: readonly Index[],
  cell: number,
  at: { row: number; column: number },
  ink: Ink,
): void {
  const position = new Map(order.map((service, index) => [service, index]));
  const { arrows } = app.figures();
  const costliest = Math.max(1, arrows[0]?.cost ?? 1);
  paintCross(context, order.length, cell, at, ink);
  order.forEach((service, index) => {
    context.fillStyle = app.tone(service).wash;
    context.fillRect(header + index * cell, header + index * cell, cell, cell);
    context.fillStyle = app.tone(service).solid;
    const dot = Math.min(5, cell / 4);
    context.beginPath();
    context.arc(header + (index + 0.5) * cell, header + (index + 0.5) * cell, dot, 0, 2 * Math.PI);
    context.fill();
    if (cell >= readableName) paintNames(context, app, service, index, cell, at, ink);
  });
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.font = `${Math.min(13, cell * 0.36)}px Inter, system-ui, sans-serif`;
  for (const arrow of arrows) {
    const row = position.get(arrow.from) ?? 0;
    const column = position.get(arrow.to) ?? 0;
    paintCell(context, arrow, header + column * cell, header + row * cell, cell, costliest, ink);
  }
  paintGrid(context, order.length, cell, ink);
}

function paintCell(
  context: CanvasRenderingContext2D,
  arrow: PairArrow,
  x: number,
  y: number,
  cell: number,
  costliest: number,
  ink: Ink,
): void {
  const share = Math.sqrt(arrow.cost / costliest);
  context.globalAlpha = 0.1 + 0.55 * share;
  context.fillStyle = arrow.isHard ? ink.bad : ink.muted;
  context.fillRect(x + 1, y + 1, cell - 1, cell - 1);
  context.globalAlpha = 1;
  if (cell < readableCell) return;
  context.fillStyle = share > 0.75 && !arrow.isHard ? ink.ground : ink.text;
  context.fillText(short(arrow.cost), x + cell / 2, y + cell / 2 + 0.5);
}

function paintNames(
  context: CanvasRenderingContext2D,
  app: App,
  service: Index,
  index: number,
  cell: number,
  at: { row: number; column: number },
  ink: Ink,
): void {
  const name = visible(serviceName(app, service));
  const text = name.length > 20 ? `${name.slice(0, 19)}…` : name;
  context.font = `${Math.min(13, cell * 0.8)}px Inter, system-ui, sans-serif`;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  context.fillStyle = at.row === index ? ink.accent : ink.text;
  context.fillText(text, header - 10, header + (index + 0.5) * cell);
  context.save();
  context.translate(header + (index + 0.5) * cell, header - 10);
  context.rotate(-Math.PI / 2.6);
  context.textAlign = 'left';
  context.fillStyle = at.column === index ? ink.accent : ink.text;
  context.fillText(text, 0, 0);
  context.restore();
}

function paintCross(
  context: CanvasRenderingContext2D,
  count: number,
  cell: number,
  at: { row: number; column: number },
  ink: Ink,
): void {
  if (at.row < 0 || at.column < 0 || at.row >= count || at.column >= count) return;
  context.globalAlpha = 0.08;
  context.fillStyle = ink.accent;
  context.fillRect(header, header + at.row * cell, count * cell, Math.max(1, cell));
  context.fillRect(header + at.column * cell, header, Math.max(1, cell), count * cell);
  context.globalAlpha = 1;
}

function paintGrid(context: CanvasRenderingContext2D, count: number, cell: number, ink: Ink): void {
  context.globalAlpha = 0.25;
  context.strokeStyle = ink.muted;
  context.lineWidth = 0.5;
  context.beginPath();
  for (let line = 0; line <= count; line += 1) {
    const along = Math.round(header + line * cell) + 0.5;
    context.moveTo(header, along);
    context.lineTo(header + count * cell, along);
    context.moveTo(along, header);
    context.lineTo(along, header + count * cell);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/** A picture with one pixel a pair of modules, where it fits; shrunk by the browser. */
const mostDots = 1_600;

function dotsOf(app: App, rows: readonly Index[], ink: Ink): HTMLCanvasElement {
  const side = Math.max(1, Math.min(mostDots, rows.length));
  const scale = side / Math.max(1, rows.length);
  const picture = h('canvas', { width: side, height: side });
  const context = picture.getContext('2d');
  if (!context) return picture;
  const position = new Int32Array(app.data.modules.length).fill(-1);
  rows.forEach((module, row) => {
    position[module] = row;
  });
  const labels = app.bench.cut().labels;
  const size = Math.max(1, scale);
  for (const edge of app.data.edges) {
    const row = position[edge.from] ?? -1;
    const column = position[edge.to] ?? -1;
    if (row < 0 || column < 0) continue;
    const isInside = labels[edge.from] === labels[edge.to];
    context.fillStyle = isInside ? app.tone(labels[edge.from] ?? -1).solid : ink.text;
    context.fillRect(Math.floor(column * scale), Math.floor(row * scale), size, size);
  }
  return picture;
}

function paintModules(
  context: CanvasRenderingContext2D,
  app: App,
  order: readonly Index[],
  rows: readonly Index[],
  cell: number,
  at: { row: number; column: number },
  dots: HTMLCanvasElement | null,
  ink: Ink,
): void {
  const side = rows.length * cell;
  paintCross(context, rows.length, cell, at, ink);
  let start = 0;
  for (const service of order) {
    const size = (app.figures().services[service]?.modules.length ?? 0) * cell;
    const tone = app.tone(service);
    context.fillStyle = tone.wash;
    context.fillRect(header + start, header + start, size, size);
    context.strokeStyle = tone.edge;
    context.lineWidth = 1;
    context.strokeRect(header + start, header + start, size, size);
    if (size >= readableName) {
      context.font = '12px Inter, system-ui, sans-serif';
      context.textAlign = 'right';
      context.textBaseline = 'middle';
      context.fillStyle = ink.text;
      const name = visible(serviceName(app, service));
      context.fillText(
        name.length > 20 ? `${name.slice(0, 19)}…` : name,
        header - 10,
        header + start + size / 2,
      );
    }
    start += size;
  }
  context.imageSmoothingEnabled = cell < 1;
  if (dots) context.drawImage(dots, header, header, side, side);
}
