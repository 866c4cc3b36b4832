/** The slider from few large services to many small ones. */
import type { App, View } from './app.ts';
import { h, plural } from './dom.ts';
import type { ServiceFigures } from './figures.ts';

export function granularitySlider(app: App): View {
  const { levels } = app.data;
  const text = h('output', { for: 'granularity' });
  const input = h('input', {
    id: 'granularity',
    type: 'range',
    min: 0,
    max: levels.length - 1,
    step: 1,
    list: 'stops',
    'aria-label': 'Granularity: fewer or more services',
  });
  const stops = h(
    'datalist',
    { id: 'stops' },
    ...levels.map((level, index) => level.isSuggestion && h('option', { value: index })),
  );
  const back = h(
    'button',
    {
      type: 'button',
      class: 'quiet',
      'aria-label': 'Back to the suggestion',
      onclick: () => app.bench.setLevel(levels.findIndex((level) => level.isSuggestion)),
    },
    'Back',
    h('span', { class: 'wide' }, ' to the suggestion'),
  );
  input.addEventListener('input', () => app.bench.setLevel(Number(input.value)));
  return {
    element: h(
      'div',
      { class: 'granularity', hidden: levels.length < 2 },
      h('span', { class: 'end', 'aria-hidden': 'true' }, 'fewer'),
      input,
      stops,
      h('span', { class: 'end', 'aria-hidden': 'true' }, 'more'),
      text,
      back,
    ),
    refresh() {
      const { level } = app.bench.cut();
      const services = servicesInWords(app.figures().services);
      const isSuggestion = levels[level]?.isSuggestion ?? true;
      input.value = String(level);
      input.setAttribute('aria-valuetext', services);
      text.textContent = `${services}${isSuggestion ? ', as suggested' : ''}`;
      back.hidden = isSuggestion;
    },
  };
}

/** `8 services and 3 libraries`, as the first of the things to know counts them. */
function servicesInWords(services: readonly Pick<ServiceFigures, 'standing'>[]): string {
  const libraries = services.filter(({ standing }) => standing === 'library').length;
  const others = plural(services.length - libraries, 'service');
  return libraries === 0 ? others : `${others} and ${plural(libraries, 'library', 'libraries')}`;
}
