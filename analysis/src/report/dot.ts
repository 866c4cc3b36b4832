import { toDot } from './encode.ts';
import { shortNumber } from './in-words.ts';
import { arrowsOf } from './insights.ts';
import type { Report } from './schema.ts';

/**
 * Services with their modules as clusters, and the seams between services, for Graphviz.
 *
 * @example await writeFile('report.dot', renderDot(report)); // dot -Tsvg report.dot
 */
export function renderDot(report: Report): string {
  const lines = ['digraph boundaries {', '  compound=true; rankdir=LR; node [shape=box, style=rounded];'];
  const anchors = new Map<string, { readonly cluster: string; readonly node: string }>();
  report.services.forEach((service, index) => {
    const [first] = service.modules;
    if (first === undefined) return;
    const cluster = `cluster_${index}`;
    anchors.set(service.name, { cluster, node: first });
    lines.push(`  subgraph ${cluster} {`, `    label=${toDot(service.name)};`);
    lines.push(...service.modules.map((path) => `    ${toDot(path)};`), '  }');
  });
  for (const arrow of arrowsOf(report)) {
    const from = anchors.get(arrow.from);
    const to = anchors.get(arrow.to);
    if (!from || !to) continue;
    lines.push(
      `  ${toDot(from.node)} -> ${toDot(to.node)} [ltail=${from.cluster}, lhead=${to.cluster}, label=${toDot(shortNumber(arrow.cost))}];`,
    );
  }
  return `${[...lines, '}'].join('\n')}\n`;
}
