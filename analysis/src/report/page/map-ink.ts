/** What the painters of the map agree on: colours of the style, and what stands out. */
import type { App } from './app.ts';
import { h } from './dom.ts';
import type { SceneIsland, Seed } from './map-scene.ts';

export interface Emphasis {
  /** Service that is looked at; its seams stand out. */
  readonly service: number | null;
  readonly arrow: { readonly from: number; readonly to: number } | null;
  readonly seed: Seed | null;
  /** Island on which the dragged seed would be dropped. */
  readonly target: SceneIsland | null;
}

export interface Ink {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly rule: string;
  readonly bad: string;
  readonly ground: string;
  readonly accent: string;
}

/** The colours of the style as a canvas takes them: a probe resolves what they are in light or dark. */
export function inkOf(element: Element): Ink {
  const probe = h('span', { hidden: true });
  element.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const ink = {
    text: read('--ink'),
    muted: read('--muted'),
    line: read('--seam'),
    rule: read('--rule'),
    bad: read('--bad'),
    ground: read('--ground'),
    accent: read('--accent'),
  };
  probe.remove();
  return ink;
}

export function isDimmed(app: App, island: SceneIsland, emphasis: Emphasis): boolean {
  if (emphasis.service === null || island.service === emphasis.service) return false;
  return !app
    .figures()
    .arrows.some(
      ({ from, to }) =>
        (from === emphasis.service && to === island.service) ||
        (to === emphasis.service && from === island.service),
    );
}
