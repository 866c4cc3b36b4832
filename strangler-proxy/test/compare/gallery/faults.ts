import type { ComparedRequest } from '../../../src/compare/answer.ts';
import { jwt } from './formats.ts';
import type { Moment } from './noises.ts';
import { changeAt, type Json, type Page, RawNumber, replaceText } from './page.ts';
import { catalogueItems, idOf } from './shop.ts';

/** A mistake of the service. */
export interface Fault {
  readonly name: string;
  /** Endpoint as the report names it. */
  readonly endpoint: string;
  /** Fields that it touches; a verdict on any of them finds it, and none of them is a false alarm. */
  readonly path: RegExp;
  readonly apply: (page: Page, moment: Moment) => void;
}

const CATALOGUE = 'GET /api/products';
const PRODUCT = 'GET /api/products/:id';
const ORDER = 'GET /api/orders/:id';
const USER = 'GET /api/users/:id';
const MISSING = 'GET /api/missing/:id';
const HTML = 'GET /products/:id';
const CSV = 'GET /export/:id';
const IMAGE = 'GET /images/:id';
const FEED = 'GET /feed/:id';
const XML = 'GET /sitemap/:id';
const GO = 'GET /go/:id';

function field(
  endpoint: string,
  name: string,
  path: string,
  change: (value: Json, moment: Moment) => Json | undefined,
  when: (moment: Moment) => boolean = () => true,
): Fault {
  return {
    name,
    endpoint,
    path: pathPattern(path),
    apply: (page, moment) => {
      if (when(moment)) changeAt(page, path, (value) => change(value, moment));
    },
  };
}

/** `items.*.price` stands in the report as `body.items[].price`; what is below belongs to it. */
function pathPattern(path: string): RegExp {
  const steps = path
    .split('.')
    .map((step) => (/^\*$|^\d$/.test(step) ? '\\[\\]' : /^\d+$/.test(step) ? '\\.\\*' : `\\.${step}`))
    .join('');
  return new RegExp(`^body(?:\\.content)?${steps}(?:$|[.\\[])`);
}

function header(endpoint: string, name: string, headerName: string, value: string | undefined): Fault {
  return {
    name,
    endpoint,
    path: new RegExp(`^header\\.${headerName}`),
    apply: (page) => {
      if (value === undefined) delete page.headers[headerName];
      else page.headers[headerName] = value;
    },
  };
}

function text(endpoint: string, name: string, from: string | RegExp, to: string, path = /^body/): Fault {
  return { name, endpoint, path, apply: (page) => replaceText(page, from, to) };
}

function whole(
  endpoint: string,
  name: string,
  path: RegExp,
  apply: (page: Page, moment: Moment) => void,
): Fault {
  return { name, endpoint, path, apply };
}

function cookie(name: string, from: string, to: string): Fault {
  return whole(GO, name, /^header\.set-cookie/, (page) => {
    page.cookies = page.cookies.map((line) => line.replace(from, to)).filter((line) => line !== '');
  });
}

const asNumber = (value: Json): number => (typeof value === 'number' ? value : Number.NaN);
const asText = (value: Json): string => String(value);
const asList = (value: Json): Json[] => (Array.isArray(value) ? value : []);
const plan = (request: ComparedRequest, name: string): boolean =>
  request.headers.some(([key, value]) => key === 'x-plan' && value === name);
const isGerman = ({ request }: Moment): boolean =>
  request.headers.some(([key, value]) => key === 'accept-language' && value === 'de');
/** Deterministic one in `n` entities. */
const oneIn =
  (n: number) =>
  ({ request }: Moment): boolean =>
    idOf(request) % n === 1;

