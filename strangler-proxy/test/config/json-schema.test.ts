import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { jsonSchemaText } from '../../src/config/json-schema.ts';

it('the committed JSON Schema is the one of the code (node strangler-proxy/scripts/write-schema.ts)', () => {
  expect(readFileSync(new URL('../../schema/strangler.schema.json', import.meta.url), 'utf8')).toBe(
    jsonSchemaText(),
  );
});
