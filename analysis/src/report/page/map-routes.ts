/** The lines of seams: each bows round the islands that it does not belong to, as far as it can. Pure. */
import type { Index } from './data.ts';
import type { Island } from './map-layout.ts';
import type { Scene, SceneIsland } from './map-scene.ts';

/** A seam's line, a quadratic curve. */
export interface Bow {
  readonly x1: number;
  readonly y1: number;
  readonly cx: number;
  readonly cy: number;
  readonly x2: number;
  readonly y2: number;
}

/** How far a line may bow, as a share of its length; to its right first, so that the two directions of a pair stay apart. */
const bends = [0.14, 0.3, -0.2, 0.5, -0.4, 0.75] as const;
const widestSlightBend = 60;
/** Between a line and an island that it passes. */
const gap = 6;
const samples = 14;
/** In a crowd there is no way round; the straightest lines are the clearest. */
const crowd = 90;

/** From island to island, with a bow of its own. */
export function bowBetween(from: Island, to: Island, bend: number = bends[0]): Bow {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const distance = Math.hypot(dx, dy) || 1;
  const depth = bend === bends[0] ? Math.min(widestSlightBend, distance * bend) : distance * bend;
  const cx = (from.x + to.x) / 2 - (dy / distance) * depth;
  const cy = (from.y + to.y) / 2 + (dx / distance) * depth;
  const start = towards(from, cx, cy, from.radius + 3);
  const end = towards(to, cx, cy, to.radius + 9);
  return { x1: start.x, y1: start.y, cx, cy, x2: end.x, y2: end.y };
}

function towards(
  from: Island,
  x: number,
  y: number,
  length: number,
): { readonly x: number; readonly y: number } {
  const distance = Math.hypot(x - from.x, y - from.y) || 1;
  return { x: from.x + ((x - from.x) / distance) * length, y: from.y + ((y - from.y) / distance) * length };
}

/** Point of a line at `t` from 0 to 1. */
function pointAt(bow: Bow, t: number): { readonly x: number; readonly y: number } {
  const u = 1 - t;
  return {
    x: u * u * bow.x1 + 2 * u * t * bow.cx + t * t * bow.x2,
    y: u * u * bow.y1 + 2 * u * t * bow.cy + t * t * bow.y2,
  };
}

/** Distance of a point from a seam's line. */
export function distanceToBow(bow: Bow, x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let step = 0; step <= samples; step += 1) {
    const at = pointAt(bow, step / samples);
    least = Math.min(least, Math.hypot(at.x - x, at.y - y));
  }
  return least;
}

/** How much of a line lies under islands, in units of the map. */
export function hiddenLength(bow: Bow, islands: readonly Island[]): number {
  const points = Array.from({ length: samples - 1 }, (_, step) => pointAt(bow, (step + 1) / samples));
  const length = Math.hypot(bow.x2 - bow.x1, bow.y2 - bow.y1) / samples;
  const isHidden = ({ x, y }: { readonly x: number; readonly y: number }) =>
    islands.some((island) => (island.x - x) ** 2 + (island.y - y) ** 2 < (island.radius + gap) ** 2);
  return points.filter(isHidden).length * length;
}

const routes = new WeakMap<Scene, Map<number, Bow>>();

/** The line of a seam; found once a picture. `undefined` where one of its services has no island. */
export function routeOf(scene: Scene, arrow: { readonly from: Index; readonly to: Index }): Bow | undefined {
  const known = routes.get(scene) ?? new Map<number, Bow>();
  routes.set(scene, known);
  const key = arrow.from * (scene.islands.length + 1) + arrow.to;
  const found = known.get(key);
  if (found) return found;
  const from = scene.byService.get(arrow.from);
  const to = scene.byService.get(arrow.to);
  if (!from || !to) return undefined;
  const bow = scene.islands.length > crowd ? bowBetween(from, to) : clearest(scene.islands, from, to);
  known.set(key, bow);
  return bow;
}

function clearest(islands: readonly SceneIsland[], from: SceneIsland, to: SceneIsland): Bow {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const near = islands.filter(
    (island) =>
      island !== from &&
      island !== to &&
      Math.hypot(island.x - (from.x + to.x) / 2, island.y - (from.y + to.y) / 2) <
        0.85 * distance + island.radius,
  );
  let best = bowBetween(from, to);
  let least = hiddenLength(best, near);
  for (const bend of bends.slice(1)) {
    if (least === 0) break;
    const bow = bowBetween(from, to, bend);
    // A long way round must be worth it.
    const price = hiddenLength(bow, near) + 0.25 * Math.abs(bend) * distance;
    if (price >= least) continue;
    least = price;
    best = bow;
  }
  return best;
}

/** The seam whose line is nearest to a point, within a distance; all in units of the map. */
export function arrowAt<T extends { readonly from: Index; readonly to: Index }>(
  scene: Scene,
  arrows: readonly T[],
  at: { readonly x: number; readonly y: number },
  within: number,
): T | undefined {
  let nearest: T | undefined;
  let least = within;
  for (const arrow of arrows) {
    const bow = routeOf(scene, arrow);
    const distance = bow ? distanceToBow(bow, at.x, at.y) : Number.POSITIVE_INFINITY;
    if (distance >= least) continue;
    least = distance;
    nearest = arrow;
  }
  return nearest;
}