export const FAULTS: readonly Fault[] = [
  field(PRODUCT, 'field dropped', 'price', () => undefined),
  field(PRODUCT, 'nested field dropped', 'category.name', () => undefined),
  field(PRODUCT, 'deep field dropped', 'dimensions.pot.depthCm', () => undefined),
  field(PRODUCT, 'number as text', 'price', (price) => String(price)),
  field(PRODUCT, 'id as text', 'id', (id) => String(id)),
  field(PRODUCT, 'rounded to whole', 'price', (price) => Math.round(asNumber(price)) + 0),
  field(PRODUCT, 'rounded to one digit', 'price', (price) => Math.round(asNumber(price) * 10) / 10),
  field(PRODUCT, 'a cent too much', 'price', (price) => Math.round(asNumber(price) * 100 + 1) / 100),
  field(PRODUCT, 'cents for euros', 'price', (price) => Math.round(asNumber(price) * 100)),
  field(PRODUCT, 'other currency', 'currency', () => 'USD'),
  field(PRODUCT, 'upper-cased name', 'name', (name) => asText(name).toUpperCase()),
  field(PRODUCT, 'name cut at 8', 'name', (name) => asText(name).slice(0, 8)),
  field(PRODUCT, 'name with a blank behind', 'name', (name) => `${asText(name)} `),
  field(PRODUCT, 'HTML entity in JSON', 'name', (name) =>
    asText(name).replace('&', '&amp;').replace("'", '&#39;'),
  ),
  field(PRODUCT, 'null for empty', 'note', (note) => (note === '' ? null : note)),
  field(PRODUCT, 'empty for null', 'discontinuedAt', () => ''),
  field(PRODUCT, 'null left out', 'discontinuedAt', () => undefined),
  field(PRODUCT, 'internal field leaks', 'costPrice', () => 1.23),
  field(PRODUCT, 'flag inverted', 'available', (flag) => flag !== true),
  field(PRODUCT, 'flag as 0 and 1', 'available', (flag) => (flag === true ? 1 : 0)),
  field(PRODUCT, 'slug in other case', 'slug', (slug) => asText(slug).replace('p', 'P')),
  field(PRODUCT, 'time zone of a stored date', 'createdAt', (at) => asText(at).replace('Z', '+02:00')),
  field(PRODUCT, 'milliseconds lost', 'createdAt', (at) => asText(at).replace(/\.\d+Z/, 'Z')),
  field(PRODUCT, 'date shifted by an hour', 'createdAt', (at) =>
    new Date(Date.parse(asText(at)) + 3_600_000).toISOString(),
  ),
  field(PRODUCT, 'date as epoch', 'createdAt', (at) => Date.parse(asText(at))),
  field(PRODUCT, 'set as text', 'tags', (tags) => asList(tags).join(',')),
  field(PRODUCT, 'element of a set lost', 'tags', (tags) => asList(tags).filter((tag) => tag !== 'shade')),
  field(PRODUCT, 'element of a set doubled', 'tags', (tags) => [...asList(tags), 'green']),
  field(PRODUCT, 'wrong word in a set', 'tags', (tags) =>
    asList(tags).map((tag) => (tag === 'green' ? 'greeen' : tag)),
  ),
  field(PRODUCT, 'other thing among related', 'related', (related) =>
    asList(related).map((item, at) => (at === 1 ? { id: 9_999, name: 'Plant 9999' } : item)),
  ),
  field(PRODUCT, 'wrong name among related', 'related.*.name', (name) => `${asText(name)}!`),
  field(PRODUCT, 'stale stock, one third of answers', 'stock', (stock, { random }) =>
    random.chance(0.33) ? asNumber(stock) + 3 : stock,
  ),
  field(PRODUCT, 'wrong for 1% of products', 'stock', (stock) => asNumber(stock) - 1, oneIn(100)),
  field(
    PRODUCT,
    'wrong for one cohort',
    'price',
    (price) => Math.round(asNumber(price) * 90) / 100,
    ({ request }) => plan(request, 'gold'),
  ),
  field(PRODUCT, 'wrong for one language', 'currency', () => '€', isGerman),
  field(PRODUCT, 'wrong in 5% of answers at random', 'currency', (currency, { random }) =>
    random.chance(0.05) ? 'GBP' : currency,
  ),
  whole(PRODUCT, 'duplicate key', /^body\.(?:name|sku)/, (page) => {
    page.duplicateKey = 'sku';
  }),
  field(CATALOGUE, 'off by one page', 'items', (_, { request }) => catalogueItems(idOf(request) + 1)),
  field(CATALOGUE, 'one row too few', 'items', (items) => asList(items).slice(0, 9)),
  field(CATALOGUE, 'sorted backwards', 'items', (items) => [...asList(items)].reverse()),
  field(
    CATALOGUE,
    'sorted as text',
    'items',
    (items) => [...asList(items)].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    ({ request }) => idOf(request) % 10 === 0 || idOf(request) === 1,
  ),
  field(CATALOGUE, 'two rows swapped', 'items', (items) => {
    const [a, b, ...rest] = asList(items);
    return [b ?? null, a ?? null, ...rest];
  }),
  field(CATALOGUE, 'empty list', 'items', () => []),
  field(CATALOGUE, 'total off by one', 'total', (total) => asNumber(total) - 1),
  field(CATALOGUE, 'link to the wrong page', 'next', (next) =>
    asText(next).replace(/\d+$/, (page) => String(Number(page) + 1)),
  ),
  field(CATALOGUE, 'no link to the next page', 'next', () => null),
  field(CATALOGUE, 'keys in other case', 'page_size', () => 10),
  field(CATALOGUE, 'one field of one row wrong', 'items.4.stock', (stock) => asNumber(stock) + 1),
  field(ORDER, 'other state', 'status', (status) => (status === 'paid' ? 'open' : status)),
  field(ORDER, 'state in other case', 'status', (status) => asText(status).toUpperCase()),
  field(
    ORDER,
    'sum without the last line',
    'total',
    (total) => Math.round(asNumber(total) * 100 - 995) / 100,
  ),
  field(ORDER, 'quantity off by one', 'items.0.quantity', (quantity) => asNumber(quantity) + 1),
  field(ORDER, "somebody else's order", 'customerId', (id) => asNumber(id) + 1),
  field(ORDER, 'lines backwards', 'items', (items) => [...asList(items)].reverse()),
  field(ORDER, 'delivery a day early', 'deliveryDate', (date) =>
    asText(date).replace(/.$/, (day) => String((Number(day) + 9) % 10)),
  ),
  field(ORDER, 'one tax rate lost', 'taxes.DE7', () => undefined),
  field(ORDER, 'list of one as a scalar', 'notes', (notes) => asList(notes)[0] ?? null),
  field(ORDER, 'request id lost', 'requestId', () => undefined),
  field(ORDER, 'request id empty', 'requestId', () => ''),
  field(ORDER, 'request id without dashes', 'requestId', (id) => asText(id).replaceAll('-', '')),
  field(ORDER, 'token null', 'accessToken', () => null),
  field(ORDER, 'wrong role in the token', 'accessToken', (_, { random, nowMs }) =>
    jwt(
      {
        sub: 'customer-7',
        role: 'admin',
        iat: Math.floor(nowMs / 1000),
        exp: Math.floor(nowMs / 1000) + 3600,
        jti: 'ab12cd34-ab12-4b12-8b12-ab12cd34ef56',
      },
      random,
    ),
  ),
  field(ORDER, 'token lives ten times as long', 'accessToken', (_, { random, nowMs }) =>
    jwt(
      {
        sub: 'customer-7',
        role: 'buyer',
        iat: Math.floor(nowMs / 1000),
        exp: Math.floor(nowMs / 1000) + 36_000,
        jti: 'ab12cd34-ab12-4b12-8b12-ab12cd34ef56',
      },
      random,
    ),
  ),
  field(ORDER, 'signed address of another file', 'invoice', (url) =>
    asText(url).replace(/invoice-\d+/, 'invoice-1000'),
  ),
  field(ORDER, 'time of the answer in another zone', 'servedAt', (_, { nowMs }) =>
    new Date(nowMs + 3_600_000).toISOString(),
  ),
  field(ORDER, 'time of the answer in seconds', 'ts', (ts) => Math.floor(asNumber(ts) / 1000)),
  field(ORDER, 'lasting id of another entity for 5%', 'publicId', () => '7f3k9q2m8x4z1c6v', oneIn(20)),
  field(
    ORDER,
    'noisy number a thousand times too large',
    'visitors',
    (visitors) => asNumber(visitors) * 1_000,
  ),
  field(ORDER, 'unknown word in a noisy field', 'variant', () => 'undefined-variant-7', oneIn(20)),
  field(ORDER, 'noisy flag wrong for 4% of orders', 'busy', (busy) => busy !== true, oneIn(25)),
  field(ORDER, 'noisy flag wrong for a third', 'busy', (busy) => busy !== true, oneIn(3)),
  field(ORDER, 'empty recommendation in a half of answers', 'recommended', (value, { random }) =>
    random.chance(0.5) ? null : value,
  ),
  field(
    ORDER,
    'wrong type in a noisy field',
    'recommended',
    (value) => (value === null ? null : ['plant-5']),
    oneIn(20),
  ),
  field(ORDER, 'debug field always there', 'debug', () => 'slow query'),
  field(
    USER,
    'digits lost beyond 2^53',
    'accountNumber',
    (number) => new RawNumber(number instanceof RawNumber ? String(Number(number.text)) : '0'),
  ),
  field(USER, 'letters garbled (UTF-8 read as Latin-1)', 'name', (name) =>
    Buffer.from(asText(name), 'utf8').toString('latin1'),
  ),
  field(USER, 'accents lost', 'address.city', () => 'Koln'),
  field(USER, 'entry of a map lost', 'balances.2023', () => undefined),
  field(USER, 'entry of a map wrong', 'balances.2024', (value) => asNumber(value) + 5),
  field(USER, 'default instead of the value', 'preferences.limits.daily.cents', () => 5_000),
  field(USER, 'list of lines merged', 'address.lines', () => ['1st floor, left']),
  whole(MISSING, 'status 200 for an error', /^status/, (page) => {
    page.status = 200;
  }),
  whole(MISSING, 'status 400 for 404', /^status/, (page) => {
    page.status = 400;
  }),
  field(MISSING, 'other error code', 'error.code', () => 'ERR_404'),
  field(MISSING, 'error as text', 'error', () => 'not found'),
  whole(ORDER, 'error for 1% of orders', /./, (page, moment) => {
    if (!oneIn(100)(moment)) return;
    page.status = 500;
    page.json = { error: 'internal' };
  }),
  header(PRODUCT, 'caching header lost', 'cache-control', undefined),
  header(PRODUCT, 'private answer made public', 'cache-control', 'public, max-age=60'),
  header(PRODUCT, 'other lifetime', 'cache-control', 'private, max-age=600'),
  header(PRODUCT, 'Vary incomplete', 'vary', 'Accept-Encoding'),
  header(PRODUCT, 'CORS header lost', 'access-control-allow-origin', undefined),
  header(PRODUCT, 'JSON sent as text', 'content-type', 'text/plain; charset=utf-8'),
  header(PRODUCT, 'ETag lost', 'etag', undefined),
  header(PRODUCT, 'charset left out', 'content-type', 'application/json'),
  header(GO, 'redirect to the wrong place', 'location', '/products/1'),
  header(GO, 'redirect to another host', 'location', 'https://elsewhere.example/products/1'),
  whole(GO, 'permanent redirect', /^status/, (page) => {
    page.status = 301;
  }),
  cookie('HttpOnly lost', ' HttpOnly; Secure;', ' Secure;'),
  cookie('Secure lost', ' Secure;', ''),
  cookie('SameSite weakened', 'SameSite=Lax; Max-Age=86400', 'SameSite=None; Max-Age=86400'),
  cookie('cookie path narrowed', 'basket=b1; Path=/;', 'basket=b1; Path=/shop;'),
  cookie('cookie lifetime', 'Max-Age=86400', 'Max-Age=3600'),
  cookie('cookie with another value', 'theme=dark', 'theme=light'),
  whole(GO, 'cookie lost', /^header\.set-cookie/, (page) => {
    page.cookies = page.cookies.filter((line) => !line.startsWith('theme'));
  }),
  text(HTML, 'entity escaped twice', '&lt;', '&amp;lt;'),
  text(HTML, 'not escaped at all', /<h1>.*?<\/h1>/, '<h1><b>plant</b></h1>'),
  text(HTML, 'other heading', '<h1>', '<h1>New: '),
  text(HTML, 'list entry lost', '<li>half shade</li>', ''),
  text(HTML, 'list entries swapped', '<li>water weekly</li>', '<li>no water</li>'),
  text(HTML, 'link to the wrong page', /href="\/products\/(\d+)"/, 'href="/products/0$1"'),
  text(HTML, 'class lost', 'class="price"', ''),
  text(HTML, 'CSRF field lost', /<input type="hidden" name="_csrf"[^>]*>/, ''),
  text(HTML, 'form goes elsewhere', 'action="/cart"', 'action="/basket"'),
  text(HTML, 'other price', 'EUR ', 'USD '),
  text(HTML, 'description of a picture lost', /alt="[^"]*"/, 'alt=""'),
  text(HTML, 'cell lost', '<td>size 2</td>', ''),
  text(CSV, 'column lost', /^(\d+),"[^"]*",/gm, '$1,'),
  text(CSV, 'row lost', /^\d+,"Plant \d+",[\d.]+\n/m, ''),
  text(CSV, 'decimal comma', /,(\d+)\.(\d+)$/gm, ',$1,$2'),
  text(CSV, 'other line ends', /\n/g, '\r\n'),
  text(CSV, 'quotes lost', /"/g, ''),
  whole(CSV, 'byte order mark', /^body/, (page) => {
    page.byteOrderMark = true;
  }),
  whole(IMAGE, 'one byte of a picture', /^body/, (page) => {
    if (page.bytes) page.bytes = page.bytes.map((byte, at) => (at === 99 ? byte ^ 1 : byte));
  }),
  whole(IMAGE, 'picture cut short', /^body/, (page) => {
    if (page.bytes) page.bytes = page.bytes.subarray(0, 500);
  }),
  whole(USER, 'other charset than said', /^body/, (page) => {
    page.charset = 'latin1';
    page.escapedUnicode = false;
  }),
  whole(USER, 'says gzip, is none', /^(?:body|header\.content-encoding)/, (page) => {
    page.encoding = 'identity';
    page.labelledGzip = true;
  }),
  text(FEED, 'event lost', /(?:id: .*\n)?event: stock\ndata: \{"plant":\d+,"step":2.*\n\n/, ''),
  text(FEED, 'other event name', 'event: done', 'event: end'),
  text(FEED, 'wrong data in an event', '"step":3', '"step":33'),
  text(FEED, 'events without a name', /event: stock\n/g, ''),
  text(XML, 'attribute wrong', 'rank="2"', 'rank="3"'),
  text(XML, 'element renamed', /loc>/g, 'location>'),
];
