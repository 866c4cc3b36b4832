/** The comparison as a library: `import { compareSystems } from '@banyan/strangler-proxy/compare'`. */
export type { Answer, ComparedRequest, Failure, HeaderLine, Outcome } from './answer.ts';
export { type ContractChange, type ContractChangeKind, checkContract } from './contract/check.ts';
export {
  checkRecording,
  fetchDocument,
  formatOpenApi,
  observeRecording,
} from './contract/check-recording.ts';
export { type Contract, emptyContract, inferContract, observeAnswer } from './contract/contract.ts';
export { promisedBy } from './contract/of-observed.ts';
export { writeOpenApi } from './contract/openapi.ts';
export type { PromisedContract } from './contract/promised.ts';
export { type OpenApiContract, readOpenApi } from './contract/read-openapi.ts';
export {
  type ContractReport,
  contractReport,
  renderContract,
  renderContractMarkdown,
} from './contract/render.ts';
export type { DifferenceKind } from './diff/difference.ts';
export { type ComparePolicy, STRICT_POLICY } from './diff/policy.ts';
export { endpointNamer, type NameEndpoint, readTemplates } from './endpoints.ts';
export { CompareError, type CompareErrorCode } from './errors.ts';
export type { LatencyReport } from './evidence/latency.ts';
export type { Example } from './evidence/ledger.ts';
export { type BadEvents, eventsNeeded, logEvidence } from './evidence/sequential-test.ts';
export {
  type ComparisonReport,
  comparedNothing,
  type EndpointReport,
  hasMismatches,
  type Mismatch,
  type Noise,
} from './evidence/verdict.ts';
export {
  LiveComparer,
  type LiveComparerOptions,
  type LiveCounts,
  type OfferedPair,
} from './live/live-comparer.ts';
export { proposeRules, writeRules } from './noise/propose-rules.ts';
export { type IgnoreRule, ignoreRuleSchema } from './noise/rules.ts';
export { readTerms } from './read-terms.ts';
export { type Recorder, type RecorderOptions, startRecorder } from './recorded/recorder.ts';
export { type Recorded, readRecording, writeRecorded } from './recorded/recording.ts';
export { type ReplayOptions, readPace, replay } from './recorded/replay.ts';
export { DEFAULT_REDACTION, type RedactionRules } from './redact.ts';
export { renderComparisonHtml } from './report/html.ts';
export { renderJunit } from './report/junit.ts';
export { renderMarkdown as renderComparisonMarkdown } from './report/markdown.ts';
export { renderComparison } from './report/terminal.ts';
export { type WrittenReports, writeComparison } from './report/write-reports.ts';
export { readRequests } from './requests/read-requests.ts';
export { type CompareSystemsOptions, compareSystems } from './systems.ts';
export { type ComparisonTerms, STRICT_TERMS, termsOf, termsShape } from './terms.ts';
