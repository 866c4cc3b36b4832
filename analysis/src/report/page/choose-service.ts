/** The dialog that moves a module or table by keyboard or click, and tells beforehand what each choice would change. */
import { type App, serviceName } from './app.ts';
import type { Index } from './data.ts';
import { h, replace, signed } from './dom.ts';
import { type Price, pricesOf } from './prices.ts';
import { swatch } from './service-label.ts';

/** Only the likeliest choices are priced, so that the dialog is there at once. */
const choicesPriced = 12;

export function openServiceChoice(app: App, what: 'module' | 'table', index: Index): void {
  const name = (what === 'module' ? app.data.modules[index]?.path : app.data.tables[index]?.name) ?? '';
  const cut = app.bench.cut();
  const home = (what === 'module' ? cut.labels : cut.owners)[index] ?? -1;
  const prices = new Map(likeliestPrices(app, what, index).map(({ service, price }) => [service, price]));
  // The best first; then the unpriced, which have the least to do with it.
  const choices = [
    ...prices.keys(),
    ...likeliest(app, what, index).filter((service) => service !== home && !prices.has(service)),
  ];

  const dialog = h('dialog', { class: 'choose', 'aria-label': `Move ${name}` });
  const list = h('ul', { class: 'choices' });
  const filter = h('input', {
    type: 'text',
    placeholder: 'Find a service, or name a new one',
    'aria-label': 'Find a service, or name a new one',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const choose = (to: string | null) => {
    dialog.close();
    app.bench.move([{ what, index, to }]);
  };
  const show = () => {
    const typed = filter.value.trim();
    const found = choices.filter((service) =>
      serviceName(app, service).toLowerCase().includes(typed.toLowerCase()),
    );
    const isNew = isServiceName(typed) && !cut.names.includes(typed);
    replace(
      list,
      ...found.map((service) =>
        h(
          'li',
          {},
          h(
            'button',
            { type: 'button', onclick: () => choose(serviceName(app, service)) },
            swatch(app, service),
            h('span', {}, serviceName(app, service)),
            price(prices.get(service)),
          ),
        ),
      ),
      isNew &&
        h(
          'li',
          {},
          h(
            'button',
            { type: 'button', class: 'found', onclick: () => choose(typed) },
            `Found a new service “${typed}”`,
          ),
        ),
      mayStandOutside(app, what, index) &&
        home >= 0 &&
        typed === '' &&
        h(
          'li',
          {},
          h(
            'button',
            { type: 'button', onclick: () => choose(null) },
            swatch(app, -1),
            h('span', {}, 'outside services (shared)'),
          ),
        ),
    );
  };
  filter.addEventListener('input', show);
  filter.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') list.querySelector('button')?.click();
    if (event.key === 'ArrowDown') list.querySelector('button')?.focus();
  });
  list.addEventListener('keydown', (event) => {
    const buttons = [...list.querySelectorAll('button')];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (event.key === 'ArrowDown') buttons[at + 1]?.focus();
    else if (event.key === 'ArrowUp') (buttons[at - 1] ?? filter).focus();
    else return;
    event.preventDefault();
  });
  dialog.append(
    h('h2', {}, 'Move to another service'),
    h('p', { class: 'what' }, name),
    h('p', { class: 'note' }, `now in ${serviceName(app, home)}`),
    filter,
    list,
  );
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  show();
  document.body.append(dialog);
  dialog.showModal();
}

/** Tables have an owner, and functions go to a service or stay with their file. */
export function mayStandOutside(app: App, what: 'module' | 'table', index: Index): boolean {
  const part = app.data.modules[index]?.part;
  return what === 'module' && (!part || (app.bench.cut().labels[part.of] ?? -1) < 0);
}

/** What the likeliest other services would change, the cheapest first. */
export function likeliestPrices(
  app: App,
  what: 'module' | 'table',
  index: Index,
): readonly { readonly service: Index; readonly price: Price }[] {
  const cut = app.bench.cut();
  const home = (what === 'module' ? cut.labels : cut.owners)[index] ?? -1;
  const priceOf = pricesOf(app.data, app.facts, cut, { what, index });
  return likeliest(app, what, index)
    .filter((service) => service !== home)
    .slice(0, choicesPriced)
    .map((service) => ({ service, price: priceOf(serviceName(app, service)) }))
    .sort((a, b) => a.price.cost - b.price.cost);
}

/** As boundaries.yaml takes them. */
function isServiceName(text: string): boolean {
  return /^[a-z][a-z0-9-]{0,62}$/.test(text);
}

/** Services by how much they have to do with the module or table. */
function likeliest(app: App, what: 'module' | 'table', index: Index): Index[] {
  const cut = app.bench.cut();
  const ties = cut.names.map(() => 0);
  const tie = (service = -1) => {
    if (service >= 0) ties[service] = (ties[service] ?? 0) + 1;
  };
  if (what === 'module') {
    for (const edge of app.data.edges) {
      if (edge.from === index) tie(cut.labels[edge.to]);
      if (edge.to === index) tie(cut.labels[edge.from]);
    }
  }
  for (const [module, table] of app.data.access) {
    if (what === 'module' && module === index) tie(cut.owners[table]);
    if (what === 'table' && table === index) tie(cut.labels[module]);
  }
  return cut.names.map((_, service) => service).sort((a, b) => (ties[b] ?? 0) - (ties[a] ?? 0) || a - b);
}

export function priceText({ cost, broken }: Price): string {
  return `cost ${signed(cost)}${broken === 0 ? '' : `, broken transactions ${signed(broken)}`}`;
}

function price(known: Price | undefined): HTMLElement | false {
  if (!known) return false;
  return h(
    'span',
    { class: known.cost < 0 ? 'change good' : known.cost > 0 ? 'change bad' : 'change' },
    priceText(known),
  );
}
