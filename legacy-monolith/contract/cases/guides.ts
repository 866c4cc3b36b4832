import { expectEmpty, expectHeader, expectJson, expectSame, expectThat } from '../expect/answers.ts';
import { eachOf } from '../expect/shape.ts';
import { domain } from '../suite/case.ts';
import * as shapes from './shapes.ts';

type Guides = { items: { slug: string; title: string }[] };

export const guides = domain('care guides', {
  'lists every guide by title': async ({ visitor }) => {
    const listed = await visitor().get('/api/care-guides');
    const { items } = expectJson<Guides>(listed, 200, {
      items: eachOf(shapes.careGuideSummary, { min: 12, max: 12 }),
    });
    const titles = items.map(({ title }) => title);
    expectThat(titles.join() === [...titles].sort().join(), 'not by title');
    for (const slug of ['watering-basics', 'repotting', 'light-levels']) {
      expectThat(
        items.some((guide) => guide.slug === slug),
        `no ${slug}`,
      );
    }
  },
  'shows a guide with the products that it is about': async ({ visitor }) => {
    const shown = await visitor().get('/api/care-guides/repotting');
    expectJson(shown, 200, { ...shapes.careGuide, slug: 'repotting', productIds: [1, 2] });
    const modified = shown.headers['last-modified'] ?? '';
    expectHeader(shown, 'last-modified', /GMT$/);
    const again = await visitor().get('/api/care-guides/repotting', {
      headers: { 'if-modified-since': modified },
    });
    expectEmpty(again, 304);
    expectJson(await visitor().get('/api/care-guides/how-to-fly'), 404, shapes.failure('NOT_FOUND'));
  },
  'lists the guides that are about a product': async ({ visitor }) => {
    const listed = await visitor().get('/api/products/1/care-guides');
    const { items } = expectJson<Guides>(listed, 200, { items: eachOf(shapes.careGuideSummary) });
    expectThat(
      items.some(({ slug }) => slug === 'repotting'),
      'no guide on repotting for the fig',
    );
    const all = (await visitor().get('/api/care-guides')).json as Guides;
    const about: unknown[] = [];
    for (const listedGuide of all.items) {
      const shown = await visitor().get(`/api/care-guides/${listedGuide.slug}`);
      const { productIds } = expectJson<{ productIds: number[] }>(shown, 200, {
        ...shapes.careGuide,
        ...listedGuide,
      });
      if (productIds.includes(1)) about.push(listedGuide);
    }
    expectSame(items, about, 'guides of the fig');
    expectJson(await visitor().get('/api/products/9999/care-guides'), 404, shapes.failure('NOT_FOUND'));
  },
});
