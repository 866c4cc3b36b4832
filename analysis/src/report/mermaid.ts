import { toMermaid } from './encode.ts';
import { count, shortNumber } from './in-words.ts';
import { arrowsOf } from './insights.ts';
import type { Report } from './schema.ts';

/** More arrows than this make a Mermaid drawing unreadable; the costliest are kept. */
const arrowsShown = 24;

/**
 * Services and the seams between them as a Mermaid flowchart.
 *
 * @example await writeFile('report.mmd', renderMermaid(report));
 */
export function renderMermaid(report: Report): string {
  const ids = new Map(report.services.map((service, index) => [service.name, `s${index}`]));
  const nodes = report.services.map(
    (service) =>
      `  ${ids.get(service.name)}[${toMermaid(`${service.name}, ${count(service.metrics.modules, 'module')}`)}]\n`,
  );
  const arrows = arrowsOf(report)
    .filter((arrow) => ids.has(arrow.from) && ids.has(arrow.to))
    .slice(0, arrowsShown)
    .map(
      (arrow) => `  ${ids.get(arrow.from)} -->|${toMermaid(shortNumber(arrow.cost))}| ${ids.get(arrow.to)}\n`,
    );
  return `flowchart LR\n${nodes.join('')}${arrows.join('')}`;
}

/** What the drawing leaves out, in a sentence: a service without an arrow looks as if nothing crossed its boundary. '' where it shows all. */
export function leftOutOfMermaid(report: Report): string {
  const arrows = arrowsOf(report).length;
  return arrows <= arrowsShown
    ? ''
    : `The diagram shows the ${arrowsShown} costliest of ${count(arrows, 'arrow')}; a service without one has cheaper seams.`;
}
