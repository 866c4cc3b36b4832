import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberText } from '../../src/compare/lift/tree.ts';
import { type Circumstances, classify } from '../../src/compare/noise/classify.ts';
import { readInstants } from '../../src/compare/noise/instants.ts';
import { Moments } from '../../src/compare/noise/moments.ts';
import { namespaceOf, resourcesOf, singular } from '../../src/compare/noise/namespaces.ts';
import { Renamings } from '../../src/compare/noise/renamings.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 5, 6, 789);

function around(extra: Partial<Circumstances> = {}): Circumstances {
  return {
    leftAskedAtMs: NOW,
    rightAskedAtMs: NOW + 40,
    leftOrigin: 'http://old:3000',
    rightOrigin: 'http://new:4000',
    renamings: new Renamings(),
    moments: new Moments(),
    wrote: false,
    resources: [],
    listsLast: false,
    ...extra,
  };
}

const text = (left: string, right: string, path = 'body.x', circumstances = around()) =>
  classify({ path, kind: 'value', left: { scalar: left }, right: { scalar: right } }, circumstances);
const number = (left: string, right: string, path = 'body.x', circumstances = around()) =>
  classify(
    { path, kind: 'value', left: { scalar: new NumberText(left) }, right: { scalar: new NumberText(right) } },
    circumstances,
  );

describe('classify', () => {
  it.each([
    ['2026-11-23T14:05:06.789Z', '2026-11-23T14:05:06.801Z', 'clock'],
    ['Mon, 23 Nov 2026 14:05:06 GMT', 'Mon, 23 Nov 2026 14:05:07 GMT', 'clock'],
    ['Nov 23, 2026 2:05:06 PM', 'Nov 23, 2026 2:05:07 PM', 'clock'],
    ['23.11.2026 14:05', '23.11.2026 14:06', 'clock'],
    ['2026-11-24T14:05:06Z', '2026-11-24T14:05:07Z', 'clock'],
    ['3f2b8c1e-9d4a-4b6f-8e21-7c5d0a9b3e4f', 'a81c5d20-3e7f-4c1b-9a64-2f8e6b0d5c73', 'uuid'],
    ['req_8fK2mQ9xZr4T', 'req_Lw7Yp3Vn6Hc1', 'token'],
    ['http://old:3000/a/1', 'http://new:4000/a/1', 'own-address'],
    [
      '/f.pdf?expires=1795443906&sig=Zk3v9QpL2x8R',
      '/f.pdf?expires=1795443907&sig=Tb7n4WmY6c1J',
      'signed-url',
    ],
    ['Quote a8f2k9q1z7x3 please.', 'Quote m4t6w2r8v5y9 please.', 'token'],
  ])('takes %j and %j for noise', (left, right, because) => {
    expect(text(left, right)).toBe(because);
  });

  it.each([
    ['an hour off', '2026-11-23T14:05:06Z', '2026-11-23T15:05:06Z'],
    ['stale', '2026-11-23T14:05:06Z', '2026-11-23T13:55:06Z'],
    ['another form of time', '2026-11-23T14:05:06Z', '2026-11-23 14:05:06'],
    ['a stored date', '2024-03-01T10:00:00Z', '2024-03-01T11:00:00Z'],
    ['words', 'needs light', 'needs shade'],
    ['slugs of a length', 'plant-care-guide-12', 'plant-soil-guide-14'],
    ['an id without its marks', '3f2b8c1e-9d4a-4b6f-8e21-7c5d0a9b3e4f', '3f2b8c1e9d4a4b6f8e217c5d0a9b3e4f'],
    ['a host of somebody else', 'http://old:3000/a', 'http://elsewhere:3000/a'],
    ['another file behind a signature', '/f.pdf?sig=Zk3v9QpL2x8R', '/g.pdf?sig=Tb7n4WmY6c1J'],
    ['no token at all', '3f2b8c1e-9d4a-4b6f-8e21-7c5d0a9b3e4f', ''],
  ])('does not take %s for noise', (_, left, right) => {
    expect([undefined, 'odd']).toContain(text(left, right));
  });

  it('takes a drawn id that by chance has no capitals for odd, unless it stands for something else already', () => {
    const circumstances = around();
    const id = (left: string, right: string) => text(left, right, 'body.publicId', circumstances);
    expect(id('node/aafgvhipbd8f2ij', 'node/E52BbLkQQwTyRxP')).toBe('odd');
    expect(id('node/h9f7Exds3Y1HdBk', 'node/E52BbLkQQwTyRxP')).toBe('contradiction');
    expect(id('node/h9f7Exds3Y1HdBk', 'node/h9f7exds3y1hdbk')).toBeUndefined();
  });

  it('does not excuse a hash that does not follow its content', () => {
    expect(text('9f86d081884c7d65', '2c26b46b68ffc68f', 'body.sha256')).toBeUndefined();
  });

  it('excuses last bits of fractions, never of whole numbers', () => {
    expect(number('0.30000000000000004', '0.3')).toBe('last-bits');
    expect(number('0.31', '0.3')).toBeUndefined();
    expect(number('9007199254740993', '9007199254740992')).toBeUndefined();
  });

  it('calls an id that stands for two others a contradiction', () => {
    const circumstances = around();
    const [a, b, c] = ['req_8fK2mQ9xZr4T', 'req_Lw7Yp3Vn6Hc1', 'req_Qd5Xs9Bt2Gk8'] as const;
    expect(text(a, b, 'body.x', circumstances)).toBe('token');
    expect(text(a, b, 'body.y', circumstances)).toBe('token');
    expect(text(a, c, 'body.y', circumstances)).toBe('contradiction');
    expect(text(c, b, 'body.y', circumstances)).toBe('contradiction');
  });

  it('renames counted ids only after a write gave them out, by kind of thing', () => {
    const renamings = new Renamings();
    const read = around({ renamings, resources: ['order'] });
    expect(number('17', '42', 'body.id', read)).toBeUndefined();
    expect(number('17', '42', 'body.id', { ...read, wrote: true })).toBe('renamed-id');
    expect(number('17', '42', 'body.orderId', read)).toBe('renamed-id');
    expect(number('17', '43', 'body.orderId', read)).toBeUndefined();
    expect(number('5', '6', 'body.total', { ...read, wrote: true })).toBeUndefined();
  });

  it('compares tokens by their claims', () => {
    const base64url = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const jwt = (claims: object, signature: string) =>
      [...[{ alg: 'HS256' }, claims].map(base64url), signature].join('.');
    const claims = { sub: 'ada', iat: NOW / 1000, exp: NOW / 1000 + 3600 };
    expect(
      text(
        jwt(claims, 'a1b2c3d4e5f6'),
        jwt({ ...claims, iat: NOW / 1000 + 1, exp: NOW / 1000 + 3601 }, 'z9y8x7w6v5u4'),
      ),
    ).toBe('jwt');
    expect(text(jwt(claims, 'a1b2c3d4e5f6'), jwt({ ...claims, sub: 'ben' }, 'z9y8x7w6v5u4'))).toBeUndefined();
    expect(
      text(jwt(claims, 'a1b2c3d4e5f6'), jwt({ ...claims, exp: NOW / 1000 + 36000 }, 'z9y8x7w6v5u4')),
    ).toBeUndefined();
  });

  it('never excuses a field that is gone, or of another type', () => {
    const id = '3f2b8c1e-9d4a-4b6f-8e21-7c5d0a9b3e4f';
    for (const kind of ['missing', 'extra', 'type', 'order'] as const) {
      expect(
        classify({ path: 'body.id', kind, left: { scalar: id }, right: { scalar: null } }, around()),
      ).toBeUndefined();
    }
  });

  it('survives any two texts, in linear time', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => void text(a, b)),
      { numRuns: 2_000 },
    );
    for (const nasty of [
      'a'.repeat(4_000),
      '2'.repeat(4_000),
      '1.'.repeat(2_000),
      '%'.repeat(4_000),
      'a-'.repeat(2_000),
    ])
      void text(nasty, `${nasty}b`);
  });
});

