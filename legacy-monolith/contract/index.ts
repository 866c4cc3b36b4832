export { connect, Visitor } from './client/visitor.ts';
export { type Route, routeFinder } from './suite/match-route.ts';
export { isReviewsRoute, routes } from './suite/routes.ts';
export {
  type CaseResult,
  type ContractOptions,
  type ContractReport,
  runContract,
} from './suite/run-contract.ts';
export { addCounts, describeCounts, type SideCounts } from './suite/side-counts.ts';
export {
  generateTraffic,
  type TrafficOptions,
  type TrafficReport,
} from './traffic/generate.ts';
export { everyday, type Mix, mixWithReviewShare } from './traffic/mix.ts';
