/** Draws the map. */

import { visible } from '../encode.ts';
import type { App } from './app.ts';
import { h } from './dom.ts';
import type { PairArrow } from './figures.ts';
import { type Bow, routeOf } from './map-routes.ts';
import type { Scene, SceneIsland, Seed } from './map-scene.ts';

export interface Camera {
  /** Map coordinates of the upper left corner of the screen. */
  x: number;
  y: number;
  scale: number;
}

export interface Emphasis {
  /** Service that is looked at; its seams stand out. */
  readonly service: number | null;
  readonly arrow: { readonly from: number; readonly to: number } | null;
  readonly seed: Seed | null;
  /** Island on which the dragged seed would be dropped. */
  readonly target: SceneIsland | null;
}

/**
 * More lines than these are a thicket: the costliest that make up this share of all cost are drawn, at most so many an island; and all
 * of the service that is looked at.
 */
const costDrawn = 0.75;
const arrowsDrawnAnIsland = 1.7;
/** And never more than these, unless a service is looked at: among hundreds of services the costliest are the picture. */
const mostArrowsDrawn = 220;
const seedRadius = 3.7;

export interface Ink {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly rule: string;
  readonly bad: string;
  readonly ground: string;
  readonly accent: string;
}

/** The colours of the style as a canvas takes them: a probe resolves what they are in light or dark. */
export function inkOf(element: Element): Ink {
  const probe = h('span', { hidden: true });
  element.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const ink = {
    text: read('--ink'),
    muted: read('--muted'),
    line: read('--seam'),
    rule: read('--rule'),
    bad: read('--bad'),
    ground: read('--ground'),
    accent: read('--accent'),
  };
  probe.remove();
  return ink;
}

export function arrowsToDraw(arrows: readonly PairArrow[], looked: number | null): PairArrow[] {
  const priced = arrows.filter((arrow) => arrow.cost > 0);
  if (looked !== null) return priced.filter((arrow) => arrow.from === looked || arrow.to === looked);
  const islands = new Set(priced.flatMap(({ from, to }) => [from, to])).size;
  const most = Math.min(mostArrowsDrawn, Math.ceil(arrowsDrawnAnIsland * islands));
  const enough = costDrawn * priced.reduce((sum, arrow) => sum + arrow.cost, 0);
  let shown = 0;
  return priced.slice(0, most).filter((arrow) => {
    const isNeeded = shown < enough;
    shown += arrow.cost;
    return isNeeded;
  });
}

export function paintMap(
  context: CanvasRenderingContext2D,
  app: App,
  scene: Scene,
  camera: Camera,
  emphasis: Emphasis,
  ink: Ink,
): void {
  const pixels = context.canvas.width / context.canvas.clientWidth || 1;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(
    camera.scale * pixels,
    0,
    0,
    camera.scale * pixels,
    -camera.x * camera.scale * pixels,
    -camera.y * camera.scale * pixels,
  );
  paintArrows(context, app, scene, camera.scale, emphasis, ink);
  paintGround(context, app, scene, emphasis, ink);
  for (const island of scene.islands)
    paintSeeds(context, app, island, isDimmed(app, island, emphasis), camera.scale);
  if (emphasis.seed) paintTies(context, app, scene, emphasis.seed, ink);
  paintNames(context, app, scene, camera.scale, emphasis, ink);
}

function isDimmed(app: App, island: SceneIsland, emphasis: Emphasis): boolean {
  if (emphasis.service === null || island.service === emphasis.service) return false;
  return !app
    .figures()
    .arrows.some(
      ({ from, to }) =>
        (from === emphasis.service && to === island.service) ||
        (to === emphasis.service && from === island.service),
    );
}

