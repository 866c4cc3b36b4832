import type { ComparedRequest } from '../../../src/compare/answer.ts';
import { base64url, drawIdFormat, drawTimeFormat, jwt, uuid } from './formats.ts';
import { changeAt, type Json, type Page, replaceText } from './page.ts';
import { mix, type Random, randomFrom } from './random.ts';
import { idOf } from './shop.ts';

/** Who answers, and when: noise differs by it and by nothing that a client could mind. */
export interface Moment {
  readonly side: 'left' | 'right';
  readonly origin: string;
  readonly nowMs: number;
  readonly random: Random;
  readonly request: ComparedRequest;
}

/** A harmless difference between two runs of one program. */
export interface Noise {
  readonly name: string;
  readonly apply: (page: Page, moment: Moment) => void;
}

function setField(path: string, value: (moment: Moment) => Json): Noise['apply'] {
  return (page, moment) => {
    if (typeof page.json === 'object' && page.json !== null) changeAt(page, path, () => value(moment));
  };
}

function inHtml(write: (page: Page, moment: Moment) => void): Noise['apply'] {
  return (page, moment) => {
    if (page.headers['content-type']?.startsWith('text/html')) write(page, moment);
  };
}

function onPath(prefix: string, write: (page: Page, moment: Moment) => void): Noise['apply'] {
  return (page, moment) => {
    if (moment.request.url.startsWith(prefix)) write(page, moment);
  };
}

function shuffle<Item>(items: readonly Item[], random: Random): Item[] {
  const shuffled = [...items];
  for (let at = shuffled.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    const item = shuffled[at] as Item;
    shuffled[at] = shuffled[other] as Item;
    shuffled[other] = item;
  }
  return shuffled;
}

/** An id that lasts, but that each side made by itself: what two databases call the same thing. */
function ownName(moment: Moment, kind: string, make: (random: Random) => string): string {
  return make(randomFrom(mix(moment.side, kind, idOf(moment.request))));
}

