export { buildReport } from './build.ts';
export { renderDot } from './dot.ts';
export { renderHtml } from './html.ts';
export { renderMarkdown } from './markdown.ts';
export { renderMermaid } from './mermaid.ts';
export { type Report, type ReportSeam, type ReportService, reportSchema } from './schema.ts';
export { renderSummary } from './summary.ts';
export { writeReport, writeWhole } from './write.ts';
