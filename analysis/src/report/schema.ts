/** The format of `report.json`: the contract between the analyzer and everything that reads its result. */
import { z } from 'zod';
import { MODULE_ROLES } from '../graph/module-roles.ts';

const place = z.strictObject({ path: z.string(), line: z.int().min(1) });
const mode = z.enum(['R', 'W']);
const tableStep = z.tuple([z.string(), mode]);
const effect = z.enum(['read', 'idempotent-write', 'write', 'external', 'unknown']);
const edgeKind = z.enum(['import', 'type-import', 'call', 'inject', 'name', 'relation', 'event']);
const role = z.enum(MODULE_ROLES);
const seamKind = z.enum([
  ...edgeKind.options,
  'table-read',
  'table-write',
  'join',
  'foreign-key',
  'transaction',
  'shared-state',
]);

/** A service's name; `null` for what stays outside every service: shared kernel, infrastructure, tests. */
const serviceOrNone = z.string().nullable();

const entryPoint = {
  module: z.string(),
  line: z.int().min(1),
  service: serviceOrNone,
  effect,
  because: z.string(),
  tables: z.array(tableStep),
  events: z.array(z.string()),
  external: z.array(z.string()),
  /** `around`: only middleware shared with other routes looks at the caller's session or cookies. */
  session: z.enum(['none', 'around', 'read', 'write']),
};

const agreementFields = {
  /** 0–100 (Wen & Tzerpos 2004). */
  mojoFm: z.number(),
  /** Adjusted Rand index: 1 is equal, 0 as good as chance. */
  ari: z.number(),
};

