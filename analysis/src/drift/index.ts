export { compareReports, type Drift, hasDrifted } from './compare-reports.ts';
export { loadReport } from './load-report.ts';
export { renamedModules, withPaths } from './renamed-modules.ts';
export { renderDrift } from './render.ts';
