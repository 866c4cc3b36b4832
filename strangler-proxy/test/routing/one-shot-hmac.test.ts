import { createHmac, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOneShotHmac } from '../../src/routing/one-shot-hmac.ts';

describe('createOneShotHmac', () => {
  it('gives what createHmac gives, for whatever key and text it takes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 64 }),
        fc.array(fc.string({ maxLength: 200, unit: 'binary' }), { minLength: 1, maxLength: 5 }),
        (bytes, texts) => {
          const key = createSecretKey(bytes);
          const hmac = createOneShotHmac(key);
          // A long text before a short one: nothing of it may be left.
          for (const text of texts)
            expect(hmac(text)).toEqual(createHmac('sha256', key).update(text).digest());
        },
      ),
    );
  });

  it('takes no key and no text that are too long for it', () => {
    expect(() => createOneShotHmac(createSecretKey(Buffer.alloc(65)))).toThrow(/65 bytes/);
    const hmac = createOneShotHmac(createSecretKey(Buffer.alloc(32)));
    expect(hmac('x'.repeat(1_024))).toHaveLength(32);
    expect(() => hmac('x'.repeat(1_025))).toThrow(/1025 bytes/);
  });
});
