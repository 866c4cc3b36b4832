/** Writes the names of islands on the map. */
import { visible } from '../encode.ts';
import type { App } from './app.ts';
import { type Emphasis, type Ink, isDimmed } from './map-ink.ts';
import type { Scene, SceneIsland } from './map-scene.ts';

/** Names keep their size on the screen; the small ones of far islands give way. */
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The largest islands first; a name that would lie on another waits until the reader comes nearer. */
export function paintNames(
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