function paintGround(
  context: CanvasRenderingContext2D,
  app: App,
  scene: Scene,
  emphasis: Emphasis,
  ink: Ink,
): void {
  for (const island of scene.islands) {
    const tone = app.tone(island.service);
    const isTarget = emphasis.target === island;
    context.beginPath();
    context.arc(island.x, island.y, island.radius, 0, 2 * Math.PI);
    // First the ground, so that lines pass under an island.
    context.fillStyle = ink.ground;
    context.globalAlpha = 1;
    context.fill();
    context.globalAlpha = isDimmed(app, island, emphasis) ? 0.5 : 1;
    context.fillStyle = tone.wash;
    context.fill();
    context.setLineDash(island.service < 0 ? [4, 5] : []);
    context.lineWidth = isTarget ? 3 : emphasis.service === island.service ? 2.4 : 1.2;
    context.strokeStyle = isTarget
      ? ink.accent
      : emphasis.service === island.service
        ? tone.solid
        : tone.edge;
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** Lines keep their width on the screen, or none could be told from another from afar. */
function paintArrows(
  context: CanvasRenderingContext2D,
  app: App,
  scene: Scene,
  scale: number,
  emphasis: Emphasis,
  ink: Ink,
): void {
  const { arrows } = app.figures();
  const drawn = arrowsToDraw(arrows, emphasis.service);
  const costliest = Math.max(1, drawn[0]?.cost ?? 1, ...drawn.map((arrow) => arrow.cost));
  context.lineCap = 'round';
  for (const arrow of drawn.toReversed()) {
    const bow = routeOf(scene, arrow);
    if (!bow) continue;
    const isPicked = emphasis.arrow?.from === arrow.from && emphasis.arrow.to === arrow.to;
    const share = Math.sqrt(arrow.cost / costliest);
    const width = (0.7 + 4 * share) / Math.max(0.5, scale);
    const colour = isPicked ? ink.accent : arrow.isHard ? ink.bad : ink.line;
    context.globalAlpha = isPicked ? 1 : emphasis.arrow ? 0.25 : 0.3 + 0.5 * share;
    context.strokeStyle = colour;
    context.fillStyle = colour;
    context.lineWidth = isPicked ? width + 1.5 / scale : width;
    context.beginPath();
    context.moveTo(bow.x1, bow.y1);
    context.quadraticCurveTo(bow.cx, bow.cy, bow.x2, bow.y2);
    context.stroke();
    paintHead(context, bow, width + 6 / Math.max(0.5, scale));
  }
  context.globalAlpha = 1;
}

function paintHead(context: CanvasRenderingContext2D, bow: Bow, size: number): void {
  const angle = Math.atan2(bow.y2 - bow.cy, bow.x2 - bow.cx);
  const tipX = bow.x2 + 6 * Math.cos(angle);
  const tipY = bow.y2 + 6 * Math.sin(angle);
  context.beginPath();
  context.moveTo(tipX, tipY);
  context.lineTo(tipX - size * Math.cos(angle - 0.5), tipY - size * Math.sin(angle - 0.5));
  context.lineTo(tipX - size * Math.cos(angle + 0.5), tipY - size * Math.sin(angle + 0.5));
  context.closePath();
  context.fill();
}

/** One path an island and kind: a canvas draws a thousand circles in one fill as fast as ten in ten. */
interface SeedPaths {
  readonly sure: Path2D;
  readonly unsure: Path2D;
  readonly tables: Path2D;
}

const seedPaths = new WeakMap<SceneIsland, SeedPaths>();

function pathsOf(app: App, island: SceneIsland): SeedPaths {
  const known = seedPaths.get(island);
  if (known) return known;
  const paths = { sure: new Path2D(), unsure: new Path2D(), tables: new Path2D() };
  for (const seed of island.seeds) {
    if (seed.what === 'table') paths.tables.roundRect(seed.x - 4.4, seed.y - 4.4, 8.8, 8.8, 2.4);
    else {
      const { part, confidence = 0 } = app.data.modules[seed.index] ?? {};
      const isSure = island.service < 0 || part !== undefined || confidence >= 0.5;
      const path = isSure ? paths.sure : paths.unsure;
      const radius = isSure ? seedRadius : seedRadius - 0.7;
      path.moveTo(seed.x + radius, seed.y);
      path.arc(seed.x, seed.y, radius, 0, 2 * Math.PI);
    }
  }
  seedPaths.set(island, paths);
  return paths;
}

function paintSeeds(
  context: CanvasRenderingContext2D,
  app: App,
  island: SceneIsland,
  dimmed: boolean,
  scale: number,
): void {
  const tone = app.tone(island.service);
  const { sure, unsure, tables } = pathsOf(app, island);
  context.globalAlpha = dimmed ? 0.25 : 0.9;
  context.fillStyle = tone.solid;
  context.strokeStyle = tone.solid;
  context.fill(sure);
  context.lineWidth = 1.3;
  if (scale > 0.35) context.stroke(unsure);
  else context.fill(unsure);
  context.globalAlpha = dimmed ? 0.3 : 1;
  context.lineWidth = 2.2;
  context.stroke(tables);
  context.globalAlpha = 1;
}

/** Lines from one seed to all that it has to do with. */
function paintTies(context: CanvasRenderingContext2D, app: App, scene: Scene, seed: Seed, ink: Ink): void {
  const places = new Map<number, Seed>();
  const tables = new Map<number, Seed>();
  for (const island of scene.islands)
    for (const each of island.seeds) (each.what === 'module' ? places : tables).set(each.index, each);
  const others: (Seed | undefined)[] = [];
  if (seed.what === 'module') {
    for (const edge of app.data.edges) {
      if (edge.from === seed.index) others.push(places.get(edge.to));
      else if (edge.to === seed.index) others.push(places.get(edge.from));
    }
  }
  for (const [module, table] of app.data.access) {
    if (seed.what === 'module' && module === seed.index) others.push(tables.get(table));
    if (seed.what === 'table' && table === seed.index) others.push(places.get(module));
  }
  context.strokeStyle = ink.text;
  context.lineWidth = 1;
  context.globalAlpha = 0.4;
  context.beginPath();
  for (const other of others) {
    if (!other) continue;
    context.moveTo(seed.x, seed.y);
    context.lineTo(other.x, other.y);
  }
  context.stroke();
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(seed.x, seed.y, seedRadius + 3, 0, 2 * Math.PI);
  context.stroke();
}

/** Names keep their size on the screen; the small ones of far islands give way. */
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The largest islands first; a name that would lie on another waits until the reader comes nearer. */
function paintNames(
  context: CanvasRenderingContext2D,
  app: App,
  scene: Scene,
  scale: number,
  emphasis: Emphasis,
  ink: Ink,
): void {
  const named: Box[] = [];
  const isLookedAt = (island: SceneIsland) =>
    island === emphasis.target || (emphasis.service !== null && island.service === emphasis.service);
  const order = [...scene.islands].sort(
    (a, b) => Number(isLookedAt(b)) - Number(isLookedAt(a)) || b.radius - a.radius,
  );
  for (const island of order)
    if (isLookedAt(island) || island.radius * scale >= leastNamed)
      paintName(context, app, island, scale, ink, isDimmed(app, island, emphasis), named);
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function paintName(
  context: CanvasRenderingContext2D,
  app: App,
  island: SceneIsland,
  scale: number,
  ink: Ink,
  dimmed: boolean,
  named: Box[],
): void {
  const onScreen = island.radius * scale;
  const size = Math.min(15, Math.max(10.5, onScreen / 5)) / scale;
  const name = island.service < 0 ? 'outside services' : (app.bench.cut().names[island.service] ?? '');
  context.font = `600 ${size}px ${fontFamily}`;
  const text = clipped(visible(name));
  const y = island.y - island.radius - 5 / scale;
  const half = context.measureText(text).width / 2 + besideName / scale;
  const box = { left: island.x - half, right: island.x + half, top: y - size, bottom: y };
  if (named.some((other) => overlaps(box, other))) return;
  named.push(box);
  context.globalAlpha = dimmed ? 0.45 : 1;
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  context.lineJoin = 'round';
  context.strokeStyle = ink.ground;
  context.lineWidth = 4 / scale;
  context.strokeText(text, island.x, y);
  context.fillStyle = island.service < 0 ? ink.muted : ink.text;
  context.fillText(text, island.x, y);
  context.globalAlpha = 1;
}

const fontFamily = 'Inter, system-ui, sans-serif';
const longestName = 28;
/** Pixels that stay free on both sides of a name. */
const besideName = 4;
/** Radius in pixels from which an island shows its name. */
const leastNamed = 11;

function clipped(text: string): string {
  return text.length > longestName ? `${text.slice(0, longestName - 1)}…` : text;
}
