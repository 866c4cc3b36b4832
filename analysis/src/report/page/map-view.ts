/** The map: services as islands, their modules and tables as seeds, seams as lines; seeds can be dragged from island to island. */
import { type App, address, type View } from './app.ts';
import { h, onceAFrame, replace } from './dom.ts';
import { type Camera, fitted, nearTo, panned, pointUnder, shapeOf, zoomed } from './map-camera.ts';
import { mapDrag, nameOrOutside, seedName } from './map-drag.ts';
import { type Emphasis, type Ink, inkOf } from './map-ink.ts';
import { inspect, type Picked } from './map-inspector.ts';
import { legend } from './map-legend.ts';
import { arrowsToDraw, paintMap } from './map-paint.ts';
import { arrowAt } from './map-routes.ts';
import { islandAt, type Scene, type SceneIsland, type Seed, sceneOf, seedAt, seedOf } from './map-scene.ts';

/** Pixels the pointer may tremble before a press becomes a drag. */
const trembling = 4;
const zoomStep = 1.25;
/** Pixels of the buttons that zoom, in the foot of the map beside the legend. */
const zoomHeight = 34;
/** Pixels to a line that still picks it. */
const lineReach = 8;

export interface MapView extends View {
  /** Shows one module or table from near. */
  readonly pickSeed: (seed: Pick<Seed, 'what' | 'index'>) => void;
}

