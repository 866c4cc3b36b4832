/** What every view of the page works with. */
import { hueOfSlot, huesOf, outsideTone, type Tone, toneOf } from './colours.ts';
import { type CutFactsOfPage, cutFactsOf } from './cut-facts.ts';
import type { Index, PageData } from './data.ts';
import { evaluate, type Figures } from './figures.ts';
import { type Cut, createWorkbench, type Workbench } from './workbench.ts';

export interface App {
  readonly data: PageData;
  readonly facts: CutFactsOfPage;
  readonly bench: Workbench;
  readonly figures: () => Figures;
  /** Of the same stop of the slider without the reader's moves. */
  readonly figuresUntouched: () => Figures;
  /** Evaluates the other stops of the slider while nobody asks for anything, so that sliding finds them ready. */
  readonly prepareStops: () => void;
  readonly tone: (service: Index) => Tone;
  readonly isDark: () => boolean;
  /** Opens the choice of services for a module or a table. */
  readonly chooseService: (what: 'module' | 'table', index: Index) => void;
}

export interface View {
  readonly element: HTMLElement;
  /** The cut, the colours or the size changed, or the view has just come up. */
  readonly refresh: () => void;
}

export type AppActions = Pick<App, 'chooseService' | 'isDark'>;

export function createApp(data: PageData, actions: AppActions): App {
  const facts = cutFactsOf(data);
  const bench = createWorkbench(data, facts);
  const hues = new Map<number, readonly number[]>();
  const known = new WeakMap<Cut, Figures>();
  const figures = (cut: Cut): Figures => {
    const found = known.get(cut) ?? evaluate(data, facts, cut);
    known.set(cut, found);
    return found;
  };
  return {
    data,
    facts,
    bench,
    figures: () => figures(bench.cut()),
    figuresUntouched: () => figures(bench.untouched()),
    prepareStops() {
      const waiting = data.levels.map((_, level) => level);
      const next = () => {
        const level = waiting.shift();
        if (level === undefined) return;
        figures(bench.untouched(level));
        whenIdle(next);
      };
      whenIdle(next);
    },
    tone(service) {
      if (service < 0) return outsideTone(actions.isDark());
      const level = bench.cut().level;
      let ofLevel = hues.get(level);
      if (!ofLevel) {
        ofLevel = huesOf(data, level);
        hues.set(level, ofLevel);
      }
      return toneOf(ofLevel[service] ?? hueOfSlot(service), actions.isDark());
    },
    ...actions,
  };
}

/** Safari has no idle callbacks. */
const whenIdle: (act: () => void) => void = (act) => {
  if ('requestIdleCallback' in window) requestIdleCallback(act);
  else setTimeout(act, 50);
};

/** Address of a view inside the page; positions, never names. */
export const address = {
  overview: '#overview',
  map: '#map',
  matrix: '#matrix',
  outside: '#outside',
  whatIf: '#whatif',
  unread: '#unread',
  service: (service: Index) => `#service-${service}`,
  seam: (from: Index, to: Index) => `#seam-${from}-${to}`,
  /** The map with one module or table picked. */
  seed: (what: 'module' | 'table', index: Index) => `#${what}-${index}`,
} as const;

export type Shown =
  | { readonly view: 'overview' | 'matrix' | 'whatif' | 'outside' | 'unread' }
  | {
      readonly view: 'map';
      /** What is picked on it. */
      readonly seed: { readonly what: 'module' | 'table'; readonly index: Index } | null;
    }
  | { readonly view: 'service'; readonly service: Index }
  | { readonly view: 'seam'; readonly from: Index; readonly to: Index };

export function shownBy(hash: string): Shown {
  const [, view, first, second] = /^#(\w+)(?:-(\d+))?(?:-(\d+))?$/.exec(hash) ?? [];
  if (view === 'service' && first) return { view, service: Number(first) };
  if (view === 'seam' && first && second) return { view, from: Number(first), to: Number(second) };
  if ((view === 'module' || view === 'table') && first) {
    return { view: 'map', seed: { what: view, index: Number(first) } };
  }
  if (view === 'map') return { view, seed: null };
  if (view === 'matrix' || view === 'whatif' || view === 'outside' || view === 'unread') return { view };
  return { view: 'overview' };
}

export function serviceName(app: App, service: Index): string {
  return app.bench.cut().names[service] ?? 'outside services';
}
