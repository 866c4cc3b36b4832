import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jsonSchemas } from '../../scripts/json-schemas.ts';

describe('analysis/schema', () => {
  it.each([...jsonSchemas()])(
    '%s is up to date (else run `node analysis/scripts/json-schemas.ts`)',
    (name, text) => {
      expect(readFileSync(new URL(`../../schema/${name}`, import.meta.url), 'utf8')).toBe(text);
    },
  );
});
