import { z } from 'zod';
import {
  type EndpointCounts,
  type Example,
  emptyLedger,
  endpointCounts,
  type FieldCounts,
  type Ledger,
  type ShapeCounts,
} from './ledger.ts';

/** Counters as they are stored and sent between replicas. */

const count = z.int().min(0);
const exampleSchema = z.strictObject({
  request: z.string(),
  left: z.string(),
  right: z.string(),
  curl: z.string().optional(),
  atMs: z.number().optional(),
  caller: z.string().optional(),
});
const discordanceSchema = z.strictObject({ serviceOnly: count, monolithOnly: count });
const shapeSchema = z.strictObject({
  seen: count,
  repeats: discordanceSchema,
  persistent: discordanceSchema,
  own: count,
  reproduced: count,
  gone: count,
  final: count,
  examples: z.array(exampleSchema),
});
const fieldSchema = z.strictObject({
  path: z.string(),
  kind: z.enum(['value', 'type', 'missing', 'extra', 'order', 'failed', 'uncompared']),
  explained: z.array(z.tuple([z.string(), count])),
  shapes: z.array(z.tuple([z.string(), shapeSchema])),
});
const endpointSchema = z.strictObject({
  compared: count,
  pairs: count,
  looks: count,
  uncompared: count,
  fields: z.array(z.tuple([z.string(), fieldSchema])),
  combinations: z.array(z.tuple([z.string(), count])),
});
const ledgerSchema = z.strictObject({
  version: z.literal(1),
  endpoints: z.array(z.tuple([z.string(), endpointSchema])),
});

export function writeLedger(ledger: Ledger): string {
  const endpoints = [...ledger.endpoints].map(([name, counts]) => [
    name,
    {
      ...counts,
      fields: [...counts.fields].map(([key, field]) => [
        key,
        { ...field, explained: [...field.explained], shapes: [...field.shapes] },
      ]),
      combinations: [...counts.combinations],
    },
  ]);
  return JSON.stringify({ version: 1, endpoints });
}

/** @throws SyntaxError or ZodError when the text is not a ledger of this version */
export function readLedger(text: string): Ledger {
  const { endpoints } = ledgerSchema.parse(JSON.parse(text));
  return {
    endpoints: new Map(
      endpoints.map(([name, counts]): [string, EndpointCounts] => [
        name,
        {
          ...counts,
          fields: new Map(
            counts.fields.map(([key, field]): [string, FieldCounts] => [
              key,
              {
                ...field,
                explained: new Map(field.explained) as FieldCounts['explained'],
                shapes: new Map(field.shapes) as FieldCounts['shapes'],
              },
            ]),
          ),
          combinations: new Map(counts.combinations),
        },
      ]),
    ),
  };
}

const MAX_EXAMPLES = 3;

/** The sum of two ledgers, as if one had seen everything; examples are kept from both as far as there is room. */
export function mergeLedgers(a: Ledger, b: Ledger): Ledger {
  const sum = emptyLedger();
  for (const ledger of [a, b]) {
    for (const [endpoint, counts] of ledger.endpoints) addEndpoint(endpointCounts(sum, endpoint), counts);
  }
  return sum;
}

function addEndpoint(sum: EndpointCounts, counts: EndpointCounts): void {
  sum.compared += counts.compared;
  sum.pairs += counts.pairs;
  sum.looks += counts.looks;
  sum.uncompared += counts.uncompared;
  for (const [combination, times] of counts.combinations) {
    sum.combinations.set(combination, (sum.combinations.get(combination) ?? 0) + times);
  }
  for (const [key, { path, kind, explained, shapes }] of counts.fields) {
    const field: FieldCounts = sum.fields.get(key) ?? { path, kind, explained: new Map(), shapes: new Map() };
    sum.fields.set(key, field);
    for (const [because, times] of explained)
      field.explained.set(because, (field.explained.get(because) ?? 0) + times);
    for (const [name, shape] of shapes) field.shapes.set(name, addShapes(field.shapes.get(name), shape));
  }
}

function addShapes(a: ShapeCounts | undefined, b: ShapeCounts): ShapeCounts {
  const addDiscordance = (name: 'repeats' | 'persistent'): ShapeCounts['repeats'] => ({
    serviceOnly: (a?.[name].serviceOnly ?? 0) + b[name].serviceOnly,
    monolithOnly: (a?.[name].monolithOnly ?? 0) + b[name].monolithOnly,
  });
  return {
    seen: (a?.seen ?? 0) + b.seen,
    repeats: addDiscordance('repeats'),
    persistent: addDiscordance('persistent'),
    own: (a?.own ?? 0) + b.own,
    reproduced: (a?.reproduced ?? 0) + b.reproduced,
    gone: (a?.gone ?? 0) + b.gone,
    final: (a?.final ?? 0) + b.final,
    examples: [...(a?.examples ?? []), ...b.examples].slice(0, MAX_EXAMPLES),
  };
}

/** Takes out stored examples; the counters say nothing about anybody and stay. Gives how many were taken out. */
export function eraseExamples(ledger: Ledger, isErased: (example: Example) => boolean): number {
  let erased = 0;
  for (const { fields } of ledger.endpoints.values()) {
    for (const { shapes } of fields.values()) {
      for (const { examples } of shapes.values()) {
        for (let at = examples.length - 1; at >= 0; at -= 1) {
          const example = examples[at];
          if (example && isErased(example)) {
            examples.splice(at, 1);
            erased += 1;
          }
        }
      }
    }
  }
  return erased;
}
