export { type Analysis, type AnalyzeOptions, analyze } from './analyze.ts';
export { AnalysisError } from './errors.ts';
export { type Report, renderSummary, reportSchema, writeReport } from './report/index.ts';
