import { z } from 'zod';
import { configSchema } from './schema.ts';

/** The schema of `strangler.yaml` as JSON Schema, for editors: what may be written, before defaults and readings. */
export function jsonSchemaText(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' });
  return `${JSON.stringify({ title: 'strangler.yaml', ...schema }, null, 2)}\n`;
}
