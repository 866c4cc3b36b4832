/** Draws the dependency matrix. */
import { visible } from '../encode.ts';
import { type App, serviceName } from './app.ts';
import type { Index } from './data.ts';
import { h, short } from './dom.ts';
import type { PairArrow } from './figures.ts';
import type { Ink } from './map-ink.ts';
import type { MatrixOrder } from './matrix-order.ts';

/** Where the cells lie on the canvas, and which one is looked at. */
export interface Sheet {
  /** Room for names left of and above the cells. */
  readonly left: number;
  readonly top: number;
  readonly cell: number;
  readonly at: { readonly row: number; readonly column: number };
  readonly ink: Ink;
  readonly circles: MatrixOrder['circles'];
}

/** Smaller cells hold no number. */
const readableCell = 24;
const readableName = 11;
const longestName = 22;
const nameGap = 10;
const font = 'Inter, system-ui, sans-serif';
const columnAngle = -Math.PI / 2.6;

/** Room that the names of services need: left of the rows, and above the columns where they lean. */
export function roomForNames(
  app: App,
  order: readonly Index[],
): { readonly left: number; readonly top: number; readonly right: number } {
  const context = h('canvas').getContext('2d');
  if (!context) return { left: 0, top: 0, right: 0 };
  context.font = `13px ${font}`;
  const widest = Math.max(0, ...order.map((service) => context.measureText(shortName(app, service)).width));
  return {
    left: widest + 2 * nameGap,
    top: widest * Math.sin(-columnAngle) + 2 * nameGap,
    right: widest * Math.cos(columnAngle) + nameGap,
  };
}

function shortName(app: App, service: Index): string {
  const name = visible(serviceName(app, service));
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
}

export function paintServiceMatrix(
  context: CanvasRenderingContext2D,
  app: App,
  order: readonly Index[],
  sheet: Sheet,
): void {
  const { left, top, cell, ink } = sheet;
  const position = new Map(order.map((service, index) => [service, index]));
  const { arrows } = app.figures();
  const costliest = Math.max(1, arrows[0]?.cost ?? 1);
  paintCross(context, order.length, sheet);
  order.forEach((service, index) => {
    context.fillStyle = app.tone(service).wash;
    context.fillRect(left + index * cell, top + index * cell, cell, cell);
    context.fillStyle = app.tone(service).solid;
    context.beginPath();
    context.arc(
      left + (index + 0.5) * cell,
      top + (index + 0.5) * cell,
      Math.min(5, cell / 4),
      0,
      2 * Math.PI,
    );
    context.fill();
    if (cell < readableName) return;
    paintRowName(context, app, service, top + (index + 0.5) * cell, sheet.at.row === index, sheet);
    paintColumnName(context, app, service, left + (index + 0.5) * cell, sheet.at.column === index, sheet);
  });
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.font = `${Math.min(13, cell * 0.36)}px ${font}`;
  for (const arrow of arrows) {
    const x = left + (position.get(arrow.to) ?? 0) * cell;
    const y = top + (position.get(arrow.from) ?? 0) * cell;
    paintCell(context, arrow, x, y, cell, Math.sqrt(arrow.cost / costliest), ink);
  }
  paintGrid(context, order.length, sheet);
  paintCircles(context, sheet.circles, sheet);
}

/** A frame around services that need each other in a circle. */
function paintCircles(
  context: CanvasRenderingContext2D,
  circles: readonly { readonly start: number; readonly size: number }[],
  { left, top, cell, ink }: Omit<Sheet, 'circles' | 'at'>,
): void {
  context.strokeStyle = ink.accent;
  context.lineWidth = 1.5;
  for (const { start, size } of circles)
    context.strokeRect(left + start * cell, top + start * cell, size * cell, size * cell);
}

function paintCell(
  context: CanvasRenderingContext2D,
  arrow: PairArrow,
  x: number,
  y: number,
  cell: number,
  share: number,
  ink: Ink,
): void {
  context.globalAlpha = 0.08 + 0.42 * share;
  context.fillStyle = arrow.isHard ? ink.bad : ink.muted;
  context.fillRect(x, y, cell, cell);
  context.globalAlpha = 1;
  if (cell < readableCell) return;
  context.fillStyle = ink.text;
  context.fillText(short(arrow.cost), x + cell / 2, y + cell / 2 + 0.5);
}

