/** What the map shows, in its own coordinates: islands, the seeds in them, and what lies at a point. No drawing. */
import { APART } from '../../graph/module-roles.ts';
import type { Index, PageData } from './data.ts';
import type { Figures } from './figures.ts';
import { type Island, islandRadius, layOut, seedOffset, separate } from './map-layout.ts';
import type { Cut } from './workbench.ts';

export interface Seed {
  readonly what: 'module' | 'table';
  readonly index: Index;
  /** Position in `islands`. */
  readonly island: number;
  readonly x: number;
  readonly y: number;
}

export interface SceneIsland extends Island {
  /** -1: what stands outside every service. */
  readonly service: Index;
  readonly seeds: readonly Seed[];
}

export interface Scene {
  readonly islands: readonly SceneIsland[];
  readonly byService: ReadonlyMap<Index, SceneIsland>;
  readonly width: number;
  readonly height: number;
  /** Upper left corner. */
  readonly left: number;
  readonly top: number;
}

/** Room around the islands. */
const margin = 14;
/** Distance from a seed at which it is still taken hold of. */
const reach = 7;

/**
 * @param wide how much wider than high the picture should be.
 * @param places where islands lay before, so that a move does not shuffle the whole map; by service.
 */
export function sceneOf(
  data: PageData,
  cut: Cut,
  figures: Figures,
  places?: ReadonlyMap<Index, Island>,
  wide?: number,
): Scene {
  const outside = data.modules.flatMap((module, index) =>
    (cut.labels[index] ?? -1) < 0 && !APART.has(module.role) ? [index] : [],
  );
  const contents = cut.names.map((_, service) => ({
    service,
    tables: figures.services[service]?.tables ?? [],
    modules: figures.services[service]?.modules ?? [],
  }));
  const seedCounts = contents.map(({ tables, modules }) => tables.length + modules.length);
  const laidOut = layIslands(
    contents.map((each) => each.service),
    seedCounts,
    figures,
    places,
    wide,
  );
  if (outside.length > 0) {
    contents.push({ service: -1, tables: [], modules: outside });
    laidOut.push(placeOutside(laidOut, outside.length, places?.get(-1)));
    while (separate(laidOut));
  }
  const islands = contents.map(({ service, tables, modules }, island): SceneIsland => {
    const at = laidOut[island] ?? { x: 0, y: 0, radius: 0 };
    // Tables lie in the heart of an island: the code has grown around them.
    const seeds = [
      ...tables.map((index) => ({ what: 'table' as const, index })),
      ...modules.map((index) => ({ what: 'module' as const, index })),
    ].map((seed, position): Seed => {
      const offset = seedOffset(position);
      return { ...seed, island, x: at.x + offset.x, y: at.y + offset.y };
    });
    return { service, ...at, seeds };
  });
  const left = Math.min(0, ...islands.map((island) => island.x - island.radius)) - margin;
  const top = Math.min(0, ...islands.map((island) => island.y - island.radius)) - margin;
  return {
    islands,
    byService: new Map(islands.map((island) => [island.service, island])),
    left,
    top,
    width: Math.max(0, ...islands.map((island) => island.x + island.radius)) + margin - left,
    height: Math.max(0, ...islands.map((island) => island.y + island.radius)) + margin - top,
  };
}

function layIslands(
  services: readonly Index[],
  seedCounts: readonly number[],
  figures: Figures,
  places: ReadonlyMap<Index, Island> | undefined,
  wide: number | undefined,
): Island[] {
  if (!places || services.some((service) => !places.has(service)))
    return layOut(seedCounts, figures.arrows, wide);
  const kept = services.map((service, index): Island => {
    const { x = 0, y = 0 } = places.get(service) ?? {};
    return { x, y, radius: islandRadius(seedCounts[index] ?? 1) };
  });
  for (let round = 0; round < 40 && separate(kept); round += 1);
  return kept;
}

function placeOutside(islands: readonly Island[], seeds: number, before: Island | undefined): Island {
  const radius = islandRadius(seeds);
  if (before) return { x: before.x, y: before.y, radius };
  const right = Math.max(0, ...islands.map((island) => island.x + island.radius));
  const bottom = Math.max(0, ...islands.map((island) => island.y + island.radius));
  return { x: right - radius * 0.3, y: bottom - radius * 0.3, radius };
}

export function islandAt(scene: Scene, x: number, y: number): SceneIsland | undefined {
  return scene.islands.find((island) => Math.hypot(island.x - x, island.y - y) <= island.radius);
}

export function seedAt(scene: Scene, x: number, y: number): Seed | undefined {
  const island = islandAt(scene, x, y);
  let nearest: Seed | undefined;
  let least = reach;
  for (const seed of island?.seeds ?? []) {
    const distance = Math.hypot(seed.x - x, seed.y - y);
    if (distance > least) continue;
    least = distance;
    nearest = seed;
  }
  return nearest;
}

/** Where a module or table lies; `null` where it has no place on the map. */
export function seedOf(scene: Scene, { what, index }: Pick<Seed, 'what' | 'index'>): Seed | null {
  for (const island of scene.islands) {
    const seed = island.seeds.find((each) => each.what === what && each.index === index);
    if (seed) return seed;
  }
  return null;
}
