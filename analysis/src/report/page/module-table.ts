/** The modules of a service with what is known of each. */
import type { App } from './app.ts';
import type { Index } from './data.ts';
import { h, longList, pathLabel, whole } from './dom.ts';
import { draggable, moveButton } from './moving.ts';
import { meter } from './overview-view.ts';

const doubtful = 0.5;

/** Modules with what is known of each; the least sure first, as those are the ones to look at. */
export function moduleTable(app: App, modules: readonly Index[], limit: number): HTMLElement {
  const suggested = app.data.levels.find((level) => level.isSuggestion);
  const sorted = [...modules].sort((a, b) => confidenceOf(app, a) - confidenceOf(app, b) || a - b);
  const body = h('tbody');
  return h(
    'div',
    { class: 'table-scroll' },
    h(
      'table',
      { class: 'modules' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ...['module', 'role', 'lines', 'sure', 'else in', ''].map((title) =>
            h('th', { scope: 'col', class: title === 'lines' || title === 'sure' ? 'number' : false }, title),
          ),
        ),
      ),
      body,
    ),
    ...longList(sorted, limit, body, (index) => {
      const module = app.data.modules[index];
      if (!module) return h('tr');
      return h(
        'tr',
        draggable('module', index),
        h('td', {}, pathLabel(module.path)),
        h('td', {}, h('span', { class: 'role', title: module.because }, module.role)),
        h('td', { class: 'number' }, whole(module.lines)),
        module.part
          ? h('td', { class: 'number quiet', title: module.part.why }, 'by function')
          : h(
              'td',
              { class: module.confidence < doubtful ? 'number unsure' : 'number' },
              meter(module.confidence),
            ),
        h(
          'td',
          { class: 'runner-up' },
          module.runnerUp < 0 ? '–' : (suggested?.names[module.runnerUp] ?? '–'),
        ),
        h('td', { class: 'action' }, moveButton(app, 'module', index, module.path)),
      );
    }).slice(1),
  );
}

/** Functions of a file that is shared out went by what they touch, not by votes that could be near each other. */
function confidenceOf(app: App, module: Index): number {
  const { part, confidence = 0 } = app.data.modules[module] ?? {};
  return part ? 1 : confidence;
}
