import { describe, expect, it } from 'vitest';
import { fitted, nearTo, panned, pointUnder, shapeOf, zoomed } from '../../../src/report/page/map-camera.ts';

const screen = { clientWidth: 900, clientHeight: 600 };
const scene = { left: -200, top: -100, width: 2_000, height: 700 };
const middle = { offsetX: 450, offsetY: 300 };

describe('the camera of the map', () => {
  it('shows the whole scene above what stands at the foot', () => {
    const camera = fitted(scene, screen, 80);
    const first = pointUnder(camera, { offsetX: 0, offsetY: 0 });
    const last = pointUnder(camera, { offsetX: 900, offsetY: 520 });
    expect(first.x).toBeLessThan(scene.left);
    expect(first.y).toBeLessThan(scene.top);
    expect(last.x).toBeGreaterThan(scene.left + scene.width);
    expect(last.y).toBeGreaterThan(scene.top + scene.height);
  });

  it('keeps what lies under the pointer there while it zooms', () => {
    const camera = fitted(scene, screen, 0);
    const before = pointUnder(camera, { offsetX: 120, offsetY: 430 });
    const after = pointUnder(zoomed(camera, 1.7, { x: 120, y: 430 }), { offsetX: 120, offsetY: 430 });
    expect(after.x).toBeCloseTo(before.x);
    expect(after.y).toBeCloseTo(before.y);
  });

  it.each([1e9, 1e-9])('zooms by %d no further than where something is seen', (factor) => {
    const { scale } = zoomed({ x: 0, y: 0, scale: 1 }, factor, { x: 0, y: 0 });
    expect(scale).toBeGreaterThanOrEqual(0.05);
    expect(scale).toBeLessThanOrEqual(6);
  });

  it('brings a point to the middle, never farther than it was', () => {
    const camera = nearTo({ x: 0, y: 0, scale: 3 }, { x: 40, y: -70 }, screen);
    expect(camera.scale).toBe(3);
    expect(pointUnder(camera, middle).x).toBeCloseTo(40);
    expect(pointUnder(camera, middle).y).toBeCloseTo(-70);
  });

  it('moves the scene along with the pointer', () => {
    const camera = { x: 5, y: 6, scale: 2 };
    expect(pointUnder(panned(camera, 30, -10), { offsetX: 30, offsetY: -10 })).toEqual({ x: 5, y: 6 });
  });

  it('has a scale and a shape before the page has a size', () => {
    const hidden = { clientWidth: 0, clientHeight: 0 };
    expect(fitted({ ...scene, width: 0, height: 0 }, hidden, 0).scale).toBeGreaterThan(0);
    expect(shapeOf(hidden)).toBeGreaterThan(0);
  });
});
