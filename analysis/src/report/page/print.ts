/** The whole report as pages of paper: all services with their facts, what stands outside and what was not read, made when printing starts and gone afterwards. */
import type { App } from './app.ts';
import { h, plural, replace, short } from './dom.ts';
import { outsideView } from './outside-view.ts';
import { overviewView } from './overview-view.ts';
import { serviceSections } from './service-view.ts';
import { unreadView } from './unread-view.ts';

/** Rows a list on paper; the rest stays in the page. */
const rowsPrinted = 40;

export function printedReport(app: App): HTMLElement {
  const paper = h('div', { class: 'paper' });
  window.addEventListener('beforeprint', () => {
    const overview = overviewView(app);
    overview.refresh();
    const others = [outsideView(app), unreadView(app)];
    for (const { refresh } of others) refresh();
    const { services } = app.figures();
    replace(
      paper,
      overview.element,
      ...app.bench.cut().names.map((name, service) => {
        const figures = services[service];
        return (
          figures &&
          h(
            'section',
            { class: 'printed-service' },
            h('h1', {}, name),
            h(
              'p',
              { class: 'lead' },
              `${plural(figures.files, 'module')}, ${plural(figures.tables.length, 'table')}, seams cost ${short(figures.costIn)} in and ${short(figures.costOut)} out. Lists end after ${rowsPrinted} rows.`,
            ),
            serviceSections(app, service, figures, rowsPrinted),
          )
        );
      }),
      ...others.map(({ element }) => h('section', { class: 'printed-service' }, element)),
    );
  });
  window.addEventListener('afterprint', () => paper.replaceChildren());
  return paper;
}
