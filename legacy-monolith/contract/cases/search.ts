import type { Visitor } from '../client/visitor.ts';
import { expectHeader, expectJson, expectThat } from '../expect/answers.ts';
import { falls } from '../expect/order.ts';
import { eachOf, filled, positive } from '../expect/shape.ts';
import { domain } from '../suite/case.ts';
import { expectShownAlike } from './catalog.ts';
import { newProduct } from './people.ts';
import * as shapes from './shapes.ts';

type Page = { items: { id: number; name: string; category: { slug: string } }[]; total: number };
const suggestion = { id: positive, slug: filled, name: filled };
const found = (query: string) => ({ ...shapes.pageOf(shapes.productSummary), query });

export const search = domain('search', {
  'finds products by a word of their name, best first': async ({ visitor }) => {
    const answer = await visitor().get('/api/search', { query: { q: 'fiddle leaf' } });
    const { items } = expectJson<Page>(answer, 200, found('fiddle leaf'));
    expectThat(items[0]?.id === 1, `the first hit is ${items[0]?.name}`);
  },
  'counts its hits and pages through them': async ({ visitor }) => {
    const answer = await visitor().get('/api/search', { query: { q: 'fern', pageSize: 5, page: 2 } });
    const page = expectJson<Page>(answer, 200, { ...found('fern'), page: 2, pageSize: 5 });
    expectThat(page.items.length === 5 && page.total >= 10, `${page.items.length} of ${page.total} ferns`);
    expectHeader(answer, 'x-total-count', String(page.total));
  },
  'matches the beginning of words': async ({ visitor }) => {
    const answer = await visitor().get('/api/search', { query: { q: 'monst' } });
    const { items } = expectJson<Page>(answer, 200, found('monst'));
    expectThat(
      items.some(({ id }) => id === 4),
      'no monstera',
    );
  },
  'finds products as it shows them one by one': async ({ visitor }) => {
    const answer = await visitor().get('/api/search', { query: { q: 'fern', pageSize: 12 } });
    const { items } = expectJson<Page>(answer, 200, { ...found('fern'), pageSize: 12 });
    for (const item of items) await expectShownAlike(visitor(), item);
  },
  'stays within a category': async ({ visitor }) => {
    const answer = await visitor().get('/api/search', { query: { q: 'fern', category: 'ferns' } });
    const { items } = expectJson<Page>(answer, 200, found('fern'));
    expectThat(
      items.length > 0 && items.every(({ category }) => category.slug === 'ferns'),
      'a hit of another category',
    );
  },
  'takes any character, and finds nothing where nothing is': async ({ visitor }) => {
    for (const q of ['"unclosed', 'fern AND (', 'a*b:c^d', "o'hara", '-- ;', 'ünïcödé']) {
      expectJson(await visitor().get('/api/search', { query: { q } }), 200, found(q));
    }
    const nothing = await visitor().get('/api/search', { query: { q: 'qqqzzzxxx' } });
    expectJson(nothing, 200, { ...found('qqqzzzxxx'), items: [], total: 0 });
  },
  'refuses words that are missing, too short or too long': async ({ visitor }) => {
    for (const query of ['', '?q=', '?q=f', `?q=${'f'.repeat(81)}`]) {
      expectJson(await visitor().get(`/api/search${query}`), 422, shapes.invalid('q'));
    }
  },
  'finds a new product at once': async (context) => {
    const { id, slug } = await newProduct(context);
    const answer = await context.visitor().get('/api/search', { query: { q: slug } });
    const { items } = expectJson<Page>(answer, 200, found(slug));
    expectThat(items[0]?.id === id, `product ${id} is not the first hit`);
  },
  'suggests names from the first letter': async ({ visitor }) => {
    const answer = await visitor().get('/api/search/suggest?q=bos');
    const { items } = expectJson<{ items: { id: number }[] }>(answer, 200, {
      items: eachOf(suggestion, { max: 8 }),
    });
    expectThat(
      items.some(({ id }) => id === 2),
      'no Boston Fern',
    );
    const one = await visitor().get('/api/search/suggest?q=s');
    expectJson(one, 200, { items: eachOf(suggestion, { min: 8, max: 8 }) });
  },
  'remembers what is searched for most': async (context) => {
    const { visitor } = context;
    const before = await popularTerms(visitor());
    const [{ slug: term }, times] = [await newProduct(context), (before.at(-1)?.times ?? 0) + 1];
    for (let search = 0; search < times; search += 1)
      await visitor().get('/api/search', { query: { q: term } });
    const after = await popularTerms(visitor());
    const seen = after.find((item) => item.term === term);
    expectThat(
      seen?.times === times,
      `"${term}" was searched for ${times} times, the list says ${seen?.times}`,
    );
  },
});

async function popularTerms(visitor: Visitor): Promise<{ term: string; times: number }[]> {
  const item = { term: filled, times: positive };
  type Terms = { items: { term: string; times: number }[] };
  const popular = await visitor.get('/api/search/popular');
  const { items } = expectJson<Terms>(popular, 200, { items: eachOf(item, { min: 10, max: 10 }) });
  expectThat(falls(items.map(({ times }) => times)), 'not the most frequent first');
  return items;
}
