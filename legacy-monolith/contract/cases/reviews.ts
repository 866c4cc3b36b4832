import { expectEmpty, expectHeader, expectJson, expectSame, expectThat } from '../expect/answers.ts';
import { eachOf, filled, instant, natural, orNull, positive } from '../expect/shape.ts';
import { type Context, domain } from '../suite/case.ts';
import { as, buyer, join, newProduct, type Shopper } from './people.ts';
import * as shapes from './shapes.ts';

type Review = { id: number; rating: number; helpful: number; createdAt: string };
type ReviewPage = { items: Review[]; total: number; summary: { count: number; average: string } };

const notFound = shapes.failure('NOT_FOUND');
const unauthenticated = shapes.failure('UNAUTHENTICATED');
const forbidden = shapes.failure('FORBIDDEN');

const words = { title: 'Fresh and green', body: 'It came well packed and grows a leaf a week.' };
const figProduct = { id: 1, slug: 'fiddle-leaf-fig', name: 'Fiddle Leaf Fig' };

/** A product of its own, so that a case sees no other case's reviews, with as many buyers as wanted. */
async function productWithBuyers(context: Context, buyers = 1) {
  const product = await newProduct(context, 20);
  const people: Shopper[] = [];
  for (let index = 0; index < buyers; index += 1)
    people.push(await buyer(context, product.variants[0]?.id ?? 0));
  return { product, people, path: `/api/products/${product.id}/reviews` };
}

const write = (shopper: Shopper, path: string, rating = 4, more: Record<string, unknown> = {}) =>
  shopper.visitor.post(path, { json: { rating, ...words, ...more } });

/** A review that somebody has just written, with its author and its product. */
async function written(context: Context, rating = 4, more: Record<string, unknown> = {}) {
  const { product, people, path } = await productWithBuyers(context);
  const [author] = people as [Shopper];
  const answer = await write(author, path, rating, more);
  const status = Object.keys(more).length > 0 ? shapes.reviewStatus : 'published';
  const { id } = expectJson<Review>(answer, 201, { ...shapes.review, productId: product.id, rating, status });
  return { id, author, product, path, url: `/api/reviews/${id}` };
}

const flagged = { body: 'See http://example.test, they have it cheaper.' };

