import { describe, expect, it } from 'vitest';
import { buildReport, renderDot, renderHtml, renderMarkdown, renderMermaid } from '../../src/report/index.ts';
import { emptyReport } from './support/empty-report.ts';
import { hostileNames } from './support/hostile-names.ts';
import { synthetic } from './support/synthetic.ts';

const { facts, boundaries } = synthetic({ modules: 120, services: 5, seed: 4 });
const report = buildReport(facts, boundaries);
const formats = { renderDot, renderHtml, renderMarkdown, renderMermaid };

/** A report in which every service, table and file is called `name`. */
function calledAll(name: string) {
  return {
    ...report,
    services: report.services.map((service) => ({
      ...service,
      name,
      modules: [name],
      tables: [name],
      routes: [name],
      why: name,
    })),
    seams: report.seams.map((seam) => ({
      ...seam,
      from: name,
      to: name,
      what: [name],
      evidence: [{ path: name, line: 1 }],
      remedy: name,
    })),
    modules: report.modules.map((module, index) =>
      index === 0 ? { ...module, path: name, role: 'domain' as const, service: null } : module,
    ),
    unresolved: [{ path: name, line: 1, what: name, because: name }],
  };
}

describe.each(Object.entries(formats))('%s', (_, render) => {
  it('gives equal text for an equal report', () => {
    expect(render(structuredClone(report))).toBe(render(report));
  });

  it('has something to say about an empty report', () => {
    expect(render(emptyReport).length).toBeGreaterThan(10);
  });
});

describe('renderMermaid', () => {
  it('draws a node a service and an arrow a pair of services', () => {
    const lines = renderMermaid(report).trimEnd().split('\n');
    expect(lines[0]).toBe('flowchart LR');
    expect(lines[1]).toMatch(/^ {2}s0\["accounts, \d+ modules"\]$/);
    expect(lines.slice(1 + report.services.length)).not.toHaveLength(0);
    for (const arrow of lines.slice(1 + report.services.length))
      expect(arrow).toMatch(/^ {2}s\d -->\|"[\d,.]+"\| s\d$/);
  });

  it.each(hostileNames)('keeps %j inside its label', (name) => {
    for (const line of renderMermaid(calledAll(name)).trimEnd().split('\n').slice(1)) {
      expect(line).toMatch(/^ {2}s\d(?:\["[^"]*"\]| -->\|"[^"]*"\| s\d)$/);
    }
  });
});

describe('renderDot', () => {
  it.each(hostileNames)('keeps %j inside its strings', (name) => {
    const outsideStrings = renderDot(calledAll(name)).replace(/"(?:[^"\\]|\\.)*"/g, '""');
    expect(outsideStrings).toMatch(/^[\w\s={}[\];,>-]*(?:""[\w\s={}[\];,>-]*)*$/);
    expect(outsideStrings.match(/\{/g)?.length).toBe(1 + report.services.length);
  });

  it('writes out what Graphviz would draw as another character', () => {
    const text = renderDot(calledAll('R&D/a&lt;b&#35;.ts'));
    expect(text).toContain('"R&D/a&amp;lt;b&amp;#35;.ts"');
  });
});

describe('renderMarkdown', () => {
  it('tells the services, the diagram, the seams with evidence and what was not read', () => {
    const text = renderMarkdown(report);
    expect(text).toContain('| 1 | accounts |');
    expect(text).toContain('```mermaid\nflowchart LR\n');
    expect(text).toMatch(/^- call `do\d+`.* at `src\/.+:\d+`/m);
    expect(text).toContain('## Could not be read');
    expect(text).not.toContain('The diagram shows');
  });

  it('says how many arrows the diagram leaves out', () => {
    const crowded = synthetic({ modules: 400, services: 12, seed: 4 });
    const text = renderMarkdown(buildReport(crowded.facts, crowded.boundaries));
    expect(text).toMatch(/^The diagram shows the 24 costliest of \d+ arrows;/m);
    expect(text.match(/^ {2}s\d+ -->/gm)).toHaveLength(24);
  });

  it.each(hostileNames)('lets %j start no markup', (name) => {
    const text = renderMarkdown(calledAll(name)).replace(/```mermaid\n[\s\S]*?```\n/, '');
    expect(text).not.toContain('<');
    expect(text.replace(/`[^`\n|<>]*`/g, '')).not.toContain('`');
    expect(text).not.toMatch(/\]\(/);
    expect(
      text
        .split('\n')
        .filter((line) => line.startsWith('#'))
        .every((line) => /^##? [\w ,]+$/.test(line)),
    ).toBe(true);
  });
});

describe('renderHtml', () => {
  it.each(hostileNames)('lets %j start no markup', (name) => {
    const tags = (html: string) => html.match(/<[^>]*>/g) ?? [];
    const harmless = new Set(tags(renderHtml(calledAll('harmless'))));
    expect(tags(renderHtml(calledAll(name))).filter((tag) => !harmless.has(tag))).toEqual([]);
  });

  it('names no address to load anything from', () => {
    expect(renderHtml(report)).not.toMatch(/https?:|\bsrc=|url\(|@import|\bfetch\(|XMLHttpRequest|WebSocket/);
  });
});
