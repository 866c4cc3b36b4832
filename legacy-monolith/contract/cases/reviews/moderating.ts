import { expectEmpty, expectJson, expectSame, expectThat } from '../../expect/answers.ts';
import { falls } from '../../expect/order.ts';
import { natural } from '../../expect/shape.ts';
import { domain } from '../../suite/case.ts';
import { as } from '../people.ts';
import * as shapes from '../shapes.ts';
import {
  flagged,
  forbidden,
  notFound,
  type Review,
  type ReviewPage,
  templatesOf,
  unauthenticated,
  written,
} from './fixtures.ts';

/** What staff decides. */
export const moderating = domain('reviews', {
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
  'lets staff remove a review, and nobody else': async (context) => {
    const { url } = await written(context);
    expectJson(await (await as(context, 'ada')).delete(url), 403, forbidden);
    expectJson(await context.visitor().delete(url), 401, unauthenticated);
    expectEmpty(await (await as(context, 'staff')).delete(url), 204);
    expectJson(await context.visitor().get(url), 404, notFound);
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
});
