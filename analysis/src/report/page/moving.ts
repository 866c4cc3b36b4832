/** Ways to move a module or table that stand in lists: a button, and rows that can be dragged onto a service at the left. */
import type { App } from './app.ts';
import type { Index } from './data.ts';
import { h } from './dom.ts';

export function moveButton(app: App, what: 'module' | 'table', index: Index, name: string): HTMLElement {
  return h(
    'button',
    {
      type: 'button',
      class: 'move',
      'aria-label': `Move ${name} to another service`,
      onclick: () => app.chooseService(what, index),
    },
    'Move…',
  );
}

/** The type of what is dragged from a row to a service on the left. */
export const dragType = 'application/x-banyan-move';

export function draggable(what: 'module' | 'table', index: Index) {
  return {
    draggable: 'true',
    ondragstart: (event: DragEvent) => event.dataTransfer?.setData(dragType, JSON.stringify({ what, index })),
  };
}
