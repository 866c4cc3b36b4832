/** A module or table on its way to another service: where it is, who would take it and what that changes. */
import { type App, serviceName } from './app.ts';
import { mayStandOutside, priceText } from './choose-service.ts';
import { islandAt, type Scene, type SceneIsland, type Seed } from './map-scene.ts';
import { type Price, pricesOf } from './prices.ts';

export interface MapDrag {
  /** Where the pointer has it; `null` while nothing is dragged. */
  readonly seed: () => Seed | null;
  /** Who would take it if it were dropped now. */
  readonly target: () => SceneIsland | null;
  readonly moveTo: (scene: Scene, seed: Seed, at: { readonly x: number; readonly y: number }) => void;
  /** What a drop here would do, in words. */
  readonly told: () => string | null;
  readonly end: () => void;
}

export function mapDrag(app: App): MapDrag {
  let dragged: Seed | null = null;
  let target: SceneIsland | null = null;
  /** What a drop on each service would change; made when a drag starts. */
  let priceOf: ((service: number) => Price) | null = null;
  return {
    seed: () => dragged,
    target: () => target,
    moveTo(scene, seed, at) {
      priceOf ??= rememberedPrices(app, seed);
      dragged = { ...seed, x: at.x, y: at.y };
      const over = islandAt(scene, at.x, at.y) ?? null;
      const home = scene.islands[seed.island];
      const mayTake =
        over &&
        over.service !== home?.service &&
        (over.service >= 0 || mayStandOutside(app, seed.what, seed.index));
      target = mayTake ? over : null;
    },
    told() {
      if (!dragged || !priceOf) return null;
      const what = seedName(app, dragged);
      return target
        ? `${what} → ${serviceName(app, target.service)}: ${priceText(priceOf(target.service))}`
        : `${what}: drop it on another service`;
    },
    end() {
      dragged = null;
      target = null;
      priceOf = null;
    },
  };
}

function rememberedPrices(app: App, seed: Seed): (service: number) => Price {
  const known = new Map<number, Price>();
  const priced = pricesOf(app.data, app.facts, app.bench.cut(), seed);
  return (service) => {
    const price = known.get(service) ?? priced(nameOrOutside(app, service));
    known.set(service, price);
    return price;
  };
}

/** `null`: outside every service. */
export function nameOrOutside(app: App, service: number): string | null {
  return service < 0 ? null : serviceName(app, service);
}

export function seedName(app: App, seed: Pick<Seed, 'what' | 'index'>): string {
  const name =
    seed.what === 'module'
      ? app.data.modules[seed.index]?.path
      : `table ${app.data.tables[seed.index]?.name}`;
  return name ?? '';
}
