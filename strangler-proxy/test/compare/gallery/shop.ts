import type { ComparedRequest } from '../../../src/compare/answer.ts';
import { type Json, newPage, type Page, RawNumber } from './page.ts';
import { mix, type Random, randomFrom } from './random.ts';

/** The healthy service: what it says follows from the request alone. */
export const TEMPLATES = [
  'GET /api/products',
  'GET /api/products/:id',
  'GET /api/orders/:id',
  'GET /api/users/:id',
  'GET /api/missing/:id',
  'GET /products/:id',
  'GET /export/:id',
  'GET /images/:id',
  'GET /feed/:id',
  'GET /sitemap/:id',
  'GET /go/:id',
];

/** Requests as a shop gets them: catalogue and orders most, the rest seldom. */
export function drawRequests(random: Random, count: number): ComparedRequest[] {
  const weighted = [
    ...Array<string>(4).fill('/api/products?page='),
    ...Array<string>(5).fill('/api/products/'),
    ...Array<string>(5).fill('/api/orders/'),
    '/api/users/',
    '/api/users/',
    '/api/missing/',
    '/products/',
    '/products/',
    '/export/',
    '/images/',
    '/feed/',
    '/sitemap/',
    '/go/',
    '/go/',
  ];
  return Array.from({ length: count }, () => {
    const path = random.pick(weighted);
    return {
      method: 'GET',
      url: `${path}${1 + random.below(path.includes('page') ? 30 : 400)}`,
      headers: [
        ['x-plan', random.chance(0.1) ? 'gold' : 'basic'],
        ['accept-language', random.chance(0.15) ? 'de' : 'en'],
      ],
    };
  });
}

export function idOf(request: ComparedRequest): number {
  return Number(/(\d+)$/.exec(request.url)?.[1] ?? 0);
}

const NAMES = [
  'Fiddle fig',
  'Café palm',
  'Snake plant',
  'Bird of paradise',
  'Monstera',
  "Devil's ivy",
  'Zebra & friends',
  'Lady palm',
];
const TAGS = ['green', 'large', 'shade', 'sun', 'pet-safe', 'rare', 'hanging'];

function product(id: number): { [key: string]: Json } {
  const draw = randomFrom(mix('product', id));
  return {
    id,
    sku: `FIG-${1000 + id}`,
    name: `${draw.pick(NAMES)} ${id}`,
    slug: `plant-${id}`,
    price: (draw.below(9_000) + 1_005 + 2 * (id % 40)) / 100,
    currency: 'EUR',
    stock: draw.below(80) + 1,
    available: draw.chance(0.7),
    weightKg: Number((0.3 + draw.below(90) / 7).toFixed(6)),
    note: draw.chance(0.5) ? '' : 'needs light',
    discontinuedAt: null,
    createdAt: new Date(
      Date.UTC(
        2024,
        draw.below(12),
        1 + draw.below(27),
        draw.below(24),
        draw.below(60),
        draw.below(60),
        1 + draw.below(998),
      ),
    ).toISOString(),
  };
}

/** The page of a request, before any noise. */
export function pageOf(request: ComparedRequest): Page {
  const id = idOf(request);
  const [path = '', query] = request.url.split('?');
  const [first = '', second = ''] = path.split('/').filter(Boolean);
  const name = `${first === 'api' ? `api/${second}` : first}${query === undefined ? '' : '?page'}`;
  const page = PAGES.get(name)?.(id);
  if (!page) throw new Error(`the gallery's shop knows no ${request.url}`);
  page.headers['cache-control'] ??= 'private, max-age=60';
  page.headers['vary'] ??= 'Accept-Encoding, Accept-Language';
  page.headers['access-control-allow-origin'] ??= 'https://shop.example';
  return page;
}

const PAGES: ReadonlyMap<string, (id: number) => Page> = new Map([
  ['api/products', productPage],
  ['api/products?page', cataloguePage],
  ['api/orders', orderPage],
  ['api/users', userPage],
  [
    'api/missing',
    (id: number) => ({
      ...newPage(
        { json: { error: { code: 'NOT_FOUND', message: `no plant ${id}`, details: ['id'] } } },
        'application/json; charset=utf-8',
      ),
      status: 404,
    }),
  ],
  ['products', htmlPage],
  ['export', csvPage],
  [
    'images',
    (id: number) =>
      newPage(
        { bytes: Buffer.from(Array.from({ length: 600 }, (_, at) => mix('image', id, at) & 0xff)) },
        'image/png',
      ),
  ],
  ['feed', feedPage],
  [
    'sitemap',
    (id: number) =>
      newPage(
        {
          text: `<?xml version="1.0"?><urlset><url rank="1"><loc>/products/${id}</loc></url><url rank="2"><loc>/products/${id + 1}</loc></url></urlset>`,
        },
        'application/xml',
      ),
  ],
  ['go', goPage],
]);

