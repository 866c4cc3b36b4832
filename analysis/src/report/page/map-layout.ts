/** Places services as islands and their modules as seeds in them. Pure and without chance: equal input, equal picture. */

export interface Island {
  x: number;
  y: number;
  radius: number;
}

export interface IslandLink {
  readonly from: number;
  readonly to: number;
  readonly cost: number;
}

/** Distance between neighbouring seeds. */
export const seedSpacing = 11;
/** Golden angle: no two seeds of a sunflower ever line up. */
const turn = Math.PI * (3 - Math.sqrt(5));
const padding = 46;
const rounds = 220;
/** More islands than these are packed instead: forces would need seconds to untangle them, and never quite do. */
const crowd = 110;
/** Rounds in which a crowd is cleared of overlaps. */
const clearingRounds = 24;
/** Seams that pull, an island: the costliest shape the picture, the rest would only cost time. */
const linksAnIsland = 5;
/** Screens are wider than high: vertical distances weigh more. */
const usualWide = 1.55;

/** Where the n-th seed of an island lies, from its centre. */
export function seedOffset(position: number): { readonly x: number; readonly y: number } {
  const distance = seedSpacing * 0.62 * Math.sqrt(position + 0.5) * 1.35;
  return { x: distance * Math.cos(position * turn), y: distance * Math.sin(position * turn) };
}

export function islandRadius(seeds: number): number {
  return 20 + seedSpacing * 0.62 * 1.35 * Math.sqrt(Math.max(1, seeds));
}

/**
 * Coupled islands come near each other, none overlap.
 *
 * @param seeds how many seeds each island holds.
 * @param wide how much wider than high the picture should be.
 * @example layOut([12, 40], [{ from: 0, to: 1, cost: 7 }]);
 */
export function layOut(seeds: readonly number[], links: readonly IslandLink[], wide = usualWide): Island[] {
  return seeds.length > crowd ? pack(seeds, links, wide) : spread(seeds, links, wide);
}

/** Places on a sunflower, from its centre. */
function sunflower(
  count: number,
  spacing: number,
  wide: number,
): { readonly x: number; readonly y: number }[] {
  return Array.from({ length: count }, (_, index) => ({
    x: spacing * Math.sqrt(index) * Math.cos(index * turn) * wide,
    y: spacing * Math.sqrt(index) * Math.sin(index * turn),
  }));
}

/** Links that shape the picture. */
function pullingLinks(links: readonly IslandLink[], islands: number): IslandLink[] {
  return [...links].sort((a, b) => b.cost - a.cost).slice(0, linksAnIsland * islands);
}

function spread(seeds: readonly number[], links: readonly IslandLink[], wide: number): Island[] {
  const places = sunflower(seeds.length, 120, wide);
  const islands = seeds.map((count, index): Island => {
    const { x = 0, y = 0 } = places[index] ?? {};
    return { x, y, radius: islandRadius(count) };
  });
  const pulling = pullingLinks(links, seeds.length);
  const strongest = Math.max(1, pulling[0]?.cost ?? 1);
  for (let round = 0; round < rounds; round += 1) {
    const heat = 1 - round / rounds;
    attract(islands, pulling, strongest, heat);
    repel(islands, heat, wide);
    for (const island of islands) {
      island.x *= 1 - 0.006 * heat;
      island.y *= 1 - 0.006 * heat * wide;
    }
    // Islands may pass through each other while it is hot.
    if (heat < 0.6) separate(islands);
  }
  for (let round = 0; round < rounds && separate(islands); round += 1);
  return islands;
}

