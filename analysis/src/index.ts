export { type Analysis, type AnalyzeOptions, analyze, saveBoundaries } from './analyze.ts';
export { clusterFile, type GraphClusters, whatIsUnlinked } from './boundaries/index.ts';
export {
  type CheckOptions,
  type CheckResult,
  checkBoundaries,
  type Finding,
  renderFindings,
  renderGitHub,
  renderSarif,
} from './check/index.ts';
export { renderCrossCheck } from './cross-check/render.ts';
export { renderDeepened } from './deep/deepen.ts';
export { compareReports, type Drift, hasDrifted, loadReport, renderDrift } from './drift/index.ts';
export { AnalysisError } from './errors.ts';
export { defaultCacheFolder } from './read/cache.ts';
export { type Report, renderSummary, reportSchema, writeReport, writeWhole } from './report/index.ts';
