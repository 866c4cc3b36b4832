/** Finds services, modules, tables and routes by any part of their names. */
import { type App, address, serviceName } from './app.ts';
import { h, replace } from './dom.ts';

const hitsShown = 14;

interface Hit {
  readonly kind: 'service' | 'module' | 'table' | 'route';
  readonly name: string;
  readonly service: number;
  readonly href: string;
}

/** Best first: names that begin with the text, then shorter ones. */
export function findNames(app: App, text: string): Hit[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const cut = app.bench.cut();
  const all: Hit[] = [
    ...cut.names.map(
      (name, service): Hit => ({ kind: 'service', name, service, href: address.service(service) }),
    ),
    ...app.data.tables.map(
      ({ name }, index): Hit => ({
        kind: 'table',
        name,
        service: cut.owners[index] ?? -1,
        href: address.seed('table', index),
      }),
    ),
    ...app.data.routes.map(({ method, path, module }): Hit => {
      const service = cut.labels[module] ?? -1;
      return {
        kind: 'route',
        name: `${method} ${path}`,
        service,
        href: service < 0 ? address.seed('module', module) : address.service(service),
      };
    }),
    ...app.data.modules.map(
      ({ path }, index): Hit => ({
        kind: 'module',
        name: path,
        service: cut.labels[index] ?? -1,
        href: address.seed('module', index),
      }),
    ),
  ];
  const score = ({ name, kind }: Hit) => {
    const lower = name.toLowerCase();
    const at = (kind === 'module' ? lower.slice(lower.lastIndexOf('/') + 1) : lower).indexOf(wanted);
    return (at === 0 ? 0 : at > 0 ? 1_000 : 2_000) + lower.length;
  };
  return all.filter(({ name }) => name.toLowerCase().includes(wanted)).sort((a, b) => score(a) - score(b));
}

/** @param select shows a hit that stands outside every service. */
export function searchBox(app: App): HTMLElement {
  const list = h('ul', { class: 'hits', id: 'hits', hidden: true });
  const input = h('input', {
    type: 'search',
    placeholder: 'Find a module, table, route',
    'aria-label': 'Find a module, table, route or service',
    'aria-controls': 'hits',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const show = () => {
    const hits = findNames(app, input.value);
    list.hidden = input.value.trim() === '';
    replace(
      list,
      ...hits
        .slice(0, hitsShown)
        .map((hit) =>
          h(
            'li',
            {},
            h(
              'a',
              { href: hit.href, onclick: () => close() },
              h('span', { class: 'kind' }, hit.kind),
              h('span', { class: 'hit-name' }, hit.name),
              hit.kind !== 'service' && h('span', { class: 'note' }, serviceName(app, hit.service)),
            ),
          ),
        ),
      hits.length === 0 && h('li', { class: 'empty' }, 'Nothing has that in its name.'),
      hits.length > hitsShown && h('li', { class: 'empty' }, `and ${hits.length - hitsShown} more`),
    );
  };
  const close = () => {
    list.hidden = true;
    input.value = '';
  };
  input.addEventListener('input', show);
  const box = h('div', { class: 'search', role: 'search' }, input, list);
  box.addEventListener('keydown', (event) => {
    const links = [...list.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    if (event.key === 'Escape') {
      close();
      input.focus();
    } else if (event.key === 'ArrowDown') links[at + 1]?.focus();
    else if (event.key === 'ArrowUp') (links[at - 1] ?? input).focus();
    else if (event.key === 'Enter' && document.activeElement === input) links[0]?.click();
    else return;
    event.preventDefault();
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key === '/' && !isTyping) {
      event.preventDefault();
      input.focus();
    }
  });
  box.addEventListener('focusout', (event) => {
    if (!box.contains(event.relatedTarget as Node | null)) list.hidden = true;
  });
  return box;
}
