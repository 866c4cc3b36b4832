import { createSecretKey, type KeyObject } from 'node:crypto';
import type { LoadedConfig } from '../config/load.ts';
import type { Config, SliceConfig, Timeouts } from '../config/schema.ts';
import type { GuardRules } from '../guard/request.ts';
import { identityKey } from '../identity/token.ts';
import { type CohortTest, cohortTest, type NetworkList, networkList } from '../routing/cohort.ts';
import { publicKeyOf, type TokenKey } from '../routing/jwt.ts';
import { type Reach, reachOf, smallerReach } from '../routing/reach.ts';
import { buildRouteTable, type RouteTable } from '../routing/route-table.ts';
import { type Progress, servedReach } from '../store/events.ts';

/** One slice as it is served. */
export interface SliceState {
  readonly config: SliceConfig;
  readonly file: Reach;
  readonly cap: Reach | undefined;
  readonly served: Reach;
  readonly timeouts: Timeouts;
  readonly cohorts: readonly { readonly name: string; readonly share: number; readonly test: CohortTest }[];
}

/** Everything a request is decided by: immutable, swapped whole, read once by each request. */
export interface Snapshot {
  /** SHA-256 of the file. */
  readonly hash: string;
  readonly config: Config;
  readonly table: RouteTable;
  readonly slices: ReadonlyMap<string, SliceState>;
  readonly guard: GuardRules;
  readonly trusted: NetworkList;
  /** Load balancers whose connections begin with a PROXY header. */
  readonly balancers: NetworkList;
  readonly tokenKey: TokenKey | undefined;
  readonly identityKey: KeyObject | undefined;
  /** Signs what is asked in shadow. */
  readonly shadowKey: KeyObject | undefined;
}

/** Decides the reach of each slice; gets what the file allows and the log's caps. */
export type ReachRule = (slice: SliceConfig, file: Reach, progress: Progress | undefined) => Reach;

/** While running: as far as the file allows, less a rollback's cap. */
export const runningReach: ReachRule = (slice, file, progress) =>
  slice.home === 'service' ? file : servedReach(file, progress?.cap);

/** At the start: no further than was acknowledged before, in case the file was changed while nobody watched. */
export const startingReach: ReachRule = (slice, file, progress) => {
  const allowed = runningReach(slice, file, progress);
  return slice.home === 'service' || !progress?.acknowledged
    ? allowed
    : smallerReach(allowed, progress.acknowledged);
};

export function buildSnapshot(
  { config, hash }: LoadedConfig,
  progress: ReadonlyMap<string, Progress>,
  rule: ReachRule,
): Snapshot {
  const slices = new Map<string, SliceState>();
  for (const slice of config.slices) {
    const file = reachOf(slice.stage, slice.share);
    const entry = progress.get(slice.name);
    const service = config.services[slice.service];
    slices.set(slice.name, {
      config: slice,
      file,
      cap: entry?.cap,
      served: rule(slice, file, entry),
      timeouts: slice.timeouts ?? service?.timeouts ?? config.timeouts,
      cohorts: slice.cohorts.flatMap(({ name, share }) => {
        const cohort = config.cohorts[name];
        return cohort ? [{ name, share, test: cohortTest(cohort) }] : [];
      }),
    });
  }
  return {
    hash,
    config,
    table: buildRouteTable(config),
    slices,
    guard: {
      maxHeaders: config.limits.maxHeaders,
      hosts: config.hosts && new Set(config.hosts),
      paths: config.paths,
    },
    trusted: networkList(config.trustedProxies),
    balancers: networkList(config.proxyProtocol),
    tokenKey: tokenKeyOf(config.tokens),
    identityKey: config.identity && identityKey(config.identity.secret),
    shadowKey: config.shadow && identityKey(config.shadow.secret),
  };
}

function tokenKeyOf(tokens: Config['tokens']): TokenKey | undefined {
  if (!tokens) return undefined;
  return tokens.algorithm === 'HS256'
    ? { algorithm: 'HS256', secret: createSecretKey(Buffer.from(tokens.secret)) }
    : { algorithm: tokens.algorithm, publicKey: publicKeyOf(tokens.publicKey) };
}
