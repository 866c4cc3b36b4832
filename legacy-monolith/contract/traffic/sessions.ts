import { seeded } from '../cases/people.ts';
import * as shapes from '../cases/shapes.ts';
import { eachOf, natural } from '../expect/shape.ts';
import type { SessionKind } from './mix.ts';
import type { Tour } from './tour.ts';

type Id = { id: number };
type Page<Item> = { items: Item[]; total: number };

const page = (item: Parameters<typeof shapes.pageOf>[0], size = 20) =>
  shapes.pageOf(item, { pageSize: size, page: natural });
const reviewsPage = { ...page(shapes.review, 10), summary: shapes.reviewSummary };
const searchTerms = ['fern', 'fig', 'monstera', 'palm', 'snake', 'lily', 'pearls', 'olive', 'cactus', 'herb'];
const productSlugs = [
  'fiddle-leaf-fig',
  'boston-fern',
  'snake-plant',
  'monstera',
  'peace-lily',
  'pothos',
  'zz-plant',
];
const reviewTitles = [
  'Fresh and green',
  'A little droopy',
  'Best plant I have',
  'Smaller than it looks',
  'Would buy again',
];

/** The seed's products that anybody may see and buy: 318 is scarce, 319 sold out, 320 archived. */
const anyProduct = ({ random }: Tour): number => 1 + random.whole(317);

export const sessions: Readonly<Record<SessionKind, (tour: Tour) => Promise<void>>> = {
  browse,
  search,
  buy,
  review,
  admin,
};

async function browse(tour: Tour): Promise<void> {
  const { random } = tour;
  await tour.get('/', { page: true });
  await tour.get('/api/categories');
  const sort = random.pick(['name', 'price', '-price', 'rating', 'popular', 'new']);
  const query = { sort, page: 1 + random.whole(5), pageSize: 20 };
  const listed = await tour.get<Page<Id>>('/api/products', { query, body: page(shapes.productSummary) });
  for (const { id } of listed.items.slice(0, 1 + random.whole(3))) await lookAt(tour, id);
  await tour.get(`/products/${random.pick(productSlugs)}`, { page: true });
  if (random.chance(0.3))
    await tour.get('/api/care-guides', { body: { items: eachOf(shapes.careGuideSummary) } });
}

async function lookAt(tour: Tour, id: number): Promise<void> {
  await tour.get(`/api/products/${id}`, { body: { ...shapes.product, id } });
  await tour.get(`/api/products/${id}/reviews`, { body: reviewsPage });
  if (tour.random.chance(0.5)) await tour.get(`/api/products/${id}/availability`);
  if (tour.random.chance(0.3))
    await tour.get(`/api/products/${id}/related`, {
      body: { items: eachOf(shapes.productSummary, { min: 0 }) },
    });
}

async function search(tour: Tour): Promise<void> {
  const term = tour.random.pick(searchTerms);
  await tour.get('/api/search/suggest', { query: { q: term.slice(0, 2) } });
  const body = { ...page(shapes.productSummary), query: term };
  const found = await tour.get<Page<Id>>('/api/search', { query: { q: term }, body });
  await tour.get('/api/search/popular');
  const [first] = found.items;
  if (first === undefined) return;
  await lookAt(tour, first.id);
  await tour.get('/api/reviews/summary', {
    query: {
      products: found.items
        .slice(0, 5)
        .map(({ id }) => id)
        .join(),
    },
    body: { items: eachOf(shapes.reviewSummary, { max: 5 }) },
  });
}

/** Some seeded customer; the blocked one, the staff and the people of the stories stay out of it. */
function customerLogin({ random }: Tour): { email: string; password: string } {
  return { email: `customer${11 + random.whole(1989)}@example.test`, password: 'plants-are-friends' };
}

async function logIn(tour: Tour): Promise<void> {
  await tour.ask('POST', '/api/auth/login', { json: customerLogin(tour), body: shapes.customer });
}

async function buy(tour: Tour): Promise<void> {
  const product = anyProduct(tour);
  await lookAt(tour, product);
  const line = { variantId: 2 * product - tour.random.whole(2), quantity: 1 };
  await tour.ask('POST', '/api/cart/items', { json: line, status: 201, body: shapes.cart });
  await logIn(tour);
  const addresses = await tour.get<{ items: Id[] }>('/api/account/addresses', {
    body: { items: eachOf(shapes.address) },
  });
  const wish = { addressId: addresses.items[0]?.id, shippingMethod: 'standard' };
  // Small herbs ship everywhere, a tree of 20 kg does not: 422 is an honest answer here. So is 409 where a basket left
  // from earlier holds what has been sold since.
  const quoted = await tour.ask('POST', '/api/checkout/quote', { json: wish, status: [200, 409, 422] });
  if (quoted.status !== 200) return;
  const sold = await tour.ask<Id>('POST', '/api/checkout', {
    json: { ...wish, payment: { method: 'card', token: 'tok_visa' } },
    status: [201, 409, 422],
    body: shapes.order,
  });
  if (sold.status !== 201) return;
  await tour.get(`/api/orders/${sold.body.id}`, { body: { ...shapes.order, id: sold.body.id } });
  await tour.get('/api/orders', { body: page(shapes.orderSummary) });
}

