/** The format of `report.json`: the contract between the analyzer and everything that reads its result. */
import { z } from 'zod';

const place = z.strictObject({ path: z.string(), line: z.int().min(1) });
const mode = z.enum(['R', 'W']);
const tableStep = z.tuple([z.string(), mode]);
const effect = z.enum(['read', 'idempotent-write', 'write', 'external', 'unknown']);
const edgeKind = z.enum(['import', 'type-import', 'call', 'inject', 'name', 'relation', 'event']);
const role = z.enum(['endpoint', 'domain', 'data-access', 'entity', 'shared-kernel', 'infrastructure', 'test']);

const entryPoint = {
  module: z.string(),
  line: z.int().min(1),
  service: z.string(),
  effect,
  because: z.string(),
  tables: z.array(tableStep),
  events: z.array(z.string()),
  external: z.array(z.string()),
  session: z.boolean(),
};

export const reportSchema = z.strictObject({
  version: z.literal(1),
  root: z.literal('.'),
  stats: z.strictObject({ files: z.int(), lines: z.int() }),
  modules: z.array(
    z.strictObject({ path: z.string(), lines: z.int(), role, because: z.string(), service: z.string(), confidence: z.number(), runnerUp: z.string().nullable() }),
  ),
  edges: z.array(z.strictObject({ from: z.string(), to: z.string(), kinds: z.partialRecord(edgeKind, z.number()), lines: z.array(z.int()) })),
  routes: z.array(
    z.strictObject({ method: z.string(), path: z.string(), handler: z.strictObject({ module: z.string(), name: z.string() }), framework: z.string(), ...entryPoint }),
  ),
  entries: z.array(
    z.strictObject({ kind: z.enum(['job', 'listener', 'queue', 'socket', 'command', 'message', 'graphql']), name: z.string(), ...entryPoint }),
  ),
  together: z.array(z.strictObject({ routes: z.array(z.string()), because: z.string() })),
  tables: z.array(
    z.strictObject({
      name: z.string(),
      owner: z.string(),
      columns: z.array(z.string()),
      definedAt: place.nullable(),
      readers: z.array(z.string()),
      writers: z.array(z.string()),
      foreignKeys: z.array(z.strictObject({ column: z.string(), references: z.string(), referencedColumn: z.string(), onDelete: z.string() })),
    }),
  ),
  transactions: z.array(
    z.strictObject({ module: z.string(), line: z.int(), function: z.string(), steps: z.array(tableStep), services: z.array(z.string()) }),
  ),
  events: z.array(z.strictObject({ name: z.string(), emitters: z.array(place), listeners: z.array(place) })),
  jobs: z.array(z.strictObject({ name: z.string(), module: z.string(), line: z.int(), service: z.string() })),
  services: z.array(
    z.strictObject({
      name: z.string(),
      modules: z.array(z.string()),
      routes: z.array(z.string()),
      tables: z.array(z.string()),
      readsFromOthers: z.array(z.strictObject({ table: z.string(), owner: z.string() })),
      offers: z.array(z.string()),
      needs: z.array(z.string()),
      metrics: z.strictObject({
        lines: z.int(),
        modules: z.int(),
        cohesion: z.number(),
        inboundCalls: z.number(),
        outboundCalls: z.number(),
        brokenTransactions: z.int(),
      }),
      confidence: z.number(),
      rank: z.int(),
      effort: z.number(),
      why: z.string(),
    }),
  ),
  seams: z.array(
    z.strictObject({
      from: z.string(),
      to: z.string(),
      kind: z.string(),
      what: z.array(z.string()),
      evidence: z.array(place),
      remedy: z.string(),
      cost: z.number(),
    }),
  ),
  metrics: z.strictObject({ sm: z.number(), icp: z.number(), ifn: z.number(), ned: z.number(), bcp: z.number().nullable() }),
  hierarchy: z.array(z.strictObject({ granularity: z.number(), services: z.record(z.string(), z.array(z.string())) })),
  unresolved: z.array(z.strictObject({ path: z.string(), line: z.int(), what: z.string(), because: z.string() })),
});

export type Report = z.infer<typeof reportSchema>;
