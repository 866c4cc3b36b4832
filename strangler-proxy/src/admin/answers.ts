/** What the admin API answers, as schemas: the document shows them and tests hold answers against them. */
import { z } from 'zod';
import type { ComparisonReport } from '../compare/index.ts';
import type { ProxyStatus } from '../observe/status.ts';
import { stages } from '../routing/reach.ts';
import type { AmbiguousWrite, StoredEvent } from '../store/events.ts';

const count = z.int().min(0);
const side = z.enum(['monolith', 'service']);
const time = z.iso.datetime();
const reach = z.strictObject({
  stage: z.enum(stages),
  share: count.max(10_000).describe('Share of callers that the service answers, in basis points.'),
});
const sides = { monolith: count, service: count };

const sliceStatus = z.strictObject({
  name: z.string(),
  service: z.string(),
  home: side.describe('The side that owns the data.'),
  file: reach.describe('What the file allows.'),
  cap: reach.nullable().describe('What a rollback left, until a person lifts it.'),
  served: reach.describe('The smaller of the two.'),
  fuse: z.strictObject({ openIn: count, of: count }).describe('Processes that send the slice home.'),
  requests: z.strictObject({ ...sides, failed: count, fallback: count }),
  shadow: z.strictObject({ asked: count, answered: count, failed: count, dropped: count, paused: count }),
  shadowPauses: z.array(z.strictObject({ endpoint: z.string(), because: z.string() })),
  comparison: z.strictObject({ compared: count, mismatched: count, fields: z.array(z.string()) }),
  routes: z.array(z.strictObject({ id: z.string(), requests: z.strictObject(sides) })),
});

export const statusAnswer: z.ZodType<ProxyStatus> = z.strictObject({
  version: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('SHA-256 of the configuration that is served.'),
  startedAt: time,
  url: z.url(),
  adminUrl: z.url(),
  requests: z.strictObject({ ...sides, refused: count, failed: count, fallback: count }),
  underWay: count,
  workers: z.array(z.strictObject({ pid: count, startedAt: time, underWay: count })),
  slices: z.array(sliceStatus),
  configProblem: z.string().nullable().describe('Why the file on disk is not what is served.'),
});

export const comparisonAnswer: z.ZodType<ComparisonReport | null> = z
  .object({
    requests: count,
    matched: count,
    uncompared: count,
    endpoints: z.array(z.custom<ComparisonReport['endpoints'][number]>()),
  })
  .nullable()
  .describe('What live comparison found; null while nothing was compared.');

export const historyAnswer: z.ZodType<StoredEvent[]> = z.array(
  z.strictObject({
    id: count,
    at: time,
    kind: z.enum(['served', 'cap', 'lift-cap', 'config']),
    slice: z.string().nullable(),
    stage: z.enum(stages).nullable(),
    share: count.nullable(),
    who: z.string(),
    why: z.string(),
    configHash: z.string(),
  }),
);

export const ambiguousWritesAnswer: z.ZodType<(AmbiguousWrite & { readonly at: string })[]> = z.array(
  z.strictObject({
    at: time,
    slice: z.string().nullable(),
    side,
    method: z.string(),
    path: z.string(),
    requestId: z.string(),
    because: z.string(),
  }),
);

export const errorAnswer = z.strictObject({ error: z.string().describe('What is wrong, and the cure.') });