function paintRowName(
  context: CanvasRenderingContext2D,
  app: App,
  service: Index,
  y: number,
  isLookedAt: boolean,
  { left, cell, ink }: Sheet,
): void {
  context.font = `${Math.min(13, Math.max(readableName, cell * 0.8))}px ${font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  context.fillStyle = isLookedAt ? ink.accent : ink.text;
  context.fillText(shortName(app, service), left - nameGap, y);
}

function paintColumnName(
  context: CanvasRenderingContext2D,
  app: App,
  service: Index,
  x: number,
  isLookedAt: boolean,
  { top, ink }: Sheet,
): void {
  context.save();
  context.translate(x, top - nameGap);
  context.rotate(columnAngle);
  context.textAlign = 'left';
  context.fillStyle = isLookedAt ? ink.accent : ink.text;
  context.fillText(shortName(app, service), 0, 0);
  context.restore();
}

function paintCross(
  context: CanvasRenderingContext2D,
  count: number,
  { left, top, cell, at, ink }: Sheet,
): void {
  if (at.row < 0 || at.column < 0 || at.row >= count || at.column >= count) return;
  context.globalAlpha = 0.08;
  context.fillStyle = ink.accent;
  context.fillRect(left, top + at.row * cell, count * cell, Math.max(1, cell));
  context.fillRect(left + at.column * cell, top, Math.max(1, cell), count * cell);
  context.globalAlpha = 1;
}

function paintGrid(context: CanvasRenderingContext2D, count: number, { left, top, cell, ink }: Sheet): void {
  context.strokeStyle = ink.ground;
  context.lineWidth = cell < readableCell ? 1 : 2;
  context.beginPath();
  for (let line = 0; line <= count; line += 1) {
    context.moveTo(left, top + line * cell);
    context.lineTo(left + count * cell, top + line * cell);
    context.moveTo(left + line * cell, top);
    context.lineTo(left + line * cell, top + count * cell);
  }
  context.stroke();
}

export function paintModuleMatrix(
  context: CanvasRenderingContext2D,
  app: App,
  order: readonly Index[],
  rows: readonly Index[],
  dots: CanvasImageSource,
  sheet: Sheet,
): void {
  const { left, top, cell } = sheet;
  const side = rows.length * cell;
  context.strokeStyle = sheet.ink.rule;
  context.lineWidth = 1;
  context.strokeRect(left, top, side, side);
  paintCross(context, rows.length, sheet);
  let start = 0;
  for (const service of order) {
    const size = (app.figures().services[service]?.modules.length ?? 0) * cell;
    const tone = app.tone(service);
    context.fillStyle = tone.wash;
    context.fillRect(left + start, top + start, size, size);
    context.strokeStyle = tone.edge;
    context.lineWidth = 1;
    context.strokeRect(left + start, top + start, size, size);
    if (size >= readableName)
      paintRowName(context, app, service, top + start + size / 2, false, { ...sheet, cell: readableName });
    start += size;
  }
  paintCircles(context, circlesOfRows(app, order, sheet.circles), sheet);
  context.imageSmoothingEnabled = cell < 1;
  context.drawImage(dots, left, top, side, side);
}

/** Circles of services in rows of modules. */
function circlesOfRows(app: App, order: readonly Index[], circles: Sheet['circles']): Sheet['circles'] {
  const rowsBefore = [0];
  for (const service of order)
    rowsBefore.push((rowsBefore.at(-1) ?? 0) + (app.figures().services[service]?.modules.length ?? 0));
  return circles.map(({ start, size }) => {
    const first = rowsBefore[start] ?? 0;
    return { start: first, size: (rowsBefore[start + size] ?? first) - first };
  });
}

/** Pixels a side of the picture of dots; more rows share pixels. */
const mostDots = 1_600;

/** A picture with one dot a dependency between modules: made once a cut, as there are tens of thousands. */
export function dotsOf(app: App, rows: readonly Index[], ink: Ink): HTMLCanvasElement {
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
  // A dot of a large system is kept as wide as a pixel of the screen, or it would fade away.
  const size = Math.max(1, scale, side / 800);
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
