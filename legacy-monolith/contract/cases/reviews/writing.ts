import { expectEmpty, expectHeader, expectJson, expectThat } from '../../expect/answers.ts';
import { falls } from '../../expect/order.ts';
import { filled, instant, natural, orNull, positive } from '../../expect/shape.ts';
import { domain } from '../../suite/case.ts';
import { as, join, type Shopper } from '../people.ts';
import * as shapes from '../shapes.ts';
import {
  flagged,
  forbidden,
  notFound,
  productWithBuyers,
  type Review,
  type ReviewPage,
  templatesOf,
  unauthenticated,
  words,
  write,
  written,
} from './fixtures.ts';

/** What buyers may write, and what becomes of it. */
export const writing = domain('reviews', {
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
});