/** One place of a sunflower each: the most coupled islands first, each on the free place nearest to those it is coupled with. */
function pack(seeds: readonly number[], links: readonly IslandLink[], wide: number): Island[] {
  const radii = seeds.map(islandRadius);
  const mean = radii.reduce((sum, radius) => sum + radius, 0) / Math.max(1, radii.length);
  const free = sunflower(seeds.length, 1.15 * (mean + padding / 2), wide);
  const partners: { readonly other: number; readonly cost: number }[][] = seeds.map(() => []);
  for (const { from, to, cost } of pullingLinks(links, seeds.length)) {
    partners[from]?.push({ other: to, cost });
    partners[to]?.push({ other: from, cost });
  }
  const pull = partners.map((own) => own.reduce((sum, { cost }) => sum + cost, 0));
  const order = [...seeds.keys()].sort((a, b) => (pull[b] ?? 0) - (pull[a] ?? 0) || a - b);
  const islands = radii.map((radius): Island => ({ x: 0, y: 0, radius }));
  const placed = new Set<number>();
  for (const index of order) {
    let x = 0;
    let y = 0;
    let weight = 0;
    for (const { other, cost } of partners[index] ?? []) {
      const at = islands[other];
      if (!at || !placed.has(other)) continue;
      x += at.x * cost;
      y += at.y * cost;
      weight += cost;
    }
    const nearest = nearestPlace(free, weight === 0 ? 0 : x / weight, weight === 0 ? 0 : y / weight, wide);
    const [place] = free.splice(nearest, 1);
    Object.assign(islands[index] as Island, place);
    placed.add(index);
  }
  for (let round = 0; round < clearingRounds && separate(islands); round += 1);
  return islands;
}

function nearestPlace(
  places: readonly { readonly x: number; readonly y: number }[],
  x: number,
  y: number,
  wide: number,
): number {
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  places.forEach((place, index) => {
    const squared = (place.x - x) ** 2 + ((place.y - y) * wide) ** 2;
    if (squared >= least) return;
    least = squared;
    nearest = index;
  });
  return nearest;
}

function attract(
  islands: readonly Island[],
  links: readonly IslandLink[],
  strongest: number,
  heat: number,
): void {
  for (const { from, to, cost } of links) {
    const a = islands[from];
    const b = islands[to];
    if (!a || !b) continue;
    const dx = b.x - a.x;
    const dy = b.y - a.y;
    const distance = Math.sqrt(dx * dx + dy * dy) || 1;
    const stretch = distance - (a.radius + b.radius + padding);
    const pull = (0.04 * heat * Math.sqrt(cost / strongest) * stretch) / distance;
    a.x += dx * pull;
    a.y += dy * pull;
    b.x -= dx * pull;
    b.y -= dy * pull;
  }
}

function repel(islands: readonly Island[], heat: number, wide: number): void {
  for (let i = 0; i < islands.length; i += 1) {
    for (let j = i + 1; j < islands.length; j += 1) {
      const a = islands[i];
      const b = islands[j];
      if (!a || !b) continue;
      const dx = b.x - a.x || 0.01 * (j - i);
      const dy = (b.y - a.y) * wide || 0.01;
      const squared = dx * dx + dy * dy;
      const reach = a.radius + b.radius + 2 * padding;
      const distance = Math.sqrt(squared);
      // Never further than their reach: two that meet would fling each other off the map.
      const push = Math.min((heat * 0.9 * reach * reach) / squared, reach) / distance;
      a.x -= dx * push;
      a.y -= dy * push;
      b.x += dx * push;
      b.y += dy * push;
    }
  }
}

// Math.hypot guards against overflow, which no map needs, and is several times slower.

/** Moves overlapping islands apart; true when there were any. */
export function separate(islands: readonly Island[]): boolean {
  let moved = false;
  for (let i = 0; i < islands.length; i += 1) {
    for (let j = i + 1; j < islands.length; j += 1) {
      const a = islands[i];
      const b = islands[j];
      if (!a || !b) continue;
      const dx = b.x - a.x;
      const dy = b.y - a.y;
      const distance = Math.sqrt(dx * dx + dy * dy) || 1;
      const overlap = a.radius + b.radius + padding - distance;
      if (overlap <= 0.5) continue;
      moved = true;
      // The smaller one gives way.
      const share = b.radius / (a.radius + b.radius);
      a.x -= (dx / distance) * overlap * share;
      a.y -= (dy / distance) * overlap * share;
      b.x += (dx / distance) * overlap * (1 - share);
      b.y += (dy / distance) * overlap * (1 - share);
    }
  }
  return moved;
}
