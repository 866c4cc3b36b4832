export { compareReports, type Drift, hasDrifted } from './compare-reports.ts';
export { loadReport } from './load-report.ts';
export { renderDrift } from './render.ts';