export const reportSchema = z.strictObject({
  version: z.literal(1),
  root: z.literal('.'),
  stats: z.strictObject({ files: z.int(), lines: z.int() }),
  modules: z.array(
    z.strictObject({
      path: z.string(),
      lines: z.int(),
      role,
      /** Why this role. */
      because: z.string(),
      /** How many people changed it, as far as the history tells. */
      authors: z.int(),
      service: serviceOrNone,
      /** Confidence that the module belongs to its service, 0–1; 0 outside every service. */
      confidence: z.number(),
      /** The service it would belong to next. */
      runnerUp: serviceOrNone,
    }),
  ),
  edges: z.array(
    z.strictObject({
      from: z.string(),
      to: z.string(),
      /** Weight by kind. */
      kinds: z.partialRecord(edgeKind, z.number()),
      /** Where in `from`, and the name that is used there. */
      places: z.array(
        z.strictObject({
          line: z.int(),
          kind: edgeKind,
          symbol: z.string(),
          /** What is called needs no data of the other side: its code can be shared. */
          touchesNoTable: z.boolean().optional(),
        }),
      ),
    }),
  ),
  routes: z.array(
    z.strictObject({
      method: z.string(),
      path: z.string(),
      handler: z.strictObject({ module: z.string(), name: z.string() }),
      framework: z.string(),
      /** Modules that it reaches, as positions in `modules`. */
      reaches: z.array(z.int()),
      ...entryPoint,
    }),
  ),
  entries: z.array(
    z.strictObject({
      kind: z.enum(['job', 'listener', 'queue', 'socket', 'command', 'message', 'graphql', 'action']),
      name: z.string(),
      ...entryPoint,
    }),
  ),
  together: z.array(z.strictObject({ routes: z.array(z.string()), because: z.string() })),
  tables: z.array(
    z.strictObject({
      name: z.string(),
      /** The one service that writes it; `null` when no service does. */
      owner: serviceOrNone,
      columns: z.array(z.string()),
      definedAt: place.nullable(),
      /** Modules. */
      readers: z.array(z.string()),
      writers: z.array(z.string()),
      foreignKeys: z.array(
        z.strictObject({
          column: z.string(),
          references: z.string(),
          referencedColumn: z.string(),
          onDelete: z.string(),
        }),
      ),
    }),
  ),
  access: z.array(
    z.strictObject({
      module: z.string(),
      function: z.string(),
      line: z.int(),
      table: z.string(),
      mode,
      columns: z.array(z.string()),
    }),
  ),
  /** Statements over several tables. */
  joins: z.array(z.strictObject({ module: z.string(), line: z.int(), tables: z.array(z.string()) })),
  transactions: z.array(
    z.strictObject({
      module: z.string(),
      line: z.int(),
      function: z.string(),
      steps: z.array(tableStep),
      /** Owners of the tables it touches; more than one writer means that the cut breaks it. */
      services: z.array(z.string()),
    }),
  ),
  events: z.array(z.strictObject({ name: z.string(), emitters: z.array(place), listeners: z.array(place) })),
  sharedState: z.array(
    z.strictObject({
      module: z.string(),
      line: z.int(),
      name: z.string(),
      writers: z.array(z.string()),
      readers: z.array(z.string()),
    }),
  ),
  /** Modules whose functions serve several services: each keeps a home, and parts of it go elsewhere. */
  splits: z.array(
    z.strictObject({
      module: z.string(),
      /** Service of what stays; `null`: it is shared code. */
      home: serviceOrNone,
      functions: z.array(
        z.strictObject({
          name: z.string(),
          line: z.int(),
          endLine: z.int(),
          service: serviceOrNone,
          /** Functions of the same module that it calls, with the line. */
          calls: z.array(z.tuple([z.string(), z.int()])),
        }),
      ),
      parts: z.array(
        z.strictObject({
          service: z.string(),
          /** What stands for the part among modules: the file, `#` and the service. */
          path: z.string(),
          functions: z.array(z.string()),
          lines: z.int(),
          tables: z.array(tableStep),
          /** Files that call it. */
          calledFrom: z.array(z.string()),
          why: z.string(),
        }),
      ),
      /** Migration cost units that the cut is cheaper by. */
      saves: z.number(),
    }),
  ),
  /** What boundaries.yaml changed; `null` without one. */
  decisions: z
    .strictObject({
      moves: z.array(
        z.strictObject({
          path: z.string(),
          from: serviceOrNone,
          to: serviceOrNone,
          because: z.enum(['pinned', 'together', 'apart', 'shared']),
        }),
      ),
      /** Softly held modules that the code argued away. */
      left: z.array(z.strictObject({ path: z.string(), from: z.string(), to: serviceOrNone })),
      costWithout: z.number(),
      cost: z.number(),
      /** Entries of the file that match nothing any more. */
      gone: z.array(z.strictObject({ line: z.int(), value: z.string() })),
    })
    .nullable(),
  /** What was moved because it makes the cut cheaper, and what that saves. */
  refinement: z.strictObject({
    moves: z.array(
      z.strictObject({
        what: z.enum(['module', 'table']),
        name: z.string(),
        from: serviceOrNone,
        to: serviceOrNone,
      }),
    ),
    /** Migration cost units, by evidence alone and after the moves. */
    costWithout: z.number(),
    cost: z.number(),
  }),
  /** Only where a split was given to compare with. */
  reference: z
    .strictObject({
      /** Of the file, without folders. */
      name: z.string(),
      /** Modules that it names, in how many services. */
      modules: z.int(),
      services: z.int(),
      ...agreementFields,
      precision: z.number(),
      recall: z.number(),
      f1: z.number(),
      purity: z.number(),
      /** What makes the suggestion the reference: single modules that go elsewhere, and whole services that join. */
      moves: z.array(z.strictObject({ path: z.string(), from: serviceOrNone, to: z.string() })),
      joins: z.array(z.strictObject({ services: z.array(z.string()), into: z.string() })),
      /** The level of the hierarchy with the highest ARI. */
      nearest: z.strictObject({ granularity: z.number(), ...agreementFields }),
      /** What it names that is not there. */
      gone: z.array(z.string()),
    })
    .optional(),
  jobs: z.array(
    z.strictObject({ name: z.string(), module: z.string(), line: z.int(), service: serviceOrNone }),
  ),
  services: z.array(
    z.strictObject({
      name: z.string(),
      modules: z.array(z.string()),
      routes: z.array(z.string()),
      tables: z.array(z.string()),
      readsFromOthers: z.array(z.strictObject({ table: z.string(), owner: z.string() })),
      offers: z.array(z.string()),
      needs: z.array(z.string()),
      jobs: z.array(z.string()),
      emits: z.array(z.string()),
      listensTo: z.array(z.string()),
      /** Transactions that write its tables and another service's. */
      brokenTransactions: z.array(place),
      metrics: z.strictObject({
        lines: z.int(),
        modules: z.int(),
        cohesion: z.number(),
        inboundCalls: z.number(),
        outboundCalls: z.number(),
        brokenTransactions: z.int(),
      }),
      confidence: z.number(),
      /** 1 = extract first. */
      rank: z.int(),
      effort: z.number(),
      why: z.string(),
    }),
  ),
  seams: z.array(
    z.strictObject({
      from: z.string(),
      to: z.string(),
      kind: seamKind,
      what: z.array(z.string()),
      evidence: z.array(place),
      remedy: z.string(),
      cost: z.number(),
    }),
  ),
  metrics: z.strictObject({
    sm: z.number(),
    icp: z.number(),
    ifn: z.number(),
    ned: z.number(),
    bcp: z.number().nullable(),
  }),
  /** From coarse to fine; a list, not a record, because service names come from the tree. */
  hierarchy: z.array(
    z.strictObject({
      granularity: z.number(),
      services: z.array(z.strictObject({ name: z.string(), modules: z.array(z.string()) })),
    }),
  ),
  unresolved: z.array(
    z.strictObject({ path: z.string(), line: z.int(), what: z.string(), because: z.string() }),
  ),
});

export type Report = z.infer<typeof reportSchema>;
export type ReportService = Report['services'][number];
export type ReportSplit = Report['splits'][number];
export type ReportSeam = Report['seams'][number];
