import { expectEmpty, expectHeader, expectJson, expectSame, expectThat } from '../../expect/answers.ts';
import { falls } from '../../expect/order.ts';
import { eachOf } from '../../expect/shape.ts';
import { domain } from '../../suite/case.ts';
import { as, newProduct } from '../people.ts';
import * as shapes from '../shapes.ts';
import {
  figProduct,
  notFound,
  productWithBuyers,
  type Review,
  type ReviewPage,
  refTo,
  write,
  written,
} from './fixtures.ts';

/** What anybody may read. */
export const reading = domain('reviews', {
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
