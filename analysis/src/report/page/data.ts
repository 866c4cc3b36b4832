/**
 * What report.html carries: the report with names replaced by positions, about a quarter of its size and ready for arrays.
 * Browser-safe; `../page-data.ts` makes it.
 */

import type { EntryFacts } from '../../graph/facts.ts';

/** Position in `modules`, `tables`, `services` or `symbols`; -1 for none. */
export type Index = number;

export type PagePlace = readonly [path: string, line: number];

export interface PageModule {
  readonly path: string;
  readonly lines: number;
  readonly role: string;
  readonly because: string;
  readonly confidence: number;
  /** In the suggestion. */
  readonly service: Index;
  readonly runnerUp: Index;
  /** Only for functions of a split module that go elsewhere than it. */
  readonly part?: PagePart;
}

/** Part of a module; its path is the file's, `#` and the service that it was suggested for. */
export interface PagePart {
  readonly of: Index;
  readonly functions: readonly string[];
  readonly why: string;
}

export interface PageTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly owner: Index;
  readonly definedAt: PagePlace | null;
  readonly foreignKeys: readonly (readonly [column: string, table: Index])[];
}

/** Kind of the places where a call needs no data of the other side. */
export const TABLELESS_CALL = 'tableless-call';

export interface PageEdge {
  readonly from: Index;
  readonly to: Index;
  /** Position in `edgeKinds`, weight, and so on. */
  readonly kinds: readonly number[];
  /** Line, kind, symbol, and so on. */
  readonly places: readonly number[];
}

export type PageStep = readonly [table: Index, write: 0 | 1];

export interface PageRoute {
  readonly method: string;
  readonly path: string;
  readonly module: Index;
  readonly line: number;
  readonly effect: string;
  readonly because: string;
  readonly tables: readonly PageStep[];
  /** Modules that it reaches. */
  readonly reaches: readonly Index[];
}

export interface PageEntry {
  readonly kind: EntryFacts['kind'];
  readonly name: string;
  readonly module: Index;
  readonly line: number;
  readonly effect: string;
}

export interface PageTransaction {
  readonly module: Index;
  readonly path: string;
  readonly line: number;
  readonly function: string;
  readonly steps: readonly PageStep[];
}

export interface PageEvent {
  readonly name: string;
  readonly emitters: readonly (readonly [module: Index, line: number])[];
  readonly listeners: readonly (readonly [module: Index, line: number])[];
}

export interface PageSharedState {
  readonly name: string;
  readonly module: Index;
  readonly line: number;
  readonly writers: readonly Index[];
  readonly readers: readonly Index[];
}

export interface PageService {
  readonly name: string;
  readonly confidence: number;
}

/** One stop of the granularity slider. */
export interface PageLevel {
  readonly granularity: number;
  readonly names: readonly string[];
  /** Service of each module. */
  readonly labels: readonly Index[];
  readonly isSuggestion: boolean;
}

/** How near the suggestion is to a split that people gave, and what would make it the same. */
export interface PageReference {
  readonly sentences: readonly string[];
  readonly moves: readonly {
    readonly module: Index;
    readonly path: string;
    readonly from: string | null;
    readonly to: string;
  }[];
  readonly joins: readonly { readonly services: readonly string[]; readonly into: string }[];
  /** The stop of the slider that is nearer to it than the suggestion. */
  readonly nearer: { readonly level: number; readonly granularity: number } | null;
}

export interface PageData {
  readonly stats: { readonly files: number; readonly lines: number };
  readonly things: readonly { readonly title: string; readonly detail: string }[];
  /** What boundaries.yaml changed and costs, in sentences. */
  readonly decided: readonly string[];
  /** What was moved as it makes the suggestion cheaper; `because` is empty where nothing was. */
  readonly refined: {
    readonly because: string;
    readonly moves: readonly {
      readonly name: string;
      readonly from: string | null;
      readonly to: string | null;
    }[];
  };
  /** `null` where no split was given. */
  readonly reference: PageReference | null;
  readonly modules: readonly PageModule[];
  readonly edgeKinds: readonly string[];
  readonly symbols: readonly string[];
  readonly edges: readonly PageEdge[];
  readonly tables: readonly PageTable[];
  readonly access: readonly (readonly [module: Index, table: Index, write: 0 | 1, line: number])[];
  readonly joins: readonly (readonly [module: Index, line: number, tables: readonly Index[]])[];
  readonly routes: readonly PageRoute[];
  readonly entries: readonly PageEntry[];
  readonly transactions: readonly PageTransaction[];
  readonly events: readonly PageEvent[];
  readonly sharedState: readonly PageSharedState[];
  readonly services: readonly PageService[];
  /** From coarse to fine; one of them is the suggestion. */
  readonly levels: readonly PageLevel[];
  readonly unresolved: readonly {
    readonly path: string;
    readonly line: number;
    readonly what: string;
    readonly because: string;
  }[];
}
