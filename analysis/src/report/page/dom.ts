/** Builds elements. Text only ever becomes text: nothing here parses markup. */
import { visible } from '../encode.ts';

export type Child = Node | string | number | null | undefined | false;

type Listeners = {
  readonly [K in keyof HTMLElementEventMap as `on${K}`]?: (event: HTMLElementEventMap[K]) => void;
};
export type Properties = Listeners & { readonly [attribute: string]: unknown };

/**
 * @example h('button', { class: 'quiet', onclick: close }, 'Close')
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else element.setAttribute(name, value === true ? '' : visible(String(value)));
  }
  append(element, children);
  return element;
}

export function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : visible(String(child)));
  }
}

/** Puts other children in place of those there. Who works by keyboard stays on what is there again, or near it. */
export function replace(element: Element, ...children: readonly Child[]): void {
  const focused = document.activeElement;
  const held =
    focused instanceof HTMLElement && focused !== element && element.contains(focused) ? focused : null;
  const position = held ? stopsOf(element).indexOf(held) : -1;
  element.replaceChildren();
  append(element, children);
  if (!held) return;
  const stops = stopsOf(element);
  const same = stops.find((each) => nameOf(each) === nameOf(held));
  (same ?? stops[Math.min(position, stops.length - 1)])?.focus({ preventScroll: true });
}

/** What the Tab key stops at. */
function stopsOf(element: Element): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>('a[href], button:not(:disabled), input, [tabindex="0"]')];
}

function nameOf(element: Element): string {
  const told = element.getAttribute('href') ?? element.getAttribute('aria-label') ?? element.textContent;
  return `${element.tagName} ${told}`;
}

export function plural(number: number, singular: string, many = `${singular}s`): string {
  return `${whole(number)} ${number === 1 ? singular : many}`;
}

export function whole(number: number): string {
  return Math.round(number).toLocaleString('en');
}

/** One decimal below ten, none above. */
export function short(number: number): string {
  return Math.abs(number) >= 10 ? whole(number) : String(Math.round(number * 10) / 10);
}

/** One decimal where there is one. */
export function tenths(number: number): string {
  return number.toLocaleString('en', { maximumFractionDigits: 1 });
}

/** A change, exact to a tenth: whole numbers on both sides of it would not add up. */
export function signed(number: number): string {
  const text = tenths(Math.abs(number));
  return text === '0' ? '±0' : `${number < 0 ? '−' : '+'}${text}`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** Runs `act` once before the next frame, however often it is asked to. */
export function onceAFrame(act: () => void): () => void {
  return inFrames(act);
}

/** Runs one step a frame, from the first again when asked anew: together they would make one frame that is felt. */
export function inFrames(...steps: readonly (() => void)[]): () => void {
  let next = steps.length;
  const run = () => {
    steps[next]?.();
    next += 1;
    if (next < steps.length) requestAnimationFrame(run);
  };
  return () => {
    const isRunning = next < steps.length;
    next = 0;
    if (!isRunning) requestAnimationFrame(run);
  };
}

/** A path with its file name set off, so that a column of them can be read. */
export function pathLabel(path: string, line?: number): HTMLElement {
  const cut = path.lastIndexOf('/') + 1;
  return h(
    'span',
    { class: 'path', title: path },
    cut > 0 && h('span', { class: 'folder' }, path.slice(0, cut)),
    h('span', { class: 'file' }, path.slice(cut)),
    line !== undefined && h('span', { class: 'line' }, `:${line}`),
  );
}

/** A list that shows its first entries and the rest on demand, so that thousands don't fill the page. */
export function longList<T>(
  items: readonly T[],
  limit: number,
  wrap: HTMLElement,
  row: (item: T) => HTMLElement,
): HTMLElement[] {
  wrap.append(...items.slice(0, limit).map(row));
  if (items.length <= limit) return [wrap];
  const more = h('button', { class: 'more', type: 'button' }, `Show all ${whole(items.length)}`);
  more.addEventListener('click', () => {
    wrap.append(...items.slice(limit).map(row));
    more.remove();
  });
  return [wrap, more];
}
