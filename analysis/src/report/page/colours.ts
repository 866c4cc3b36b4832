/** One hue a service, kept across the stops of the slider where most of a service stays together. */
import type { PageData } from './data.ts';

const goldenAngle = 137.508;
const firstHue = 155;

/** Hue in degrees for each service of a level. */
export function huesOf(data: PageData, level: number): number[] {
  const suggestion = data.levels.find((each) => each.isSuggestion);
  const shown = data.levels[level];
  if (!suggestion || !shown) return [];
  const overlaps = new Map<number, number>();
  const width = suggestion.names.length;
  shown.labels.forEach((label, module) => {
    const other = suggestion.labels[module] ?? -1;
    if (label >= 0 && other >= 0)
      overlaps.set(label * width + other, (overlaps.get(label * width + other) ?? 0) + 1);
  });
  const slots: number[] = [];
  const taken = new Set<number>();
  for (const [key] of [...overlaps].sort((a, b) => b[1] - a[1] || a[0] - b[0])) {
    const label = Math.floor(key / width);
    const slot = key % width;
    if (slots[label] !== undefined || taken.has(slot)) continue;
    slots[label] = slot;
    taken.add(slot);
  }
  let free = width;
  return shown.names.map((_, label) => hueOfSlot(slots[label] ?? free++));
}

export function hueOfSlot(slot: number): number {
  return (firstHue + slot * goldenAngle) % 360;
}

export interface Tone {
  /** For dots and swatches. */
  readonly solid: string;
  /** For the ground of an island. */
  readonly wash: string;
  readonly edge: string;
}

export function toneOf(hue: number, dark: boolean): Tone {
  return dark
    ? {
        solid: `oklch(0.76 0.105 ${hue})`,
        wash: `oklch(0.76 0.105 ${hue} / 0.10)`,
        edge: `oklch(0.76 0.105 ${hue} / 0.42)`,
      }
    : {
        solid: `oklch(0.58 0.115 ${hue})`,
        wash: `oklch(0.58 0.115 ${hue} / 0.09)`,
        edge: `oklch(0.58 0.115 ${hue} / 0.40)`,
      };
}

export function outsideTone(dark: boolean): Tone {
  return dark
    ? { solid: '#6f7a74', wash: 'rgb(140 155 147 / 0.07)', edge: 'rgb(140 155 147 / 0.25)' }
    : { solid: '#9aa29d', wash: 'rgb(90 105 97 / 0.05)', edge: 'rgb(90 105 97 / 0.22)' };
}