/** All noises of one seed: the formats of ids and times are drawn from it. */
export function drawNoises(seed: number): readonly Noise[] {
  const draw = randomFrom(seed);
  const ids = Array.from({ length: 7 }, () => drawIdFormat(draw));
  const times = Array.from({ length: 6 }, () => drawTimeFormat(draw));
  const makeId = (nth: number) => ids[nth] ?? uuid;
  const writeTime = (nth: number) => times[nth] ?? ((ms: number) => ms);
  const ULID = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  return [
    { name: 'request id (uuid)', apply: setField('requestId', ({ random }) => uuid(random)) },
    { name: 'trace id (hex)', apply: setField('traceId', ({ random }) => uuid(random).replaceAll('-', '')) },
    {
      name: 'ulid',
      apply: setField('eventId', ({ random }) =>
        Array.from({ length: 26 }, () => ULID[random.below(32)]).join(''),
      ),
    },
    { name: 'nanoid', apply: setField('nonce', ({ random }) => base64url(random, 15).padEnd(21, 'x')) },
    {
      name: 'drawn id in a field without a telling name',
      apply: setField('via', ({ random }) => makeId(0)(random)),
    },
    {
      name: 'drawn id in an object',
      apply: setField('meta', ({ random }) => ({ handle: makeId(1)(random), version: 3 })),
    },
    {
      name: 'drawn id in a list',
      apply: setField('spans', ({ random }) => [makeId(2)(random), makeId(2)(random)]),
    },
    {
      name: 'drawn id in a header',
      apply: (page, { random }) => {
        page.headers['x-request-ref'] = makeId(3)(random);
      },
    },
    {
      name: 'drawn id inside a sentence',
      apply: setField('support', ({ random }) => `Please quote ${makeId(4)(random)} when you write.`),
    },
    {
      name: 'short ticket',
      apply: setField('ticketId', ({ random }) => random.next().toString(36).slice(2, 10).padEnd(8, '7')),
    },
    {
      name: 'token with claims (JWT)',
      apply: setField('accessToken', ({ random, nowMs }) =>
        jwt(
          {
            sub: 'customer-7',
            role: 'buyer',
            iat: Math.floor(nowMs / 1000),
            exp: Math.floor(nowMs / 1000) + 3600,
            jti: uuid(random),
          },
          random,
        ),
      ),
    },
    {
      name: 'CSRF field',
      apply: inHtml((page, { random }) =>
        replaceText(
          page,
          '<button>',
          `<input type="hidden" name="_csrf" value="${base64url(random, 24)}"><button>`,
        ),
      ),
    },
    {
      name: 'CSRF meta tag',
      apply: inHtml((page, { random }) =>
        replaceText(page, '</head>', `<meta name="csrf-token" content="${base64url(random, 32)}"></head>`),
      ),
    },
    {
      name: 'script nonce',
      apply: inHtml((page, { random }) =>
        replaceText(page, '</body>', `<script nonce="${base64url(random, 16)}">start()</script></body>`),
      ),
    },
    {
      name: 'content security policy with nonce',
      apply: inHtml((page, { random }) => {
        page.headers['content-security-policy'] =
          `default-src 'self'; script-src 'nonce-${base64url(random, 16)}'`;
      }),
    },
    {
      name: 'ETag',
      apply: (page, { random }) => {
        page.headers['etag'] = `W/"${random.below(4096).toString(16)}-${base64url(random, 20)}"`;
      },
    },
    {
      name: 'signed address',
      apply: setField(
        'invoice',
        ({ random, nowMs, request }) =>
          `https://files.example/invoice-${idOf(request)}.pdf?expires=${Math.floor(nowMs / 1000) + 600}&signature=${base64url(random, 32)}`,
      ),
    },
    {
      name: 'cloud storage address',
      apply: setField(
        'photo',
        ({ random, nowMs, request }) =>
          `https://bucket.example/p/${idOf(request)}.jpg?X-Amz-Date=${new Date(nowMs).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z&X-Amz-Expires=300&X-Amz-Signature=${uuid(random).replaceAll('-', '')}`,
      ),
    },
    { name: 'time of the answer', apply: setField('servedAt', ({ nowMs }) => new Date(nowMs).toISOString()) },
    { name: 'drawn time', apply: setField('renderedAt', ({ nowMs, random }) => writeTime(0)(nowMs, random)) },
    {
      name: 'second drawn time',
      apply: setField('asOf', ({ nowMs, random }) => writeTime(1)(nowMs, random)),
    },
    {
      name: 'drawn time in an object',
      apply: setField('cache', ({ nowMs, random }) => ({ filled: writeTime(2)(nowMs, random), hit: true })),
    },
    {
      name: 'drawn time in a header',
      apply: (page, { nowMs, random }) => {
        page.headers['x-rendered'] = String(writeTime(3)(nowMs, random));
      },
    },
    { name: 'epoch milliseconds', apply: setField('ts', ({ nowMs }) => nowMs) },
    { name: 'epoch seconds', apply: setField('iat', ({ nowMs }) => Math.floor(nowMs / 1000)) },
    {
      name: 'time in a page',
      apply: inHtml((page, { nowMs, random }) =>
        replaceText(
          page,
          '</body>',
          `<footer>Generated at ${writeTime(4)(nowMs, random)} by the shop</footer></body>`,
        ),
      ),
    },
    {
      name: 'time in an export',
      apply: onPath('/export', (page, { nowMs }) =>
        replaceText(page, /$/, `# exported ${new Date(nowMs).toISOString()}\n`),
      ),
    },
    {
      name: 'session cookie',
      apply: (page, { random }) => {
        page.cookies.push(
          `sid=s%3A${base64url(random, 24)}.${base64url(random, 32)}; Path=/; HttpOnly; SameSite=Lax`,
        );
      },
    },
    {
      name: 'cookie with an expiry date',
      apply: (page, { nowMs }) => {
        page.cookies.push(`seen=1; Path=/; Expires=${new Date(nowMs + 86_400_000).toUTCString()}`);
      },
    },
    {
      name: 'expiry header',
      apply: (page, { nowMs }) => {
        page.headers['expires'] = new Date(nowMs).toUTCString();
      },
    },
    {
      name: 'order of a set',
      apply: (page, { random }) =>
        changeAt(page, 'tags', (tags) =>
          Array.isArray(tags) ? shuffle(tags, random) : (undefined as unknown as Json),
        ),
    },
    {
      name: 'order of related things',
      apply: (page, { random }) =>
        changeAt(page, 'related', (related) =>
          Array.isArray(related) ? shuffle(related, random) : (undefined as unknown as Json),
        ),
    },
    {
      name: 'order of keys',
      apply: (page, { random }) => {
        page.shuffledKeys = random.chance(0.5);
      },
    },
    {
      name: 'last bits of a fraction',
      apply: (page, { random }) =>
        changeAt(page, 'weightKg', (weight) =>
          typeof weight === 'number'
            ? weight * (1 + (random.below(3) - 1) * 2 ** -52)
            : (undefined as unknown as Json),
        ),
    },
    {
      name: 'sum in another order',
      apply: setField('ratio', ({ random }) => (random.chance(0.5) ? 0.1 + 0.2 + 0.3 : 0.3 + 0.2 + 0.1)),
    },
    {
      name: 'gzip level',
      apply: (page, { random }) => {
        if (page.encoding === 'gzip') page.gzipLevel = 1 + random.below(9);
      },
    },
    {
      name: 'compressed or not',
      apply: onPath('/api/orders', (page, { random }) => {
        page.encoding = random.pick(['identity', 'gzip', 'br'] as const);
      }),
    },
    { name: 'visitors right now', apply: setField('visitors', ({ random }) => 20 + random.below(80)) },
    {
      name: 'time taken',
      apply: setField('tookMs', ({ random }) => Number((random.next() * 30).toFixed(2))),
    },
    {
      name: 'time taken in words',
      apply: setField('timing', ({ random }) => `took ${(1 + random.next() * 8).toFixed(1)} ms`),
    },
    {
      name: 'variant drawn per answer',
      apply: setField('variant', ({ random }) => (random.chance(0.1) ? 'blue' : 'green')),
    },
    { name: 'flag that flickers', apply: setField('busy', ({ random }) => random.chance(0.1)) },
    {
      name: 'field that is sometimes there',
      apply: (page, { random }) => {
        if (random.chance(0.1)) changeAt(page, 'debug', () => 'slow query');
      },
    },
    {
      name: 'recommendation that is sometimes empty',
      apply: setField('recommended', ({ random }) => (random.chance(0.1) ? null : 'plant-5')),
    },
    {
      name: 'white space',
      apply: (page, { random }) => {
        page.indent = random.below(2);
        if (page.headers['content-type']?.startsWith('text/html'))
          replaceText(page, /></g, random.chance(0.5) ? '>\n  <' : '><');
      },
    },
    {
      name: 'order of attributes',
      apply: inHtml((page, { random }) => {
        if (random.chance(0.5))
          replaceText(page, 'type="hidden" name="product"', 'name="product" type="hidden"');
      }),
    },
    {
      name: 'order of classes',
      apply: inHtml((page, { random }) => {
        if (random.chance(0.5)) replaceText(page, 'shop light', 'light shop');
      }),
    },
    {
      name: 'comment with the build',
      apply: inHtml((page, { random }) =>
        replaceText(page, '</body>', `<!-- build ${random.below(9999)} --></body>`),
      ),
    },
    {
      name: 'lasting id of its own',
      apply: (page, moment) => changeAt(page, 'publicId', () => ownName(moment, 'public', makeId(5))),
    },
    {
      name: 'link with that id',
      apply: (page, moment) =>
        changeAt(page, 'href', () => `/things/${ownName(moment, 'public', makeId(5))}/view`),
    },
    {
      name: 'number of its own in an event stream',
      apply: onPath('/feed', (page, { random }) =>
        replaceText(page, /event: /g, `id: ${makeId(6)(random)}\nevent: `),
      ),
    },
    {
      name: "the side's own address",
      apply: setField('self', ({ origin, request }) => `${origin}${request.url}`),
    },
    {
      name: 'greeting drawn per answer',
      apply: setField('greeting', ({ random }) =>
        random.pick(['Hello!', 'Welcome back', 'Nice to see you', 'Good day']),
      ),
    },
    {
      name: 'name of the machine',
      apply: setField(
        'pod',
        ({ random }) =>
          `web-${uuid(random).slice(0, 8)}-${base64url(random, 6)
            .toLowerCase()
            .replace(/[^a-z0-9]/g, 'k')
            .slice(0, 5)}`,
      ),
    },
    {
      name: 'escapes of non-ASCII letters',
      apply: (page, { random }) => {
        page.escapedUnicode = random.chance(0.5);
      },
    },
    {
      name: 'order and case of headers',
      apply: (page, { random }) => {
        if (random.chance(0.5)) page.headers = Object.fromEntries(Object.entries(page.headers).reverse());
      },
    },
  ];
}