describe('readInstants', () => {
  it.each([
    '2026-11-23T14:05:06Z',
    '2026-11-23T16:05:06+02:00',
    '20261123T140506',
    '1795442706',
    '1795442706000',
    'Mon, 23 Nov 2026 14:05:06 GMT',
  ])('reads %s', (written) => {
    expect(readInstants(written)).toContain(Date.UTC(2026, 10, 23, 14, 5, 6));
  });
  it.each(['', 'hello world 12', '42', '99999', '123-456-7890'])('reads no time in %j', (written) => {
    expect(readInstants(written)).toEqual([]);
  });
});

describe('namespaceOf', () => {
  it.each([
    ['body.orderId', '/api/payments/1', false, 'order'],
    ['body.id', '/api/orders/17', false, 'order'],
    ['body.items[].id', '/api/orders', false, 'order'],
    ['body.items[].id', '/api/cart/items', true, 'item'],
    ['body.id', '/api/cart/items', true, 'cart'],
    ['body.customer.id', '/api/auth/me', false, 'customer'],
  ] as const)('%s of %s (lists its last word: %s) is a %s', (path, url, listsLast, expected) => {
    expect(namespaceOf(path, resourcesOf(url), listsLast)).toBe(expected);
  });
  it.each([
    ['addresses', 'address'],
    ['categories', 'category'],
    ['boxes', 'box'],
    ['status', 'status'],
    ['orders', 'order'],
    ['address', 'address'],
  ])('the singular of %s is %s', (many, one) => {
    expect(singular(many)).toBe(one);
  });
});