export const reviews = domain('reviews', {
  'lists a product’s published reviews with their summary, newest first': async ({ visitor }) => {
    const listed = await visitor().get('/api/products/1/reviews?pageSize=100');
    const item = { ...shapes.review, productId: 1 };
    const page = expectJson<ReviewPage>(listed, 200, {
      ...shapes.pageOf(item, { pageSize: 100 }),
      summary: { ...shapes.reviewSummary, productId: 1 },
    });
    expectHeader(listed, 'x-total-count', String(page.total));
    expectHeader(listed, 'cache-control', 'no-cache');
    expectThat(
      page.total === page.items.length && page.total === page.summary.count,
      `total ${page.total}, summary ${page.summary.count}`,
    );
    expectThat(falls(page.items.map(({ createdAt }) => createdAt)), 'not newest first');
    expectThat(
      [1, 2].every((id) => page.items.some((review) => review.id === id)),
      'the seed’s reviews are missing',
    );
  },
  'lists ten a page unless told otherwise': async ({ visitor }) => {
    const page = {
      ...shapes.pageOf({ ...shapes.review, productId: 4 }, { pageSize: 10 }),
      summary: shapes.reviewSummary,
    };
    const { items } = expectJson<ReviewPage>(await visitor().get('/api/products/4/reviews'), 200, page);
    expectThat(items.length <= 10, `${items.length} reviews on a page of ten`);
  },
  'sorts reviews by helpfulness and by rating': async (context) => {
    const { people, path } = await productWithBuyers(context, 3);
    const made: Review[] = [];
    for (const [index, person] of people.entries()) {
      made.push(expectJson<Review>(await write(person, path, [3, 5, 1][index]), 201, shapes.review));
    }
    const [first, , third] = made;
    await people[0]?.visitor.post(`/api/reviews/${third?.id}/helpful`);
    const order = async (sort: string): Promise<string> => {
      const page = {
        ...shapes.pageOf(shapes.review, { pageSize: 10, total: 3 }),
        summary: shapes.reviewSummary,
      };
      const { items } = expectJson<ReviewPage>(
        await context.visitor().get(`${path}?sort=${sort}`),
        200,
        page,
      );
      return items.map(({ rating }) => rating).join();
    };
    expectThat((await order('rating')) === '1,3,5', `sort=rating: ${await order('rating')}`);
    expectThat((await order('-rating')) === '5,3,1', `sort=-rating: ${await order('-rating')}`);
    expectThat((await order('helpful')).startsWith('1,'), `sort=helpful: ${await order('helpful')}`);
    expectThat((await order('new')) === '1,5,3', `sort=new: ${await order('new')}; first is ${first?.id}`);
  },
  'lists the reviews of one rating': async (context) => {
    const { people, path, product } = await productWithBuyers(context, 2);
    for (const [index, person] of people.entries())
      expectJson(await write(person, path, index + 4), 201, shapes.review);
    const fives = await context.visitor().get(`${path}?rating=5`);
    const stars = { 1: 0, 2: 0, 3: 0, 4: 1, 5: 1 };
    expectJson(fives, 200, {
      ...shapes.pageOf({ ...shapes.review, productId: product.id, rating: 5 }, { pageSize: 10, total: 1 }),
      summary: { productId: product.id, average: '4.50', count: 2, stars },
    });
  },
  'has no reviews of an unknown product': async ({ visitor }) => {
    expectJson(await visitor().get('/api/products/9999/reviews'), 404, notFound);
    expectJson(await visitor().get('/api/products/fig/reviews'), 404, notFound);
  },
  'lists nothing for a product that nobody reviewed': async (context) => {
    const { id } = await newProduct(context);
    const nothing = { productId: id, average: null, count: 0, stars: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 } };
    const listed = await context.visitor().get(`/api/products/${id}/reviews`);
    expectJson(listed, 200, { items: [], page: 1, pageSize: 10, total: 0, summary: nothing });
  },
  'publishes the review of a buyer at once': async (context) => {
    const { product, people, path } = await productWithBuyers(context);
    const [author] = people as [Shopper];
    const answer = await write(author, path, 5);
    const review = {
      ...shapes.review,
      ...words,
      productId: product.id,
      author: 'Nora F.',
      rating: 5,
      helpful: 0,
      reply: null,
    };
    const { id } = expectJson<Review>(answer, 201, review);
    expectHeader(answer, 'location', `/api/reviews/${id}`);
    const listed = await context.visitor().get(path);
    const summary = {
      productId: product.id,
      average: '5.00',
      count: 1,
      stars: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 1 },
    };
    expectJson(listed, 200, { items: [{ ...review, id }], page: 1, pageSize: 10, total: 1, summary });
  },
  'shows the new average with the product': async (context) => {
    const { product } = await written(context, 2);
    const rating = { average: '2.00', count: 1 };
    const shown = await context.visitor().get(`/api/products/${product.id}`);
    expectJson(shown, 200, { ...shapes.product, id: product.id, rating });
  },
  'holds back a review with a flagged word': async (context) => {
    const { url, author, path } = await written(context, 1, flagged);
    const listed = await context.visitor().get(path);
    expectJson(listed, 200, {
      items: [],
      page: 1,
      pageSize: 10,
      total: 0,
      summary: { ...shapes.reviewSummary, count: 0 },
    });
    expectJson(await context.visitor().get(url), 404, notFound);
    expectJson(await author.visitor.get(url), 200, { ...shapes.reviewWithProduct, status: 'pending' });
  },
  'takes reviews from buyers only, and one each': async (context) => {
    const { author, path } = await written(context);
    expectJson(await write(author, path), 409, shapes.failure('ALREADY_REVIEWED'));
    expectJson(await write(await join(context), path), 403, shapes.failure('NOT_A_BUYER'));
    expectJson(await context.visitor().post(path, { json: { rating: 5, ...words } }), 401, unauthenticated);
    expectJson(await write(author, '/api/products/9999/reviews'), 404, notFound);
  },
  'names every field of a review that is wrong': async (context) => {
    const { people, path } = await productWithBuyers(context);
    const [author] = people as [Shopper];
    const refused = await author.visitor.post(path, { json: { rating: 6, title: 'x', body: 'short' } });
    expectJson(refused, 422, shapes.invalid('rating', 'title', 'body'));
    expectJson(
      await author.visitor.post(path, { json: { ...words, rating: 4.5 } }),
      422,
      shapes.invalid('rating'),
    );
    expectJson(
      await author.visitor.post(path, { json: { ...words, rating: '5' } }),
      422,
      shapes.invalid('rating'),
    );
    const malformed = await author.visitor.post(path, {
      raw: '{"rating":',
      headers: { 'content-type': 'application/json' },
    });
    expectJson(malformed, 400, shapes.failure('BAD_JSON'));
  },
  'answers a review alike, wherever it is asked for': async (context) => {
    const { id, author, url, path, product } = await written(context, 5);
    const staff = await as(context, 'staff');
    const ada = await as(context, 'ada');
    await ada.post(`${url}/helpful`);
    await staff.post(`${url}/moderation`, { json: { decision: 'publish', reply: 'Thank you!' } });
    const shown = (await context.visitor().get(url)).json as { product: unknown };
    const { product: about, ...alone } = shown;
    expectSame(
      shown,
      { ...alone, id, helpful: 1, reply: 'Thank you!', product: refTo(product) },
      'the review',
    );
    const listed = await context.visitor().get(path);
    expectSame((listed.json as ReviewPage).items, [alone], 'on the list of its product');
    const mine = await author.visitor.get('/api/reviews/mine');
    expectSame((mine.json as ReviewPage).items, [shown], 'among the author’s own');
    const changed = await author.visitor.patch(url, { json: { rating: 5 } });
    expectSame(
      { ...(changed.json as object), product: about },
      (await context.visitor().get(url)).json,
      'after a change',
    );
    const decided = await staff.post(`${url}/moderation`, { json: { decision: 'publish' } });
    expectSame(
      { ...(decided.json as object), product: about },
      (await context.visitor().get(url)).json,
      'after a decision',
    );
  },
  'rewards a published review with points and a mail, once': async (context) => {
    const { author, id, url } = await written(context);
    const history = await author.visitor.get('/api/loyalty/history');
    type Entries = { items: { reviewId: number | null; points: number }[] };
    const entry = {
      id: natural,
      points: natural,
      reason: filled,
      orderId: orNull(positive),
      reviewId: orNull(positive),
      at: instant,
    };
    const rewards = ({ items }: Entries) =>
      items.filter(({ reviewId }) => reviewId === id).map(({ points }) => points);
    const first = expectJson<Entries>(history, 200, shapes.pageOf(entry));
    expectThat(rewards(first).join() === '20', `points for the review: ${rewards(first)}`);
    expectJson(await author.visitor.patch(url, { json: { rating: 5 } }), 200, shapes.review);
    const later = expectJson<Entries>(
      await author.visitor.get('/api/loyalty/history'),
      200,
      shapes.pageOf(entry),
    );
    expectThat(rewards(later).join() === '20', `points after a change: ${rewards(later)}`);
    expectThat((await templatesOf(author)).includes('review-published'), 'no mail review-published');
  },
  'tells the author that a flagged review was received': async (context) => {
    const { author } = await written(context, 1, flagged);
    const templates = await templatesOf(author);
    expectThat(
      templates.includes('review-received') && !templates.includes('review-published'),
      `mails: ${templates}`,
    );
  },
  'lists the latest reviews of the shop': async (context) => {
    const { id, product } = await written(context);
    const latest = await context.visitor().get('/api/reviews/latest?limit=50');
    const { items } = expectJson<{ items: Review[] }>(latest, 200, {
      items: eachOf(shapes.reviewWithProduct, { min: 50, max: 50 }),
    });
    expectThat(falls(items.map(({ createdAt }) => createdAt)), 'not newest first');
    expectThat(
      items.some((review) => review.id === id),
      `review ${id} of product ${product.id} is missing`,
    );
    for (const item of items.slice(0, 5)) {
      expectSame(
        item,
        (await context.visitor().get(`/api/reviews/${item.id}`)).json,
        'a review among the latest',
      );
    }
  },
  'lists ten latest reviews unless told otherwise': async ({ visitor }) => {
    const ten = { items: eachOf(shapes.reviewWithProduct, { min: 10, max: 10 }) };
    expectJson(await visitor().get('/api/reviews/latest'), 200, ten);
    expectJson(await visitor().get('/api/reviews/latest?limit=1'), 200, {
      items: [shapes.reviewWithProduct],
    });
    expectJson(await visitor().get('/api/reviews/latest?limit=many'), 200, ten);
  },
  'lists the best rated products': async ({ visitor }) => {
    const answer = await visitor().get('/api/reviews/top-rated');
    type Rated = { items: { product: { id: number }; average: string; count: number }[] };
    const { items } = expectJson<Rated>(answer, 200, {
      items: eachOf(shapes.ratedProduct, { min: 10, max: 10 }),
    });
    expectThat(falls(items.map(({ average }) => average)), 'not best first');
    expectThat(
      items.every(({ count }) => count >= 3),
      'a product with fewer than three reviews',
    );
    const products = items.map(({ product }) => product.id).join();
    const summed = await visitor().get('/api/reviews/summary', { query: { products } });
    const rated = items.map(({ product, average, count }) => ({
      ...shapes.reviewSummary,
      productId: product.id,
      average,
      count,
    }));
    expectJson(summed, 200, { items: rated });
    const three = await visitor().get('/api/reviews/top-rated?limit=3');
    expectJson(three, 200, { items: eachOf(shapes.ratedProduct, { min: 3, max: 3 }) });
  },
  'lists one’s own reviews in every state': async (context) => {
    const { author, id, product } = await written(context, 1, flagged);
    const { slug, name } = product;
    const mine = {
      ...shapes.reviewWithProduct,
      id,
      status: 'pending',
      product: { id: product.id, slug, name },
    };
    const listed = await author.visitor.get('/api/reviews/mine');
    expectJson(listed, 200, { items: [mine], page: 1, pageSize: 20, total: 1 });
    expectHeader(listed, 'x-total-count', '1');
    expectJson(await context.visitor().get('/api/reviews/mine'), 401, unauthenticated);
  },
  'lists the seeded reviews of Ada, newest first': async (context) => {
    const listed = await (await as(context, 'ada')).get('/api/reviews/mine');
    const item = { ...shapes.reviewWithProduct, author: 'Ada L.', status: shapes.reviewStatus };
    const { items } = expectJson<ReviewPage>(listed, 200, shapes.pageOf(item, { total: 2 }));
    expectThat(falls(items.map(({ createdAt }) => createdAt)), 'not newest first');
    expectThat(
      items
        .map(({ id }) => id)
        .sort()
        .join() === '1,3',
      `reviews ${items.map(({ id }) => id)}`,
    );
  },
  'lists what one bought and has not reviewed': async (context) => {
    const { product, people, path } = await productWithBuyers(context);
    const [author] = people as [Shopper & { order: { id: number } }];
    const { id, slug, name } = product;
    const eligible = { product: { id, slug, name }, orderId: author.order.id, deliveredAt: instant };
    expectJson(await author.visitor.get('/api/reviews/eligible'), 200, { items: [eligible] });
    expectJson(await write(author, path), 201, shapes.review);
    expectJson(await author.visitor.get('/api/reviews/eligible'), 200, { items: [] });
    expectJson(await context.visitor().get('/api/reviews/eligible'), 401, unauthenticated);
  },
  'offers Ben the five products that he got': async (context) => {
    const answer = await (await as(context, 'ben')).get('/api/reviews/eligible');
    const item = (id: number) => ({
      ...shapes.eligibleProduct,
      product: { id, slug: filled, name: filled },
      orderId: 4,
    });
    expectJson(answer, 200, { items: [3, 4, 5, 6, 7].map(item) });
  },
  'shows staff what waits for a decision, oldest first': async (context) => {
    const { id } = await written(context, 1, flagged);
    const staff = await as(context, 'staff');
    const page = shapes.pageOf(
      { ...shapes.reviewWithProduct, status: 'pending', reports: natural },
      { pageSize: 100 },
    );
    const first = expectJson<ReviewPage>(await staff.get('/api/reviews/pending?pageSize=100'), 200, page);
    const times = first.items.map(({ createdAt }) => createdAt);
    expectThat(falls([...times].reverse()), 'not oldest first');
    const last = Math.ceil(first.total / 100);
    const end = await staff.get(`/api/reviews/pending?pageSize=100&page=${last}`);
    const { items } = expectJson<ReviewPage>(end, 200, { ...page, page: last });
    for (const item of [...first.items.slice(0, 3), ...items.slice(-1)]) {
      const { reports, ...review } = item as Review & { reports: number };
      expectSame(
        review,
        (await staff.get(`/api/reviews/${item.id}`)).json,
        `a pending review, reported ${reports} times`,
      );
    }
    expectThat(items.at(-1)?.id === id, `the newest pending review is ${items.at(-1)?.id}, wanted ${id}`);
  },
  'tells staff how often a review was reported': async (context) => {
    const { id, url } = await written(context);
    for (const who of ['ada', 'ben', 'cleo'] as const) {
      await (await as(context, who)).post(`${url}/report`, { json: { reason: 'Rude words.' } });
    }
    const staff = await as(context, 'staff');
    const page = shapes.pageOf(
      { ...shapes.reviewWithProduct, status: 'pending', reports: natural },
      { pageSize: 1 },
    );
    const { total } = expectJson<ReviewPage>(await staff.get('/api/reviews/pending?pageSize=1'), 200, page);
    const last = await staff.get(`/api/reviews/pending?pageSize=1&page=${total}`);
    const item = { ...shapes.reviewWithProduct, id, status: 'pending', reports: 3 };
    expectJson(last, 200, { items: [item], page: total, pageSize: 1, total });
  },
  'shows what waits for a decision to nobody else': async (context) => {
    expectJson(await (await as(context, 'ada')).get('/api/reviews/pending'), 403, forbidden);
    expectJson(await context.visitor().get('/api/reviews/pending'), 401, unauthenticated);
  },
  'sums up several products in the order asked': async (context) => {
    const { product } = await written(context, 3);
    const answer = await context.visitor().get(`/api/reviews/summary?products=${product.id},99999,1`);
    const stars = { 1: 0, 2: 0, 3: 1, 4: 0, 5: 0 };
    const fig = { ...shapes.reviewSummary, productId: 1 };
    expectJson(answer, 200, { items: [{ productId: product.id, average: '3.00', count: 1, stars }, fig] });
  },
  'refuses to sum up nothing, nonsense or too much': async ({ visitor }) => {
    const fifty1 = Array.from({ length: 51 }, (_, index) => index + 1).join();
    for (const query of ['', '?products=', '?products=fig', `?products=${fifty1}`]) {
      expectJson(await visitor().get(`/api/reviews/summary${query}`), 422, shapes.invalid('products'));
    }
  },
  'shows one review with its product': async ({ visitor }) => {
    const review = {
      ...shapes.reviewWithProduct,
      id: 1,
      productId: 1,
      author: 'Ada L.',
      rating: 5,
      product: figProduct,
    };
    expectJson(await visitor().get('/api/reviews/1'), 200, review);
    for (const id of ['999999', 'first', '0'])
      expectJson(await visitor().get(`/api/reviews/${id}`), 404, notFound);
  },
  'shows unpublished reviews to author and staff only': async (context) => {
    const pending = { ...shapes.reviewWithProduct, id: 3, productId: 2, rating: 3, status: 'pending' };
    const rejected = { ...shapes.reviewWithProduct, id: 4, productId: 8, rating: 1, status: 'rejected' };
    const [ada, ben, staff] = [
      await as(context, 'ada'),
      await as(context, 'ben'),
      await as(context, 'staff'),
    ];
    expectJson(await ada.get('/api/reviews/3'), 200, pending);
    expectJson(await ben.get('/api/reviews/3'), 404, notFound);
    expectJson(await context.visitor().get('/api/reviews/3'), 404, notFound);
    expectJson(await staff.get('/api/reviews/4'), 200, rejected);
    expectJson(await ada.get('/api/reviews/4'), 404, notFound);
  },
  'lets an author change a review, and the average with it': async (context) => {
    const { author, product, url } = await written(context, 4);
    const json = { rating: 2, title: 'Not so green after all' };
    const changed = { ...shapes.review, ...words, ...json, productId: product.id };
    expectJson(await author.visitor.patch(url, { json }), 200, changed);
    expectJson(await context.visitor().get(url), 200, { ...shapes.reviewWithProduct, ...json });
    const summary = await context.visitor().get(`/api/reviews/summary?products=${product.id}`);
    expectJson(summary, 200, { items: [{ ...shapes.reviewSummary, average: '2.00', count: 1 }] });
  },
  'looks for flagged words again after a change': async (context) => {
    const { author, url, path } = await written(context);
    expectJson(await author.visitor.patch(url, { json: flagged }), 200, {
      ...shapes.review,
      ...flagged,
      status: 'pending',
    });
    expectJson(await context.visitor().get(path), 200, {
      items: [],
      page: 1,
      pageSize: 10,
      total: 0,
      summary: shapes.reviewSummary,
    });
  },
  'lets nobody else change a review': async (context) => {
    const { author, url } = await written(context);
    const json = { rating: 1 };
    const [ada, staff] = [await as(context, 'ada'), await as(context, 'staff')];
    expectJson(await ada.patch(url, { json }), 403, forbidden);
    expectJson(await staff.patch(url, { json }), 403, forbidden);
    expectJson(await context.visitor().patch(url, { json }), 401, unauthenticated);
    expectJson(await ada.patch('/api/reviews/999999', { json }), 404, notFound);
    expectJson(
      await author.visitor.patch(url, { json: { rating: 0, body: 'short' } }),
      422,
      shapes.invalid('rating', 'body'),
    );
  },
  'lets an author take a review back': async (context) => {
    const { author, url, path } = await written(context);
    expectEmpty(await author.visitor.delete(url), 204);
    expectJson(await context.visitor().get(url), 404, notFound);
    expectJson(await author.visitor.delete(url), 404, notFound);
    const summary = { ...shapes.reviewSummary, average: null, count: 0 };
    expectJson(await context.visitor().get(path), 200, {
      items: [],
      page: 1,
      pageSize: 10,
      total: 0,
      summary,
    });
  },
  'lets staff remove a review, and nobody else': async (context) => {
    const { url } = await written(context);
    expectJson(await (await as(context, 'ada')).delete(url), 403, forbidden);
    expectJson(await context.visitor().delete(url), 401, unauthenticated);
    expectEmpty(await (await as(context, 'staff')).delete(url), 204);
    expectJson(await context.visitor().get(url), 404, notFound);
  },
  'counts who found a review helpful, once each': async (context) => {
    const { id, url } = await written(context);
    const [ada, ben] = [await as(context, 'ada'), await as(context, 'ben')];
    expectJson(await ada.post(`${url}/helpful`), 200, { id, helpful: 1 });
    expectJson(await ada.post(`${url}/helpful`), 200, { id, helpful: 1 });
    expectJson(await ben.post(`${url}/helpful`), 200, { id, helpful: 2 });
    expectJson(await context.visitor().get(url), 200, { ...shapes.reviewWithProduct, id, helpful: 2 });
  },
  'takes a vote back': async (context) => {
    const { id, url } = await written(context);
    const ada = await as(context, 'ada');
    await ada.post(`${url}/helpful`);
    expectJson(await ada.delete(`${url}/helpful`), 200, { id, helpful: 0 });
    expectJson(await ada.delete(`${url}/helpful`), 200, { id, helpful: 0 });
  },
  'takes no vote from the author, strangers, or for what is not there': async (context) => {
    const { author, url } = await written(context);
    expectJson(await author.visitor.post(`${url}/helpful`), 403, forbidden);
    expectJson(await context.visitor().post(`${url}/helpful`), 401, unauthenticated);
    expectJson(await context.visitor().delete(`${url}/helpful`), 401, unauthenticated);
    const ada = await as(context, 'ada');
    expectJson(await ada.post('/api/reviews/999999/helpful'), 404, notFound);
    expectJson(await ada.delete('/api/reviews/999999/helpful'), 404, notFound);
  },
  'takes a report from each customer, once': async (context) => {
    const { url } = await written(context);
    const ada = await as(context, 'ada');
    const json = { reason: 'This is an advertisement.' };
    expectJson(await ada.post(`${url}/report`, { json }), 202, { status: 'reported' });
    expectJson(await ada.post(`${url}/report`, { json }), 409, shapes.failure('ALREADY_REPORTED'));
    expectJson(
      await (await as(context, 'ben')).post(`${url}/report`, { json: { reason: '' } }),
      422,
      shapes.invalid('reason'),
    );
    expectJson(await ada.post('/api/reviews/999999/report', { json }), 404, notFound);
    expectJson(await context.visitor().post(`${url}/report`, { json }), 401, unauthenticated);
  },
  'withdraws a review that three people reported': async (context) => {
    const { url, author } = await written(context);
    for (const who of ['ada', 'ben', 'cleo'] as const) {
      expectJson(await context.visitor().get(url), 200, shapes.reviewWithProduct);
      const reporter = await as(context, who);
      expectJson(await reporter.post(`${url}/report`, { json: { reason: 'Rude words.' } }), 202, {
        status: 'reported',
      });
    }
    expectJson(await context.visitor().get(url), 404, notFound);
    expectJson(await author.visitor.get(url), 200, { ...shapes.reviewWithProduct, status: 'pending' });
  },
  'publishes a held review with an answer of the shop': async (context) => {
    const { id, url, author } = await written(context, 1, flagged);
    const staff = await as(context, 'staff');
    const json = { decision: 'publish', reply: 'Thank you, we lowered the price.' };
    const published = { ...shapes.review, id, status: 'published', reply: json.reply };
    expectJson(await staff.post(`${url}/moderation`, { json }), 200, published);
    expectJson(await context.visitor().get(url), 200, { ...shapes.reviewWithProduct, ...published });
    expectThat((await templatesOf(author)).includes('review-published'), 'no mail review-published');
  },
  'rejects a review': async (context) => {
    const { id, url } = await written(context);
    const staff = await as(context, 'staff');
    const rejected = { ...shapes.review, id, status: 'rejected' };
    expectJson(await staff.post(`${url}/moderation`, { json: { decision: 'reject' } }), 200, rejected);
    expectJson(await context.visitor().get(url), 404, notFound);
  },
  'leaves decisions to staff, and wants a clear one': async (context) => {
    const { url } = await written(context);
    const json = { decision: 'publish' };
    expectJson(await (await as(context, 'ada')).post(`${url}/moderation`, { json }), 403, forbidden);
    expectJson(await context.visitor().post(`${url}/moderation`, { json }), 401, unauthenticated);
    const staff = await as(context, 'staff');
    expectJson(
      await staff.post(`${url}/moderation`, { json: { decision: 'perhaps' } }),
      422,
      shapes.invalid('decision'),
    );
    expectJson(await staff.post('/api/reviews/999999/moderation', { json }), 404, notFound);
  },
  'answers 304 until a review changes': async (context) => {
    const { author, url, path } = await written(context);
    for (const resource of [url, path]) {
      const etag = (await context.visitor().get(resource)).headers.etag ?? '';
      expectThat(/^W\/"/.test(etag), `${resource}: etag "${etag}"`);
      expectEmpty(await context.visitor().get(resource, { headers: { 'if-none-match': etag } }), 304);
    }
    const etag = (await context.visitor().get(url)).headers.etag ?? '';
    await author.visitor.patch(url, { json: { title: 'Another title' } });
    const fresh = await context.visitor().get(url, { headers: { 'if-none-match': etag } });
    expectJson(fresh, 200, { ...shapes.reviewWithProduct, title: 'Another title' });
  },
  'answers HEAD as GET without a body': async ({ visitor }) => {
    for (const path of ['/api/reviews/1', '/api/products/1/reviews']) {
      const [head, get] = [await visitor().head(path), await visitor().get(path)];
      expectEmpty(head, 200);
      expectThat(head.headers.etag === get.headers.etag, `${path}: HEAD has another etag`);
      expectHeader(head, 'content-length', String(get.bytes.length));
    }
  },
  'finds a review whatever the case of its path, and with a slash after it': async ({ visitor }) => {
    const review = { ...shapes.reviewWithProduct, id: 1 };
    expectJson(await visitor().get('/API/Reviews/1'), 200, review);
    expectJson(await visitor().get('/api/reviews/1/'), 200, review);
    expectJson(await visitor().get('/api/reviewsx/1'), 404, notFound);
  },
});

const refTo = ({ id, slug, name }: { id: number; slug: string; name: string }) => ({ id, slug, name });

const falls = (values: readonly string[]): boolean =>
  values.every((value, index) => index === 0 || value <= (values[index - 1] ?? value));

async function templatesOf({ visitor }: Shopper): Promise<string[]> {
  const mails = await visitor.get('/api/account/mails');
  const { items } = expectJson<{ items: { template: string }[] }>(mails, 200, shapes.pageOf(shapes.mail));
  return items.map(({ template }) => template);
}
