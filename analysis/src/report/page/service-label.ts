/** A service as it stands everywhere in the page: its colour and name. */
import { type App, address, serviceName } from './app.ts';
import type { Index } from './data.ts';
import { h } from './dom.ts';

export function swatch(app: App, service: Index): HTMLElement {
  const dot = h('span', { class: 'swatch', 'aria-hidden': 'true' });
  dot.style.backgroundColor = app.tone(service).solid;
  return dot;
}

export function serviceLink(app: App, service: Index): HTMLElement {
  return h(
    'a',
    { class: 'service-link', href: address.service(service) },
    swatch(app, service),
    serviceName(app, service),
  );
}
