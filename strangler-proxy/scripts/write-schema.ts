/** Writes the JSON Schema that editors use for `strangler.yaml`: `node strangler-proxy/scripts/write-schema.ts`. */
import { writeFileSync } from 'node:fs';
import { jsonSchemaText } from '../src/config/json-schema.ts';

writeFileSync(new URL('../schema/strangler.schema.json', import.meta.url), jsonSchemaText());
