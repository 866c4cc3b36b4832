import type { Visitor } from '../client/visitor.ts';
import {
  expectEmpty,
  expectHeader,
  expectJson,
  expectSame,
  expectStatus,
  expectThat,
} from '../expect/answers.ts';
import { rises } from '../expect/order.ts';
import { eachOf, filled, including, type Pattern, positive } from '../expect/shape.ts';
import { domain } from '../suite/case.ts';
import { as, newProduct } from './people.ts';
import * as shapes from './shapes.ts';

type Summary = {
  id: number;
  name: string;
  price: { from: string; regularFrom: string };
  rating: { average: string | null };
  inStock: boolean;
};
type Category = { slug: string; productCount: number; children?: Category[] };
type Page = { items: Summary[]; total: number };

const indoor = { id: 1, slug: 'indoor', name: 'Indoor plants' };

/** Checks a product of a list against the product itself. */
export async function expectShownAlike(visitor: Visitor, listed: { id: number }): Promise<void> {
  const shown = expectJson<Record<string, unknown>>(
    await visitor.get(`/api/products/${listed.id}`),
    200,
    shapes.product,
  );
  const listedKeys = Object.keys(shapes.productSummary).map((key) => [key, shown[key]]);
  expectSame(listed, Object.fromEntries(listedKeys), `product ${listed.id} on a list`);
}

const figSummary = {
  ...shapes.productSummary,
  id: 1,
  slug: 'fiddle-leaf-fig',
  name: 'Fiddle Leaf Fig',
  latinName: 'Ficus lyrata',
  category: indoor,
  price: { from: '24.90', regularFrom: '24.90', currency: 'EUR' },
  promotion: null,
  image: '/uploads/product-1.svg',
  inStock: true,
};

const figVariant = {
  ...shapes.variant,
  id: 1,
  sku: 'FF-0001-S',
  productId: 1,
  price: '24.90',
  regularPrice: '24.90',
};
const largeFig = { ...figVariant, id: 2, sku: 'FF-0001-L', price: '59.90', regularPrice: '59.90' };

