/** The map: services as islands, their modules and tables as seeds, seams as lines; seeds can be dragged from island to island. */
import { type App, address, serviceName, type View } from './app.ts';
import { mayStandOutside, priceText } from './choose-service.ts';
import { h, onceAFrame, replace } from './dom.ts';
import type { PairArrow } from './figures.ts';
import { type Emphasis, type Ink, inkOf } from './map-ink.ts';
import { inspect, type Picked } from './map-inspector.ts';
import { legend } from './map-legend.ts';
import { arrowsToDraw, type Camera, paintMap } from './map-paint.ts';
import { distanceToBow, routeOf } from './map-routes.ts';
import { islandAt, type Scene, type SceneIsland, type Seed, sceneOf, seedAt } from './map-scene.ts';
import { type Price, pricesOf } from './prices.ts';

/** Pixels the pointer may tremble before a press becomes a drag. */
const trembling = 4;
const zoomStep = 1.25;
/** Pixels of the buttons that zoom, in the foot of the map beside the legend. */
const zoomHeight = 34;
/** Pixels that stay free around the islands, for their names and the legend. */
const room = { beside: 58, above: 26, below: 18 } as const;
const narrowestShape = 0.75;
const widestShape = 1.7;
const narrowestScale = 0.05;
const widestScale = 6;
/** At which one dot is well seen. */
const nearScale = 1.4;

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

  const camera: Camera = { x: 0, y: 0, scale: 1 };
  let scene: Scene = { islands: [], byService: new Map(), width: 1, height: 1, left: 0, top: 0 };
  let ink: Ink = inkOf(document.body);
  let level = -1;
  /** Where islands lay at each stop of the slider: going back shows the same picture, and at once. */
  const placesAt = new Map<number, ReadonlyMap<number, SceneIsland>>();
  let picked: Picked = null;
  let hovered: Seed | null = null;
  let dragged: Seed | null = null;
  let target: SceneIsland | null = null;
  let pointer: PointerEvent | null = null;

  const repaint = onceAFrame(() => {
    tellDrag();
    paintMap(context, app, scene, camera, emphasis(), ink);
  });
  const emphasis = (): Emphasis => ({
    service: picked?.what === 'service' ? picked.service : null,
    arrow: picked?.what === 'arrow' ? picked : null,
    seed: dragged ?? hovered ?? seedOf(picked),
    target,
  });
  const seedOf = (which: Picked): Seed | null => {
    if (which?.what !== 'seed') return null;
    for (const island of scene.islands) {
      const seed = island.seeds.find(
        (each) => each.what === which.seed.what && each.index === which.seed.index,
      );
      if (seed) return seed;
    }
    return null;
  };
  const fit = () => {
    const width = Math.max(1, canvas.clientWidth - 2 * room.beside);
    const foot = Math.max(key.offsetHeight, zoomHeight);
    const height = Math.max(1, canvas.clientHeight - room.above - room.below - foot);
    const scale = Math.min(width / scene.width, height / scene.height, 2.2);
    camera.scale = Math.max(narrowestScale, scale || 1);
    camera.x = scene.left - (room.beside + (width - scene.width * camera.scale) / 2) / camera.scale;
    camera.y = scene.top - (room.above + (height - scene.height * camera.scale) / 2) / camera.scale;
  };
  const zoom = (factor: number, atX = canvas.clientWidth / 2, atY = canvas.clientHeight / 2) => {
    const scale = Math.min(widestScale, Math.max(narrowestScale, camera.scale * factor));
    camera.x += atX / camera.scale - atX / scale;
    camera.y += atY / camera.scale - atY / scale;
    camera.scale = scale;
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

  const pointOf = (event: PointerEvent | WheelEvent) => ({
    x: camera.x + event.offsetX / camera.scale,
    y: camera.y + event.offsetY / camera.scale,
  });

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
    const at = pointOf(event);
    press = { x: event.offsetX, y: event.offsetY, seed: seedAt(scene, at.x, at.y), moved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    const at = pointOf(event);
    if (!press) {
      const seed = seedAt(scene, at.x, at.y) ?? null;
      canvas.classList.toggle('over-seed', seed !== null);
      if (seed !== hovered) {
        hovered = seed;
        showHint(seed ? seedName(seed) : null, event);
        repaint();
      }
      return;
    }
    if (!press.moved && Math.hypot(event.offsetX - press.x, event.offsetY - press.y) < trembling) return;
    press.moved = true;
    if (press.seed) dragSeed(press.seed, at, event);
    else {
      camera.x -= event.movementX / camera.scale;
      camera.y -= event.movementY / camera.scale;
      repaint();
    }
  });
  canvas.addEventListener('pointerup', (event) => {
    const ended = press;
    press = null;
    if (dragged) drop();
    else if (ended && !ended.moved) pickAt(pointOf(event), ended.seed);
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

  /** What a drop on each service would change; made when a drag starts. */
  let priceOf: ((service: number) => Price) | null = null;
  function dragSeed(seed: Seed, at: { readonly x: number; readonly y: number }, event: PointerEvent): void {
    priceOf ??= rememberedPrices(seed);
    dragged = { ...seed, x: at.x, y: at.y };
    const over = islandAt(scene, at.x, at.y) ?? null;
    const home = scene.islands[seed.island];
    const mayTake =
      over &&
      over.service !== home?.service &&
      (over.service >= 0 || mayStandOutside(app, seed.what, seed.index));
    target = mayTake ? over : null;
    pointer = event;
    repaint();
  }
  function rememberedPrices(seed: Seed): (service: number) => Price {
    const known = new Map<number, Price>();
    const priced = pricesOf(app.data, app.facts, app.bench.cut(), seed);
    return (service) => {
      const price = known.get(service) ?? priced(nameOf(service));
      known.set(service, price);
      return price;
    };
  }
  /** Once a frame, as pointers move faster than that. */
  function tellDrag(): void {
    if (!dragged || !priceOf || !pointer) return;
    const what = seedName(dragged);
    const told = target
      ? `${what} → ${serviceName(app, target.service)}: ${priceText(priceOf(target.service))}`
      : `${what}: drop it on another service`;
    showHint(told, pointer);
  }
  function drop(): void {
    const seed = dragged;
    const onto = target;
    endDrag();
    if (!seed || !onto) {
      repaint();
      return;
    }
    // The view is refreshed once the new cut is evaluated; painting it before would only lengthen that frame.
    picked = { what: 'seed', seed };
    app.bench.move([{ what: seed.what, index: seed.index, to: nameOf(onto.service) }]);
  }
  function endDrag(): void {
    dragged = null;
    target = null;
    priceOf = null;
    hovered = null;
    showHint(null);
  }
  function letGo(): void {
    endDrag();
    repaint();
  }
  const nameOf = (service: number) => (service < 0 ? null : serviceName(app, service));
  const seedName = (seed: Pick<Seed, 'what' | 'index'>) =>
    (seed.what === 'module'
      ? app.data.modules[seed.index]?.path
      : `table ${app.data.tables[seed.index]?.name}`) ?? '';

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
    const arrow = arrowAt(at);
    pick(arrow ? { what: 'arrow', from: arrow.from, to: arrow.to } : null);
  }
  function arrowAt(at: { readonly x: number; readonly y: number }): PairArrow | undefined {
    let nearest: PairArrow | undefined;
    let least = 8 / camera.scale;
    for (const arrow of arrowsToDraw(app.figures().arrows, emphasis().service)) {
      const bow = routeOf(scene, arrow);
      const distance = bow ? distanceToBow(bow, at.x, at.y) : Number.POSITIVE_INFINITY;
      if (distance >= least) continue;
      least = distance;
      nearest = arrow;
    }
    return nearest;
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
      const at = seedOf(picked);
      if (!at) return;
      camera.scale = Math.max(camera.scale, nearScale);
      camera.x = at.x - canvas.clientWidth / camera.scale / 2;
      camera.y = at.y - canvas.clientHeight / camera.scale / 2;
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

/** Width by height of what a map is drawn for. */
function shapeOf(stage: HTMLElement): number {
  const shape = (stage.clientWidth - 2 * room.beside) / (stage.clientHeight - room.above - room.below);
  return Number.isFinite(shape) ? Math.min(widestShape, Math.max(narrowestShape, shape)) : 1;
}