export function mapView(app: App): MapView {
  const canvas = h('canvas', {
    tabindex: '0',
    role: 'application',
    'aria-label':
      'Map of services. Arrow keys go from service to service, Enter opens one, plus and minus zoom, 0 shows all, Escape lets go.',
  });
  const hint = h('div', { class: 'map-hint', hidden: true });
  const inspector = h('aside', { class: 'inspector', 'aria-live': 'polite' });
  const key = legend();
  const stage = h('div', { class: 'map-stage' }, canvas, hint, key, zoomButtons());
  const element = h('section', { class: 'view map', 'aria-label': 'Map' }, stage, inspector);
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;

  let camera: Camera = { x: 0, y: 0, scale: 1 };
  let scene: Scene = { islands: [], byService: new Map(), width: 1, height: 1, left: 0, top: 0 };
  let ink: Ink = inkOf(document.body);
  let level = -1;
  /** Where islands lay at each stop of the slider: going back shows the same picture, and at once. */
  const placesAt = new Map<number, ReadonlyMap<number, SceneIsland>>();
  let picked: Picked = null;
  let hovered: Seed | null = null;
  const drag = mapDrag(app);
  let pointer: PointerEvent | null = null;

  const repaint = onceAFrame(() => {
    tellDrag();
    paintMap(context, app, scene, camera, emphasis(), ink);
  });
  const emphasis = (): Emphasis => ({
    service: picked?.what === 'service' ? picked.service : null,
    arrow: picked?.what === 'arrow' ? picked : null,
    seed: drag.seed() ?? hovered ?? pickedSeed(),
    target: drag.target(),
  });
  const pickedSeed = () => (picked?.what === 'seed' ? seedOf(scene, picked.seed) : null);
  const fit = () => {
    camera = fitted(scene, canvas, Math.max(key.offsetHeight, zoomHeight));
  };
  const zoom = (factor: number, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) => {
    camera = zoomed(camera, factor, { x, y });
    repaint();
  };
  const pick = (next: Picked) => {
    picked = next;
    replace(inspector, ...inspect(app, picked));
    repaint();
  };

  function zoomButtons(): HTMLElement {
    const button = (text: string, label: string, act: () => void) =>
      h('button', { type: 'button', 'aria-label': label, title: label, onclick: act }, text);
    return h(
      'div',
      { class: 'zoom' },
      button('+', 'Zoom in', () => zoom(zoomStep)),
      button('−', 'Zoom out', () => zoom(1 / zoomStep)),
      button('⤢', 'Show all', () => {
        fit();
        repaint();
      }),
    );
  }

  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * 0.0016), event.offsetX, event.offsetY);
    },
    { passive: false },
  );

  let press: {
    readonly x: number;
    readonly y: number;
    readonly seed: Seed | undefined;
    moved: boolean;
  } | null = null;
  canvas.addEventListener('pointerdown', (event) => {
    const at = pointUnder(camera, event);
    press = { x: event.offsetX, y: event.offsetY, seed: seedAt(scene, at.x, at.y), moved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    const at = pointUnder(camera, event);
    if (!press) {
      const seed = seedAt(scene, at.x, at.y) ?? null;
      canvas.classList.toggle('over-seed', seed !== null);
      if (seed !== hovered) {
        hovered = seed;
        showHint(seed ? seedName(app, seed) : null, event);
        repaint();
      }
      return;
    }
    if (!press.moved && Math.hypot(event.offsetX - press.x, event.offsetY - press.y) < trembling) return;
    press.moved = true;
    if (press.seed) {
      drag.moveTo(scene, press.seed, at);
      pointer = event;
    } else camera = panned(camera, event.movementX, event.movementY);
    repaint();
  });
  canvas.addEventListener('pointerup', (event) => {
    const ended = press;
    press = null;
    if (drag.seed()) drop();
    else if (ended && !ended.moved) pickAt(pointUnder(camera, event), ended.seed);
  });
  canvas.addEventListener('pointercancel', () => {
    press = null;
    letGo();
  });
  canvas.addEventListener('pointerleave', () => {
    if (press) return;
    hovered = null;
    showHint(null);
    repaint();
  });

  /** Once a frame, as pointers move faster than that. */
  function tellDrag(): void {
    const told = drag.told();
    if (told !== null && pointer) showHint(told, pointer);
  }
  function drop(): void {
    const seed = drag.seed();
    const onto = drag.target();
    endDrag();
    if (!seed || !onto) {
      repaint();
      return;
    }
    // The view is refreshed once the new cut is evaluated; painting it before would only lengthen that frame.
    picked = { what: 'seed', seed };
    app.bench.move([{ what: seed.what, index: seed.index, to: nameOrOutside(app, onto.service) }]);
  }
  function endDrag(): void {
    drag.end();
    hovered = null;
    showHint(null);
  }
  function letGo(): void {
    endDrag();
    repaint();
  }

  function showHint(text: string | null, event?: PointerEvent): void {
    hint.hidden = text === null;
    if (text === null || !event) return;
    replace(hint, text);
    const isRight = event.offsetX > canvas.clientWidth * 0.6;
    hint.style.transform = `translate(${event.offsetX + (isRight ? -14 : 14)}px, ${event.offsetY + 16}px)${isRight ? ' translateX(-100%)' : ''}`;
  }

  function pickAt(at: { readonly x: number; readonly y: number }, seed: Seed | undefined): void {
    if (seed) {
      pick({ what: 'seed', seed });
      return;
    }
    const island = islandAt(scene, at.x, at.y);
    if (island) {
      pick({ what: 'service', service: island.service });
      return;
    }
    const arrows = arrowsToDraw(app.figures().arrows, emphasis().service);
    const arrow = arrowAt(scene, arrows, at, lineReach / camera.scale);
    pick(arrow ? { what: 'arrow', from: arrow.from, to: arrow.to } : null);
  }

  canvas.addEventListener('keydown', (event) => {
    const count = app.bench.cut().names.length;
    const current = picked?.what === 'service' ? picked.service : -1;
    if (event.key === 'ArrowRight' || event.key === 'ArrowDown')
      pick({ what: 'service', service: (current + 1) % count });
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp')
      pick({ what: 'service', service: (Math.max(current, 0) - 1 + count) % count });
    else if (event.key === 'Enter' && current >= 0) location.hash = address.service(current);
    else if (event.key === '+' || event.key === '=') zoom(zoomStep);
    else if (event.key === '-') zoom(1 / zoomStep);
    else if (event.key === '0') {
      fit();
      repaint();
    } else if (event.key === 'Escape') {
      press = null;
      letGo();
      pick(null);
    } else return;
    event.preventDefault();
  });

  new ResizeObserver(() => resize()).observe(stage);
  function resize(): boolean {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(stage.clientWidth * ratio);
    const height = Math.round(stage.clientHeight * ratio);
    if (width === 0 || (canvas.width === width && canvas.height === height)) return false;
    canvas.width = width;
    canvas.height = height;
    fit();
    repaint();
    return true;
  }

  return {
    element,
    pickSeed(seed) {
      pick({ what: 'seed', seed });
      const at = pickedSeed();
      if (!at) return;
      camera = nearTo(camera, at, canvas);
      repaint();
    },
    refresh() {
      const cut = app.bench.cut();
      const isSameLevel = level === cut.level;
      scene = sceneOf(app.data, cut, app.figures(), placesAt.get(cut.level), shapeOf(stage));
      placesAt.set(cut.level, new Map(scene.islands.map((island) => [island.service, island])));
      ink = inkOf(document.body);
      if (!isSameLevel) {
        level = cut.level;
        picked = null;
      }
      const resized = resize();
      if (!isSameLevel && !resized) fit();
      pick(picked);
    },
  };
}
