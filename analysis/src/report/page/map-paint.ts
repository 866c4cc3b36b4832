/** Draws the map. */

import type { App } from './app.ts';
import type { PairArrow } from './figures.ts';
import type { Camera } from './map-camera.ts';
import { type Emphasis, type Ink, isDimmed } from './map-ink.ts';
import { paintNames } from './map-names.ts';
import { type Bow, routeOf } from './map-routes.ts';
import type { Scene, SceneIsland, Seed } from './map-scene.ts';

/**
 * More lines than these are a thicket: the costliest that make up this share of all cost are drawn, at most so many an island; and all
 * of the service that is looked at.
 */
const costDrawn = 0.75;
const arrowsDrawnAnIsland = 1.7;
/** And never more than these, unless a service is looked at: among hundreds of services the costliest are the picture. */
const mostArrowsDrawn = 220;
const seedRadius = 3.7;

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