async function review(tour: Tour): Promise<void> {
  const { random } = tour;
  await tour.get('/api/reviews/latest', { body: { items: eachOf(shapes.reviewWithProduct) } });
  await tour.get('/api/reviews/top-rated', { body: { items: eachOf(shapes.ratedProduct) } });
  await readReviews(tour);
  await logIn(tour);
  await tour.get('/api/reviews/mine', {
    body: page({ ...shapes.reviewWithProduct, status: shapes.reviewStatus }),
  });
  await findHelpful(tour);
  const eligible = await tour.get<{ items: { product: Id }[] }>('/api/reviews/eligible', {
    body: { items: eachOf(shapes.eligibleProduct, { min: 0, max: 1_000 }) },
  });
  if (eligible.items.length === 0) return;
  await writeReview(tour, random.pick(eligible.items).product.id);
}

async function readReviews(tour: Tour): Promise<void> {
  const product = anyProduct(tour);
  const sort = tour.random.pick(['new', 'helpful', 'rating', '-rating']);
  const { items } = await tour.get<Page<Id>>(`/api/products/${product}/reviews`, {
    query: { sort },
    body: reviewsPage,
  });
  await tour.get('/api/reviews/summary', {
    query: { products: `${product},1,2` },
    body: { items: eachOf(shapes.reviewSummary) },
  });
  // Another visitor may just have taken a review back.
  for (const { id } of items.slice(0, 2)) {
    await tour.get(`/api/reviews/${id}`, { status: [200, 404], body: { ...shapes.reviewWithProduct, id } });
  }
}

async function findHelpful(tour: Tour): Promise<void> {
  const { items } = await tour.get<{ items: Id[] }>('/api/reviews/latest', { query: { limit: 20 } });
  const { id } = tour.random.pick(items);
  const vote = { status: [200, 403, 404], body: { id, helpful: natural } };
  await tour.ask('POST', `/api/reviews/${id}/helpful`, vote);
  if (tour.random.chance(0.5))
    await tour.ask('DELETE', `/api/reviews/${id}/helpful`, { status: [200, 404], body: vote.body });
}

/** Writes a review, changes it, and mostly takes it back, so that a long run never runs out of things to review. */
async function writeReview(tour: Tour, product: number): Promise<void> {
  const { random } = tour;
  const words = {
    rating: 1 + random.whole(5),
    title: random.pick(reviewTitles),
    body: 'It grows, and that is what it was bought for.',
  };
  const path = `/api/products/${product}/reviews`;
  // The same customer may be at it in a second browser.
  const written = await tour.ask<Id>('POST', path, {
    json: words,
    status: [201, 409],
    body: { ...shapes.review, ...words },
  });
  if (written.status !== 201) return;
  const { id } = written.body;
  const own = `/api/reviews/${id}`;
  const seen = { ...shapes.reviewWithProduct, ...words, id, productId: product };
  await tour.get(own, { status: [200, 404], body: seen });
  const rating = 1 + random.whole(5);
  await tour.ask('PATCH', own, {
    json: { rating },
    status: [200, 404],
    body: { ...shapes.review, ...words, id, rating },
  });
  if (random.chance(0.8)) await tour.ask('DELETE', own, { status: [204, 404] });
}

async function admin(tour: Tour): Promise<void> {
  const { random } = tour;
  await tour.ask('POST', '/admin/login', { form: { ...seeded.staff, next: '/admin' }, status: 302 });
  await tour.get('/admin', { page: true });
  await tour.get('/admin/orders', { page: true });
  await tour.get('/admin/reviews', { page: true });
  const waiting = { ...shapes.reviewWithProduct, status: 'pending', reports: natural };
  const { items } = await tour.get<Page<Id>>('/api/reviews/pending', { body: page(waiting) });
  const [oldest] = items;
  if (oldest !== undefined && random.chance(0.3)) {
    const json = { decision: 'publish', reply: 'Thank you.' };
    await tour.ask('POST', `/api/reviews/${oldest.id}/moderation`, {
      json,
      status: [200, 404],
      body: shapes.review,
    });
  }
  const sku = `FF-${String(anyProduct(tour)).padStart(4, '0')}-S`;
  await tour.ask('POST', '/api/admin/stock/adjust', {
    json: { sku, warehouse: 'BER', delta: 1, reason: 'found one more' },
  });
  await tour.get('/api/admin/orders', { query: { status: 'paid' } });
  await tour.get('/api/admin/customers', { query: { q: 'example' } });
}