function productPage(id: number): Page {
  const json: Json = {
    ...product(id),
    category: { id: 1 + (id % 7), name: `Group ${id % 7}`, path: ['plants', 'indoor'] },
    dimensions: { pot: { widthCm: 10 + (id % 30), depthCm: 12 } },
    tags: TAGS.slice(0, 3 + (id % 4)),
    related: Array.from({ length: 4 }, (_, at) => ({ id: id + at + 1, name: `Plant ${id + at + 1}` })),
  };
  return newPage({ json }, 'application/json; charset=utf-8');
}

export function catalogueItems(page: number): Json[] {
  return Array.from({ length: 10 }, (_, at) => product((page - 1) * 10 + at + 1));
}

function cataloguePage(page: number): Page {
  const items = catalogueItems(page);
  const json: Json = {
    items,
    page,
    pageSize: 10,
    total: 300,
    next: `/api/products?page=${page + 1}`,
    sort: 'id',
  };
  return newPage({ json }, 'application/json; charset=utf-8');
}

function orderPage(id: number): Page {
  const draw = randomFrom(mix('order', id));
  const items = Array.from({ length: 2 + draw.below(3) }, (_, at) => ({
    line: at + 1,
    productId: 1 + draw.below(400),
    quantity: 1 + draw.below(5),
    unitPrice: (500 + draw.below(5_000)) / 100,
  }));
  const total = items.reduce((sum, item) => sum + Math.round(item.unitPrice * 100) * item.quantity, 0) / 100;
  const json: Json = {
    number: `A-${10_000 + id}`,
    status: draw.pick(['paid', 'packed', 'shipped', 'returned']),
    customerId: 1 + (id % 90),
    customer: { name: `Customer ${id % 90}`, country: draw.pick(['DE', 'FR', 'NL']) },
    orderedAt: new Date(
      Date.UTC(
        2025,
        draw.below(12),
        1 + draw.below(27),
        draw.below(24),
        draw.below(60),
        draw.below(60),
        1 + draw.below(998),
      ),
    ).toISOString(),
    deliveryDate: `2025-0${1 + draw.below(9)}-1${draw.below(9)}`,
    items: items as unknown as Json[],
    total,
    taxes: { DE19: Math.round(total * 19) / 100, DE7: 0 },
    gift: draw.chance(0.3),
    coupon: null,
    notes: ['leave at door'],
  };
  return newPage({ json }, 'application/json; charset=utf-8');
}

function userPage(id: number): Page {
  const json: Json = {
    id,
    accountNumber: new RawNumber(`90071992547409${100 + id}`),
    name: `Ünal Ñandú ${id}`,
    points: 100 + (mix('points', id) % 5_000),
    address: { street: `Lange Straße ${id}`, city: 'Köln', lines: ['1st floor', 'left'] },
    balances: { '2023': 10 + id, '2024': 20 + id },
    preferences: { newsletter: id % 2 === 0, theme: 'dark', limits: { daily: { cents: 5_000 + id } } },
  };
  return newPage({ json }, 'application/json; charset=utf-8');
}

function htmlPage(id: number): Page {
  const { name, price } = product(id);
  const title = String(name).replaceAll('&', '&amp;').replaceAll("'", '&#39;');
  const rows = [1, 2, 3]
    .map((row) => `<tr><td>size ${row}</td><td>${row * 10 + (id % 9)} cm</td></tr>`)
    .join('');
  const text =
    `<!doctype html><html><head><title>${title}</title><meta charset="utf-8"></head><body class="shop light">` +
    `<h1>${title}</h1><p class="price">EUR ${String(price)}</p><img src="/images/${id}" alt="${title}">` +
    `<ul><li>water weekly</li><li>half shade</li><li>no frost</li></ul><table>${rows}</table>` +
    `<form action="/cart" method="post"><input type="hidden" name="product" value="${id}"><button>Buy</button></form>` +
    `<a href="/products/${id + 1}">next</a><p>Tip: 1 &lt; 2 plants</p></body></html>`;
  return newPage({ text }, 'text/html; charset=utf-8');
}

function csvPage(id: number): Page {
  const rows = Array.from(
    { length: 6 },
    (_, at) => `${id + at},"Plant ${id + at}",${((mix('csv', id, at) % 900) + 100) / 100 + 0.01}`,
  );
  return newPage({ text: `id,name,price\n${rows.join('\n')}\n` }, 'text/csv; charset=utf-8');
}

function feedPage(id: number): Page {
  const events = [1, 2, 3, 4].map(
    (step) =>
      `event: ${step === 4 ? 'done' : 'stock'}\ndata: ${JSON.stringify({ plant: id, step, left: 50 - step - (id % 20) })}\n\n`,
  );
  return newPage({ text: events.join('') }, 'text/event-stream');
}

function goPage(id: number): Page {
  const page = newPage({ text: '' }, 'text/plain; charset=utf-8');
  page.status = 302;
  page.headers['location'] = `/products/${id}?from=go`;
  page.cookies.push(
    `basket=b${id % 50}; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=86400`,
    'theme=dark; Path=/; Max-Age=31536000',
  );
  return page;
}
