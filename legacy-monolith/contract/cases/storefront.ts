import { expectHeader, expectRedirect, expectStatus, expectThat } from '../expect/answers.ts';
import { expectPage } from '../expect/html.ts';
import { domain } from '../suite/case.ts';
import { buyer, newProduct } from './people.ts';

const titled = (title: string): RegExp => new RegExp(`^${title}.* · Fig & Fern$`);

export const storefront = domain('storefront', {
  'greets with promotions, products and reviews': async ({ visitor }) => {
    const page = expectPage(await visitor().get('/'), 200);
    expectThat(/Fig & Fern$/.test(page.title), `title "${page.title}"`);
    expectThat(page.headings[0] === 'Fig & Fern', `first heading "${page.headings[0]}"`);
    expectThat(page.text.includes('Spring Ferns'), 'no word of the promotion');
    expectThat(
      page.links.filter((link) => /^\/products\/[a-z0-9-]+$/.test(link)).length >= 3,
      'hardly a link to a product',
    );
  },
  'shows a product with price, stock and reviews': async (context) => {
    const page = expectPage(await context.visitor().get('/products/fiddle-leaf-fig'), 200);
    expectThat(titled('Fiddle Leaf Fig').test(page.title), `title "${page.title}"`);
    for (const said of ['Ficus lyrata', '24.90', '59.90', 'Ada L.']) {
      expectThat(page.text.includes(said), `the page does not say ${said}`);
    }
    expectThat(
      page.links.some((link) => link === '/guides/repotting'),
      'no link to the guide on repotting',
    );
  },
  'shows a new review on the product’s page, written as text': async (context) => {
    const product = await newProduct(context, 2);
    const { visitor } = await buyer(context, product.variants[0]?.id ?? 0);
    const title = '<b>Bold</b> & green';
    const json = { rating: 5, title, body: 'It grows between the stones.' };
    expectStatus(await visitor.post(`/api/products/${product.id}/reviews`, { json }), 201);
    const answer = await context.visitor().get(`/products/${product.slug}`);
    expectThat(expectPage(answer, 200).text.includes(title), 'the review is not on the page');
    expectThat(!answer.text.includes('<b>Bold'), 'the review is written as markup');
  },
  'leads short links to the product’s page': async ({ visitor }) => {
    const short = await visitor().get('/p/2');
    expectRedirect(short, 301, '/products/boston-fern');
    expectThat(
      titled('Boston Fern').test(expectPage(await visitor().follow(short), 200).title),
      'not the fern’s page',
    );
    expectPage(await visitor().get('/p/9999'), 404);
  },
  'says as a page that something is not there': async ({ visitor }) => {
    for (const path of [
      '/products/plastic-palm',
      '/guides/how-to-fly',
      '/track/FFT9999999999',
      '/no-such-page',
    ]) {
      const page = expectPage(await visitor().get(path), 404);
      expectThat(/Fig & Fern$/.test(page.title), `${path}: title "${page.title}"`);
    }
  },
  'shows a care guide': async ({ visitor }) => {
    const page = expectPage(await visitor().get('/guides/watering-basics'), 200);
    expectThat(titled('Watering basics').test(page.title), `title "${page.title}"`);
    expectThat(
      page.headings.includes('Watering basics') && page.text.length > 200,
      'a guide that says little',
    );
  },
  'shows where a parcel is, and listens for more': async ({ visitor }) => {
    const answer = await visitor().get('/track/FFT0000000005');
    const page = expectPage(answer, 200);
    expectThat(
      page.text.includes('FFT0000000005') && page.text.includes('Berlin'),
      'neither number nor place',
    );
    expectThat(answer.text.includes('new EventSource('), 'the page does not listen to the stream');
  },
  'gives robots and style for an hour': async ({ visitor }) => {
    const files = { '/robots.txt': /^text\/plain/, '/assets/style.css': /^text\/css/ };
    for (const [path, type] of Object.entries(files)) {
      const answer = await visitor().get(path);
      expectStatus(answer, 200);
      expectHeader(answer, 'content-type', type);
      expectHeader(answer, 'cache-control', 'public, max-age=3600');
    }
    expectThat(
      (await visitor().get('/robots.txt')).text.includes('Disallow: /admin'),
      'robots may enter /admin',
    );
    const style = (await visitor().get('/assets/style.css')).text;
    const [opened, closed] = ['{', '}'].map((brace) => style.split(brace).length - 1);
    expectThat(
      opened === closed && (opened ?? 0) > 0,
      `a style of ${opened} opened and ${closed} closed rules`,
    );
  },
  'answers 304 for a page that is known': async ({ visitor }) => {
    const etag = (await visitor().get('/guides/repotting')).headers.etag ?? '';
    expectThat(/^W\/"/.test(etag), `etag "${etag}"`);
    expectStatus(await visitor().get('/guides/repotting', { headers: { 'if-none-match': etag } }), 304);
  },
});
