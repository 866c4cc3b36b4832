import type { Reach } from '../routing/reach.ts';

/** What a running proxy says of itself; the body of `GET /api/status`. */
export interface ProxyStatus {
  /** SHA-256 of the configuration that is served. */
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly url: string;
  readonly adminUrl: string;
  readonly requests: TotalCounts;
  /** Requests that are being handled now. */
  readonly underWay: number;
  /** The processes that answer callers; the proxy's own where there is only one. */
  readonly workers: readonly WorkerStatus[];
  readonly slices: readonly SliceStatus[];
  /** Why the file on disk is not what is served; `null` when it is. */
  readonly configProblem: string | null;
}

export interface WorkerStatus {
  readonly pid: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly underWay: number;
}

/** Each process has a fuse of its own for each slice. */
export interface FuseStatus {
  /** Processes that send this slice home because its service failed them. */
  readonly openIn: number;
  readonly of: number;
}

export interface SideCounts {
  readonly monolith: number;
  readonly service: number;
}

export interface TotalCounts extends SideCounts {
  /** Answered by the guard. */
  readonly refused: number;
  /** Answered by us with 502, 503 or 504. */
  readonly failed: number;
  /** Answered at home after the other side failed; counted under that side too. */
  readonly fallback: number;
}

export interface SliceStatus {
  readonly name: string;
  readonly service: string;
  readonly home: 'monolith' | 'service';
  /** What the file allows. */
  readonly file: Reach;
  /** What a rollback left, until a person lifts it. */
  readonly cap: Reach | null;
  /** The smaller of the two. */
  readonly served: Reach;
  readonly fuse: FuseStatus;
  readonly requests: SideCounts & { readonly failed: number; readonly fallback: number };
  readonly shadow: ShadowCounts;
  /** Endpoints of which the other side is asked only now and then, and why. */
  readonly shadowPauses: readonly { readonly endpoint: string; readonly because: string }[];
  readonly comparison: ComparisonCounts;
  readonly routes: readonly RouteStatus[];
}

export interface RouteStatus {
  /** Methods and path as the file has them. */
  readonly id: string;
  readonly requests: SideCounts;
}

export interface ShadowCounts {
  readonly asked: number;
  readonly answered: number;
  readonly failed: number;
  /** Too much was asked in shadow already. */
  readonly dropped: number;
  /** Not asked, because too many answers of the endpoint were of no use. */
  readonly paused: number;
}

/** What live comparison found on a slice, at most a second or two old. */
export interface ComparisonCounts {
  readonly compared: number;
  /** Of these, at least this many differed in a field that is judged different, noise apart. */
  readonly mismatched: number;
  /** `GET /api/reviews/:id stars`, for each such field. */
  readonly fields: readonly string[];
}
