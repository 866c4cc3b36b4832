/** Where the map is looked at from, and how near. Pure. */
import type { Scene } from './map-scene.ts';

/** Point of the scene in the upper left corner, and pixels for each of its units. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Pixels that stay free around the islands, for their names and the legend. */
const room = { beside: 58, above: 26, below: 18 } as const;
const narrowestShape = 0.75;
const widestShape = 1.7;
const narrowestScale = 0.05;
const widestScale = 6;
/** Beyond it a handful of islands would fill the screen. */
const widestFit = 2.2;
/** At which one dot is well seen. */
const nearScale = 1.4;

/** Pixels. */
interface Size {
  readonly clientWidth: number;
  readonly clientHeight: number;
}
interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The whole scene in the middle.
 *
 * @param foot pixels at the bottom that something else stands in.
 */
export function fitted(
  scene: Pick<Scene, 'left' | 'top' | 'width' | 'height'>,
  { clientWidth, clientHeight }: Size,
  foot: number,
): Camera {
  const width = Math.max(1, clientWidth - 2 * room.beside);
  const height = Math.max(1, clientHeight - room.above - room.below - foot);
  const scale = Math.max(
    narrowestScale,
    Math.min(width / scene.width, height / scene.height, widestFit) || 1,
  );
  return {
    x: scene.left - (room.beside + (width - scene.width * scale) / 2) / scale,
    y: scene.top - (room.above + (height - scene.height * scale) / 2) / scale,
    scale,
  };
}

/** Nearer or farther; what lies at `at`, in pixels, stays there. */
export function zoomed(camera: Camera, factor: number, at: Point): Camera {
  const scale = Math.min(widestScale, Math.max(narrowestScale, camera.scale * factor));
  return {
    x: camera.x + (at.x / camera.scale - at.x / scale),
    y: camera.y + (at.y / camera.scale - at.y / scale),
    scale,
  };
}

/** One point of the scene in the middle, from near. */
export function nearTo(camera: Camera, at: Point, { clientWidth, clientHeight }: Size): Camera {
  const scale = Math.max(camera.scale, nearScale);
  return { x: at.x - clientWidth / scale / 2, y: at.y - clientHeight / scale / 2, scale };
}

/** Pulled along by so many pixels. */
export function panned(camera: Camera, byX: number, byY: number): Camera {
  return { ...camera, x: camera.x - byX / camera.scale, y: camera.y - byY / camera.scale };
}

/** Point of the scene under a pointer. */
export function pointUnder(
  camera: Camera,
  { offsetX, offsetY }: { readonly offsetX: number; readonly offsetY: number },
): Point {
  return { x: camera.x + offsetX / camera.scale, y: camera.y + offsetY / camera.scale };
}

/** Width by height of what a map is drawn for. */
export function shapeOf({ clientWidth, clientHeight }: Size): number {
  const shape = (clientWidth - 2 * room.beside) / (clientHeight - room.above - room.below);
  return Number.isFinite(shape) ? Math.min(widestShape, Math.max(narrowestShape, shape)) : 1;
}
