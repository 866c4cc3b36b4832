/** The JSON Schemas that editors use, generated from the zod schemas: `node analysis/scripts/json-schemas.ts` writes them. */
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { boundariesFileSchema } from '../src/boundaries/config.ts';
import { baselineSchema } from '../src/check/baseline.ts';
import { reportSchema } from '../src/report/schema.ts';

const directory = new URL('../schema/', import.meta.url);

/** File name in `analysis/schema/` → its text. */
export function jsonSchemas(): ReadonlyMap<string, string> {
  return new Map([
    ['report.schema.json', textOf(reportSchema, 'boundary-report/report.json of banyan')],
    ['boundaries.schema.json', textOf(boundariesFileSchema, 'boundaries.yaml of banyan')],
    ['baseline.schema.json', textOf(baselineSchema, 'the baseline of banyan check')],
  ]);
}

function textOf(schema: z.ZodType, title: string): string {
  return `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: 'input' }) }, null, 2)}\n`;
}

if (import.meta.main) {
  for (const [name, text] of jsonSchemas()) writeFileSync(new URL(name, directory), text);
}
