export { type CheckOptions, type CheckResult, checkBoundaries } from './check.ts';
export { findViolations } from './find-violations.ts';
export { type Finding, type Rule, ruleSentences } from './finding.ts';
export { renderFindings, renderGitHub, renderSarif } from './formats.ts';
export { rulesOf } from './rules-of-file.ts';
