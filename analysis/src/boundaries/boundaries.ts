/** What `boundaries/` hands to `report/`: suggested services over the facts of one code base. */
import type { Place, TableStep } from '../graph/facts.ts';

export interface ServiceMetrics {
  readonly lines: number;
  readonly modules: number;
  /** Share of the service's edge weight that stays inside, 0–1. */
  readonly cohesion: number;
  readonly inboundCalls: number;
  readonly outboundCalls: number;
  readonly brokenTransactions: number;
}

export interface ServiceSuggestion {
  readonly name: string;
  readonly modules: readonly {
    readonly path: string;
    readonly confidence: number;
    readonly runnerUp: string | null;
  }[];
  /** `METHOD /path`. */
  readonly routes: readonly string[];
  readonly tables: readonly string[];
  readonly readsFromOthers: readonly { readonly table: string; readonly owner: string }[];
  /** Exported names of this service that others use (operations to offer), and the names it needs. */
  readonly offers: readonly string[];
  readonly needs: readonly string[];
  readonly metrics: ServiceMetrics;
  /** Mean confidence of its modules, 0–1. */
  readonly confidence: number;
  /** 1 = extract first. */
  readonly rank: number;
  /** Migration cost units. */
  readonly effort: number;
  readonly why: string;
}

export type SeamKind =
  | 'call'
  | 'inject'
  | 'name'
  | 'relation'
  | 'event'
  | 'import'
  | 'type-import'
  | 'table-read'
  | 'table-write'
  | 'join'
  | 'foreign-key'
  | 'transaction'
  | 'shared-state';

export interface Seam {
  readonly from: string;
  readonly to: string;
  readonly kind: SeamKind;
  /** What crosses: symbol, table or event names. */
  readonly what: readonly string[];
  readonly evidence: readonly Place[];
  readonly remedy: string;
  readonly cost: number;
}

export interface SystemMetrics {
  /** FSE'21 definitions (Mono2Micro); see boundaries/metrics.ts. `null` where there are no use cases. */
  readonly sm: number;
  readonly icp: number;
  readonly ifn: number;
  readonly ned: number;
  readonly bcp: number | null;
}

/** A function of a split module. */
export interface PlacedFunction {
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
  /** Where it goes; `null`: it stays shared code. */
  readonly service: string | null;
  /** Functions of the same module that it calls, with the line. */
  readonly calls: readonly (readonly [name: string, line: number])[];
}

/** A god object shared out by function: it keeps a home, and some of its functions go to other services. */
export interface SplitSuggestion {
  readonly module: string;
  /** Service of what stays; `null`: shared code. */
  readonly home: string | null;
  /** All of its functions, in line order. */
  readonly functions: readonly PlacedFunction[];
  readonly parts: readonly {
    readonly service: string;
    /** What stands for the part among modules: the file, `#` and the service. */
    readonly path: string;
    readonly functions: readonly string[];
    readonly lines: number;
    readonly tables: readonly TableStep[];
    /** Files that call it, outside of the module. */
    readonly calledFrom: readonly string[];
    readonly why: string;
  }[];
  /** Migration cost units that the cut is cheaper by; 0 where shared code goes to its only user. */
  readonly saves: number;
}

/** What was moved because it makes the cut cheaper. */
export interface Refinement {
  /** `null`: the service it came from has nothing left. */
  readonly moves: readonly {
    readonly what: 'module' | 'table';
    readonly name: string;
    readonly from: string | null;
    readonly to: string | null;
  }[];
  /** Cost of the cut by evidence alone, and after the moves, in migration cost units. */
  readonly costWithout: number;
  readonly cost: number;
}

/** What a boundaries.yaml changed. */
export interface Decisions {
  /** Modules that stand elsewhere than without the file; `null`: outside every service. */
  readonly moves: readonly {
    readonly path: string;
    readonly from: string | null;
    readonly to: string | null;
    readonly because: 'pinned' | 'together' | 'apart' | 'shared';
  }[];
  /** Softly held modules that the code argued away from the service that the file lists them in. */
  readonly left: readonly { readonly path: string; readonly from: string; readonly to: string | null }[];
  /** Cost of the cut without the file, and with it, in migration cost units. */
  readonly costWithout: number;
  readonly cost: number;
  /** Entries of the file that match nothing any more. */
  readonly gone: readonly { readonly line: number; readonly value: string }[];
}

export interface Boundaries {
  readonly services: readonly ServiceSuggestion[];
  /** Modules kept out of the services: path → the role that keeps it out. */
  readonly shared: ReadonlyMap<string, string>;
  readonly tableOwners: ReadonlyMap<string, string>;
  /** Modules whose functions serve several services; seams and figures are those of the functions. */
  readonly splits: readonly SplitSuggestion[];
  readonly seams: readonly Seam[];
  readonly metrics: SystemMetrics;
  /** From coarse to fine: the services at other granularities, module path → label. */
  readonly hierarchy: readonly {
    readonly granularity: number;
    readonly labels: ReadonlyMap<string, string>;
  }[];
  readonly transactions: readonly {
    readonly at: Place;
    readonly services: readonly string[];
    readonly steps: readonly TableStep[];
  }[];
  readonly refinement: Refinement;
  /** Only with a boundaries.yaml. */
  readonly decisions?: Decisions;
}
