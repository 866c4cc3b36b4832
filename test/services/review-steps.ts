/** Requests to the routes of the slice, in order: what is written early is read later. Ids are those of the seed (API.md). */
export type Person = 'ada' | 'ben' | 'cleo' | 'staff' | 'admin' | 'six' | 'seven' | 'eight';

export interface Step {
  readonly method: string;
  readonly path: string;
  readonly as?: Person;
  readonly body?: unknown;
  /** A body as it is. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `last`: the ETag of the answer before. */
  readonly ifNoneMatch?: 'last';
}

const other = (id: number) => ({ email: `customer${id}@example.test`, password: 'plants-are-friends' });

export const people: Readonly<Record<Person, { readonly email: string; readonly password: string }>> = {
  ada: { email: 'ada@example.test', password: 'ada-loves-ferns' },
  ben: { email: 'ben@example.test', password: 'ben-waters-weekly' },
  cleo: { email: 'cleo@example.test', password: 'cleo-and-cacti' },
  staff: { email: 'staff@figandfern.test', password: 'staff-pots-2025' },
  admin: { email: 'admin@figandfern.test', password: 'admin-figs-2025' },
  six: other(6),
  seven: other(7),
  eight: other(8),
};

const get = (path: string, as?: Person, more: Partial<Step> = {}): Step => ({
  method: 'GET',
  path,
  ...(as && { as }),
  ...more,
});
const send = (method: string, path: string, as?: Person, body?: unknown, more: Partial<Step> = {}): Step => ({
  method,
  path,
  ...(as && { as }),
  ...(body !== undefined && { body }),
  ...more,
});
const post = (path: string, as?: Person, body?: unknown, more: Partial<Step> = {}): Step =>
  send('POST', path, as, body, more);

const good = { rating: 4, title: 'Sturdy and green', body: 'It came well packed and grows every week.' };
const visitors: readonly (Person | undefined)[] = [undefined, 'ada', 'ben', 'staff'];
const listQueries = [
  '',
  '?page=2&pageSize=5',
  '?pageSize=0',
  '?pageSize=1000',
  '?page=-3&pageSize=x',
  '?page=99999',
  '?sort=helpful',
  '?sort=rating&rating=5',
  '?sort=-rating',
  '?sort=nonsense&rating=9',
  '?sort=constructor',
  '?rating=1&rating=5',
  '?page[]=2',
];

export const reads: readonly Step[] = [
  ...listQueries.map((query) => get(`/api/products/2/reviews${query}`)),
  ...visitors.flatMap((as) => [
    get('/api/products/1/reviews', as),
    get('/api/products/320/reviews', as),
    get('/api/products/0/reviews', as),
    get('/api/products/abc/reviews', as),
    get('/api/products/99999/reviews', as),
    get('/api/reviews/1', as),
    get('/api/reviews/3', as),
    get('/api/reviews/4', as),
    get('/api/reviews/999999', as),
    get('/api/reviews/1.5', as),
    get('/api/reviews/mine', as),
    get('/api/reviews/eligible', as),
    get('/api/reviews/pending?pageSize=3', as),
  ]),
  ...[
    'latest',
    'latest?limit=3',
    'latest?limit=500',
    'latest?limit=-1',
    'top-rated',
    'top-rated?limit=2',
  ].map((path) => get(`/api/reviews/${path}`)),
  ...[
    '',
    '?products=',
    '?products=1',
    '?products=3,1,99999,2',
    '?products=1,x',
    `?products=${new Array(51).fill(1).join()}`,
  ].map((query) => get(`/api/reviews/summary${query}`)),
  get('/API/Products/1/Reviews'),
  get('/api/reviews/1/'),
  get('/api/reviews'),
  get('/api/reviews/1/helpful'),
  get('/api/reviews/%31'),
  get('/api/reviews/%E0%A4%A'),
  send('HEAD', '/api/products/1/reviews'),
  send('OPTIONS', '/api/products/1/reviews'),
  send('OPTIONS', '/api/reviews/1'),
  send('PUT', '/api/reviews/1', 'ada', good),
  get('/api/products/1/reviews'),
  get('/api/products/1/reviews', undefined, { ifNoneMatch: 'last' }),
  get('/api/reviews/1', undefined, { headers: { cookie: 'figfern.sid=s%3Amade-up.signature' } }),
  get('/api/reviews/mine', undefined, { headers: { cookie: 'figfern.sid=garbage; other=1' } }),
];

