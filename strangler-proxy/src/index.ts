export { type Config, loadConfig, parseConfig } from './config/load.ts';
export { ConfigError, OperatorError, type Problem } from './errors.ts';
export type { ProxyStatus, RouteStatus, SliceStatus } from './observe/status.ts';
export { type FlipOptions, type FlipResult, flip } from './operate/flip.ts';
export { readStatus } from './operate/read-status.ts';
export { describeReach, parseReach, type Reach, type Stage, stages } from './routing/reach.ts';
export { formatShare, parseShare } from './routing/share.ts';
export { type RunningProxy, type StartOptions, startProxy } from './server/start-proxy.ts';
export type { CapturedAnswer, FailedAnswer, ShadowPair } from './shadow/pair.ts';
