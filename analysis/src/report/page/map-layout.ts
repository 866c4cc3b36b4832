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
const mostRounds = 220;
/** Pairs of islands looked at in all: hundreds of services get fewer rounds, not a page that stands still. */
const mostPairs = 1_500_000;
const fewestRounds = 12;
/** Seams that pull, an island: the costliest shape the picture, the rest would only cost time. */
const linksAnIsland = 5;
/** Screens are wider than high: vertical distances weigh more. */
const wide = 1.55;

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
 * @example layOut([12, 40], [{ from: 0, to: 1, cost: 7 }]);
 */
export function layOut(seeds: readonly number[], links: readonly IslandLink[]): Island[] {
  const islands = seeds.map((count, index): Island => {
    const angle = index * turn;
    const distance = 120 * Math.sqrt(index);
    return {
      x: distance * Math.cos(angle) * wide,
      y: distance * Math.sin(angle),
      radius: islandRadius(count),
    };
  });
  const pulling = [...links].sort((a, b) => b.cost - a.cost).slice(0, linksAnIsland * seeds.length);
  const strongest = Math.max(1, pulling[0]?.cost ?? 1);
  const pairs = (islands.length * (islands.length - 1)) / 2;
  const rounds = Math.max(fewestRounds, Math.min(mostRounds, Math.floor(mostPairs / Math.max(1, pairs))));
  for (let round = 0; round < rounds; round += 1) {
    const heat = 1 - round / rounds;
    attract(islands, pulling, strongest, heat);
    repel(islands, heat);
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

function repel(islands: readonly Island[], heat: number): void {
  for (let i = 0; i < islands.length; i += 1) {
    for (let j = i + 1; j < islands.length; j += 1) {
      const a = islands[i];
      const b = islands[j];
      if (!a || !b) continue;
      const dx = b.x - a.x || 0.01 * (j - i);
      const dy = (b.y - a.y) * wide || 0.01;
      const squared = dx * dx + dy * dy;
      const reach = a.radius + b.radius + 2 * padding;
      const push = (heat * 0.9 * reach * reach) / squared / Math.sqrt(squared);
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