const refusedWrites: readonly Step[] = [
  post('/api/products/3/reviews', undefined, good),
  post('/api/products/3/reviews', 'cleo', good),
  post('/api/products/1/reviews', 'ada', good),
  post('/api/products/320/reviews', 'ada', good),
  post('/api/products/99999/reviews', 'ada', good),
  ...[
    {},
    { rating: 6, title: 'ok!', body: 'long enough text' },
    { rating: '5', title: 'ok!', body: 'long enough text' },
    { rating: 4.5, title: 'ok!', body: 'long enough text' },
    { rating: 5, title: '  x  ', body: 'short' },
    { rating: 5, title: 'x'.repeat(121), body: 'y'.repeat(4_001) },
    [],
  ].map((body) => post('/api/products/3/reviews', 'ben', body)),
  post('/api/products/3/reviews', 'ben', undefined, { text: '{"rating": 5,' }),
  post('/api/products/3/reviews', 'ben', undefined, { text: '"text"' }),
  post('/api/products/3/reviews', 'ben', undefined, {
    text: 'rating=5',
    headers: { 'content-type': 'text/plain' },
  }),
  post('/api/products/3/reviews', 'ben', undefined, {
    text: JSON.stringify({ ...good, body: 'z'.repeat(110_000) }),
  }),
  post('/api/products/3/reviews', 'ben'),
  send('PATCH', '/api/reviews/1', undefined, { rating: 3 }),
  send('PATCH', '/api/reviews/1', 'ben', { rating: 3 }),
  send('PATCH', '/api/reviews/1', 'ada', { rating: 0 }),
  send('PATCH', '/api/reviews/4', 'ben', { rating: 3 }),
  send('DELETE', '/api/reviews/1', 'ben'),
  send('DELETE', '/api/reviews/1'),
  post('/api/reviews/1/helpful'),
  post('/api/reviews/1/helpful', 'ada'),
  post('/api/reviews/999999/helpful', 'ben'),
  post('/api/reviews/1/report', 'ben', { reason: 'no' }),
  post('/api/reviews/1/report', undefined, { reason: 'rude words' }),
  post('/api/reviews/1/moderation', 'ben', { decision: 'publish' }),
  post('/api/reviews/1/moderation', undefined, { decision: 'publish' }),
  post('/api/reviews/1/moderation', 'staff', { decision: 'burn' }),
  post('/api/reviews/1/moderation', 'staff', { decision: 'publish', reply: 'x'.repeat(1_001) }),
  post('/api/reviews/999999/moderation', 'staff', { decision: 'publish' }),
];

const writes: readonly Step[] = [
  post('/api/products/3/reviews', 'ben', good),
  post('/api/products/3/reviews', 'ben', good),
  post('/api/products/4/reviews', 'ben', {
    rating: 1,
    title: ' A scam? ',
    body: 'I do not know: it looks different.',
  }),
  post('/api/products/5/reviews', 'ben', {
    rating: 5,
    title: 'Grün & schön <3',
    body: 'Größer als gedacht, "wirklich" – 🌿🌿🌿',
  }),
  get('/api/reviews/eligible', 'ben'),
  get('/api/reviews/mine', 'ben'),
  send('PATCH', '/api/reviews/1', 'ada', { rating: 2 }),
  send('PATCH', '/api/reviews/1', 'ada', { title: 'Look at https://example.test' }),
  send('PATCH', '/api/reviews/1', 'ada', { title: 'My favourite, again' }),
  send('PATCH', '/api/reviews/1', 'ada', {}),
  post('/api/reviews/1/helpful', 'ben'),
  post('/api/reviews/1/helpful', 'ben'),
  post('/api/reviews/2/helpful', 'ben'),
  send('DELETE', '/api/reviews/2/helpful', 'ada'),
  send('DELETE', '/api/reviews/2/helpful', 'ada'),
  ...(['six', 'seven', 'seven', 'eight'] as const).map((as) =>
    post('/api/reviews/2/report', as, { reason: 'not about the plant' }),
  ),
  get('/api/reviews/2'),
  get('/api/reviews/2', 'cleo'),
  get('/api/reviews/pending', 'staff'),
  post('/api/reviews/2/moderation', 'staff', { decision: 'publish', reply: 'Thank you, Cleo.' }),
  post('/api/reviews/3/moderation', 'admin', { decision: 'publish' }),
  post('/api/reviews/3/moderation', 'admin', { decision: 'reject', reply: '' }),
  post('/api/reviews/3/moderation', 'admin', { decision: 'publish', reply: null }),
  send('DELETE', '/api/reviews/4', 'cleo'),
  send('DELETE', '/api/reviews/5', 'staff'),
  get('/api/products/1/reviews'),
  get('/api/products/3/reviews?sort=helpful'),
  get('/api/reviews/latest?limit=5'),
  get('/api/reviews/summary?products=1,2,3,4,5,8'),
  get('/api/reviews/top-rated?limit=5'),
  get('/api/reviews/mine', 'ada'),
];

export const steps: readonly Step[] = [...reads, ...refusedWrites, ...writes];