export const catalog = domain('catalog', {
  'tells that it is well': async ({ visitor }) => {
    const health = await visitor().get('/api/health');
    const { products } = expectJson<{ products: number }>(health, 200, { status: 'ok', products: positive });
    expectThat(products >= 320, `${products} products, the seed has 320`);
  },
  'counts its products, archived ones too': async (context) => {
    const { id } = await newProduct(context);
    expectJson(await context.visitor().get('/api/health'), 200, { status: 'ok', products: id });
  },
  'lists products by name, twenty a page': async ({ visitor }) => {
    const listed = await visitor().get('/api/products');
    const page = expectJson<Page>(listed, 200, shapes.pageOf(shapes.productSummary));
    expectThat(
      page.items.length === 20 && page.total >= 318,
      `${page.items.length} of ${page.total} products`,
    );
    expectThat(rises(page.items.map(({ name }) => name.toLowerCase())), 'not sorted by name');
    expectHeader(listed, 'x-total-count', String(page.total));
    expectHeader(listed, 'cache-control', 'no-cache');
  },
  'pages through products without repeating or losing one': async ({ visitor }) => {
    const query = { category: 'ferns', pageSize: 7, sort: 'name' };
    const seen: number[] = [];
    let total = 1;
    for (let page = 1; seen.length < total; page += 1) {
      const answer = await visitor().get('/api/products', { query: { ...query, page } });
      const found = expectJson<Page>(
        answer,
        200,
        shapes.pageOf(shapes.productSummary, { page, pageSize: 7 }),
      );
      expectThat(found.items.length > 0, `page ${page} of ferns is empty, ${seen.length} of ${total} seen`);
      total = found.total;
      seen.push(...found.items.map(({ id }) => id));
    }
    expectThat(
      new Set(seen).size === total && seen.length === total,
      `${seen.length} ferns, total says ${total}`,
    );
  },
  'takes the nearest page size, and the first page for nonsense': async ({ visitor }) => {
    const huge = await visitor().get('/api/products?pageSize=5000&page=1');
    expectJson(huge, 200, shapes.pageOf(shapes.productSummary, { pageSize: 100 }));
    const nonsense = await visitor().get('/api/products?pageSize=many&page=last');
    expectJson(nonsense, 200, shapes.pageOf(shapes.productSummary));
  },
  'lists products as it shows them one by one': async ({ visitor }) => {
    const listed = await visitor().get('/api/products?category=ferns&pageSize=12');
    const { items } = expectJson<Page>(listed, 200, shapes.pageOf(shapes.productSummary, { pageSize: 12 }));
    for (const item of items) await expectShownAlike(visitor(), item);
  },
  'filters by regular price between two bounds': async ({ visitor }) => {
    const answer = await visitor().get('/api/products?minPrice=20&maxPrice=25&pageSize=100');
    const { items } = expectJson<Page>(answer, 200, shapes.pageOf(shapes.productSummary, { pageSize: 100 }));
    expectThat(items.length > 0, 'nothing between 20 and 25, the fig costs 24.90');
    expectThat(
      items.every(({ price }) => Number(price.regularFrom) >= 20 && Number(price.regularFrom) <= 25),
      'a price out of bounds',
    );
  },
  'filters pet-safe products and those in stock': async ({ visitor }) => {
    const answer = await visitor().get('/api/products?petSafe=1&inStock=1&category=ferns&pageSize=100');
    const { items, total } = expectJson<Page>(
      answer,
      200,
      shapes.pageOf(shapes.productSummary, { pageSize: 100 }),
    );
    const all = await visitor().get('/api/products?category=ferns');
    expectThat(
      total > 0 && total < expectJson<Page>(all, 200, including({})).total,
      `${total} pet-safe ferns`,
    );
    expectThat(
      items.every(({ inStock }) => inStock),
      'a fern is out of stock',
    );
  },
  'counts a parent category with its children': async ({ visitor }) => {
    const parent = await visitor().get('/api/products?category=indoor');
    const child = await visitor().get('/api/products?category=succulents');
    const page = shapes.pageOf(shapes.productSummary);
    const [whole, part] = [expectJson<Page>(parent, 200, page), expectJson<Page>(child, 200, page)];
    expectThat(part.total > 0 && whole.total > part.total, `indoor ${whole.total}, succulents ${part.total}`);
  },
  'sorts by regular price, downwards too': async ({ visitor }) => {
    const page = shapes.pageOf(shapes.productSummary, { pageSize: 100 });
    const rising = expectJson<Page>(await visitor().get('/api/products?sort=price&pageSize=100'), 200, page);
    const falling = expectJson<Page>(
      await visitor().get('/api/products?sort=-price&pageSize=100'),
      200,
      page,
    );
    const prices = ({ items }: Page) => items.map(({ price }) => Number(price.regularFrom));
    expectThat(rises(prices(rising)), 'sort=price does not rise');
    expectThat(rises(prices(falling).reverse()), 'sort=-price does not fall');
    expectThat((prices(rising)[0] ?? 0) < (prices(falling)[0] ?? 0), 'both directions begin alike');
  },
  'sorts by rating, best first': async ({ visitor }) => {
    const answer = await visitor().get('/api/products?sort=rating&category=ferns&pageSize=30');
    const { items } = expectJson<Page>(answer, 200, shapes.pageOf(shapes.productSummary, { pageSize: 30 }));
    expectThat(rises(items.map(({ rating }) => -Number(rating.average ?? 0))), 'ratings do not fall');
  },
  'knows the orders popular and new, and takes the default for others': async ({ visitor }) => {
    const firsts: number[] = [];
    for (const sort of ['popular', 'new', 'whatever', 'name']) {
      const answer = await visitor().get('/api/products', { query: { sort, category: 'ferns' } });
      firsts.push(expectJson<Page>(answer, 200, shapes.pageOf(shapes.productSummary)).items[0]?.id ?? 0);
    }
    expectThat(firsts[2] === firsts[3], 'an unknown order is not the default');
    expectThat(new Set(firsts.slice(0, 3)).size > 1, 'popular, new and name all begin alike');
  },
  'refuses an unknown category': async ({ visitor }) => {
    expectJson(await visitor().get('/api/products?category=plastic'), 404, shapes.failure('NOT_FOUND'));
  },
  'shows a product with variants and images': async ({ visitor }) => {
    const shown = await visitor().get('/api/products/1');
    expectJson(shown, 200, {
      ...shapes.product,
      ...figSummary,
      archived: false,
      variants: [figVariant, largeFig],
      images: eachOf(shapes.image, { max: 1 }),
    });
    expectHeader(shown, 'last-modified', /GMT$/);
    const { variants, images } = shown.json as { variants: unknown; images: unknown };
    expectSame({ items: variants }, (await visitor().get('/api/products/1/variants')).json, 'variants');
    expectSame({ items: images }, (await visitor().get('/api/products/1/images')).json, 'images');
  },
  'shows the promotion and the lowered price of a fern': async ({ visitor }) => {
    const promotion = { id: 1, name: 'Spring Ferns', percent: 20 };
    const price = { from: '10.00', regularFrom: '12.50', currency: 'EUR' };
    const fern = { id: 2, slug: 'boston-fern', name: 'Boston Fern', promotion, price };
    expectJson(await visitor().get('/api/products/2'), 200, { ...shapes.product, ...fern });
  },
  'hides products that are unknown, archived or no number': async ({ visitor }) => {
    for (const id of ['9999', '320', 'fig', '0', '-1', '1.5']) {
      expectJson(await visitor().get(`/api/products/${id}`), 404, shapes.failure('NOT_FOUND'));
    }
  },
  'shows an archived product to staff': async (context) => {
    const staff = await as(context, 'staff');
    expectJson(await staff.get('/api/products/320'), 200, { ...shapes.product, id: 320, archived: true });
  },
  'answers 304 while a product has not changed': async ({ visitor }) => {
    const shown = await visitor().get('/api/products/7');
    expectHeader(shown, 'etag', /^W\/".+"$/);
    const [etag, modified] = [shown.headers.etag ?? '', shown.headers['last-modified'] ?? ''];
    expectEmpty(await visitor().get('/api/products/7', { headers: { 'if-none-match': etag } }), 304);
    expectEmpty(await visitor().get('/api/products/7', { headers: { 'if-modified-since': modified } }), 304);
    const stale = await visitor().get('/api/products/7', { headers: { 'if-none-match': 'W/"other"' } });
    expectJson(stale, 200, { ...shapes.product, id: 7 });
  },
  'lists the variants of a product': async ({ visitor }) => {
    expectJson(await visitor().get('/api/products/1/variants'), 200, { items: [figVariant, largeFig] });
    expectJson(await visitor().get('/api/products/9999/variants'), 404, shapes.failure('NOT_FOUND'));
  },
  'lists the images of a product, which can be fetched': async ({ visitor }) => {
    const listed = await visitor().get('/api/products/1/images');
    const image = {
      ...shapes.image,
      id: 1,
      url: '/uploads/product-1.svg',
      alt: 'Fiddle Leaf Fig',
      position: 1,
    };
    const { items } = expectJson<{ items: { url: string; sizeBytes: number }[] }>(listed, 200, {
      items: [image],
    });
    const fetched = await visitor().get(items[0]?.url ?? '');
    expectHeader(fetched, 'content-type', /^image\/svg\+xml/);
    expectHeader(fetched, 'cache-control', 'public, max-age=86400');
    expectHeader(fetched, 'x-content-type-options', 'nosniff');
    expectThat(
      fetched.bytes.length === items[0]?.sizeBytes,
      `${fetched.bytes.length} bytes, the list says ${items[0]?.sizeBytes}`,
    );
    expectJson(await visitor().get('/api/products/9999/images'), 404, shapes.failure('NOT_FOUND'));
  },
  'has no image for a file that is not there': async ({ visitor }) => {
    expectStatus(await visitor().get('/uploads/none.png'), 404);
  },
  'serves no file from outside its uploads': async ({ visitor }) => {
    for (const file of ['..%2f..%2fpackage.json', '%2e%2e/package.json', '..%5cshop.db']) {
      const refused = await visitor().get(`/uploads/${file}`);
      // The shop finds nothing there; who stands in front of it may refuse such a path at once.
      expectThat(
        [400, 404].includes(refused.status),
        `${refused.request}: status ${refused.status}, wanted 400 or 404`,
      );
    }
  },
  'suggests at most four others of the same category': async ({ visitor }) => {
    const answer = await visitor().get('/api/products/1/related');
    const related = { ...shapes.productSummary, category: indoor };
    const { items } = expectJson<{ items: Summary[] }>(answer, 200, {
      items: eachOf(related, { min: 4, max: 4 }),
    });
    expectThat(
      items.every(({ id }) => id !== 1),
      'a product is related to itself',
    );
    for (const item of items) await expectShownAlike(visitor(), item);
    expectJson(await visitor().get('/api/products/9999/related'), 404, shapes.failure('NOT_FOUND'));
  },
  'lists categories as a tree': async ({ visitor }) => {
    const leaf = (id: number, slug: string): Pattern => ({
      id,
      slug,
      name: filled,
      productCount: positive,
      children: [],
    });
    const children = [
      leaf(2, 'ferns'),
      leaf(3, 'succulents'),
      leaf(4, 'trees'),
      leaf(6, 'flowering'),
      leaf(7, 'hanging'),
    ];
    const branch = { ...indoor, productCount: positive, children };
    const answer = await visitor().get('/api/categories');
    const { items } = expectJson<{ items: Category[] }>(answer, 200, {
      items: [branch, leaf(5, 'herbs'), leaf(8, 'pots')],
    });
    for (const { slug, productCount } of [...items, ...(items[0]?.children ?? [])]) {
      const listed = await visitor().get('/api/products', { query: { category: slug, pageSize: 1 } });
      const { total } = expectJson<Page>(listed, 200, shapes.pageOf(shapes.productSummary, { pageSize: 1 }));
      expectThat(total === productCount, `${slug}: ${productCount} in the tree, ${total} on the list`);
      expectJson(
        await visitor().get(`/api/categories/${slug}`),
        200,
        including({ slug, productCount: total }),
      );
    }
  },
  'shows a category with its parent': async ({ visitor }) => {
    const shown = await visitor().get('/api/categories/ferns');
    expectJson(shown, 200, { id: 2, slug: 'ferns', name: 'Ferns', parent: indoor, productCount: positive });
    expectJson(await visitor().get('/api/categories/indoor'), 200, {
      ...indoor,
      parent: null,
      productCount: positive,
    });
    expectJson(await visitor().get('/api/categories/plastic'), 404, shapes.failure('NOT_FOUND'));
  },
});
