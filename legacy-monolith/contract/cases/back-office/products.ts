import {
  expectEmpty,
  expectHeader,
  expectJson,
  expectSame,
  expectStatus,
  expectThat,
} from '../../expect/answers.ts';
import { filled, positive } from '../../expect/shape.ts';
import { domain } from '../../suite/case.ts';
import { as, newProduct, productRequest } from '../people.ts';
import { gif, png } from '../pictures.ts';
import * as shapes from '../shapes.ts';

const notFound = shapes.failure('NOT_FOUND');
const editable = { ...shapes.product, version: positive };
export const products = domain('products in the back office', {
  'shows a product with its version': async (context) => {
    const shown = await (await as(context, 'staff')).get('/api/admin/products/7');
    const { version } = expectJson<{ version: number }>(shown, 200, { ...editable, id: 7, slug: 'zz-plant' });
    expectHeader(shown, 'etag', `"v${version}"`);
    const inShop = (await context.visitor().get('/api/products/7')).json as object;
    expectSame(shown.json, { ...inShop, version }, 'the product in the shop and in the back office');
    expectJson(await (await as(context, 'staff')).get('/api/admin/products/9999'), 404, notFound);
  },
  'adds a product, which the shop shows at once': async (context) => {
    const staff = await as(context, 'staff');
    const request = productRequest(context.unique('contract-herb'));
    const added = await staff.post('/api/admin/products', { json: request });
    const [wish] = request.variants;
    const expected = {
      ...shapes.product,
      slug: request.slug,
      name: request.name,
      latinName: request.latinName,
      description: request.description,
      category: { id: 5, slug: 'herbs', name: filled },
      light: 'bright',
      water: 'weekly',
      petSafe: true,
      archived: false,
      rating: { average: null, count: 0 },
      images: [],
      image: null,
      variants: [{ ...shapes.variant, ...wish, regularPrice: '7.50', available: 0 }],
      inStock: false,
    };
    const { id } = expectJson<{ id: number }>(added, 201, { ...expected, version: 1 });
    expectHeader(added, 'location', `/api/admin/products/${id}`);
    expectHeader(added, 'etag', '"v1"');
    expectJson(await context.visitor().get(`/api/products/${id}`), 200, { ...expected, id });
    const { variants } = added.json as { variants: { productId: number }[] };
    expectThat(variants[0]?.productId === id, `a variant of product ${variants[0]?.productId}`);
  },
  'refuses a slug or sku that is taken, and a product without substance': async (context) => {
    const staff = await as(context, 'staff');
    const request = productRequest(context.unique('contract-herb'));
    const taken = shapes.failure('SLUG_TAKEN');
    expectJson(
      await staff.post('/api/admin/products', { json: { ...request, slug: 'monstera' } }),
      409,
      taken,
    );
    const sku = [{ ...request.variants[0], sku: 'FF-0001-S' }];
    expectJson(await staff.post('/api/admin/products', { json: { ...request, variants: sku } }), 409, taken);
    const empty = await staff.post('/api/admin/products', { json: { variants: [] } });
    expectJson(empty, 422, shapes.failure('VALIDATION', { fields: shapes.anyFields }));
  },
  'changes a product of which the version is known': async (context) => {
    const staff = await as(context, 'staff');
    const { id, variants } = await newProduct(context);
    const json = {
      name: 'Lemon Balm',
      petSafe: false,
      light: 'shade',
      prices: { [variants[0]?.sku ?? '']: '8.20' },
    };
    const changed = await staff.put(`/api/admin/products/${id}`, { json, headers: { 'if-match': '"v1"' } });
    const price = { from: '8.20', regularFrom: '8.20', currency: 'EUR' };
    const expected = {
      ...editable,
      id,
      name: 'Lemon Balm',
      petSafe: false,
      light: 'shade',
      price,
      version: 2,
    };
    expectJson(changed, 200, expected);
    expectHeader(changed, 'etag', '"v2"');
    const inShop = (await context.visitor().get(`/api/products/${id}`)).json as object;
    expectSame(changed.json, { ...inShop, version: 2 }, 'the changed product');
    const stale = await staff.put(`/api/admin/products/${id}`, { json, headers: { 'if-match': '"v1"' } });
    expectJson(stale, 412, shapes.failure('STALE_VERSION'));
    expectJson(await staff.put('/api/admin/products/9999', { json }), 404, notFound);
    const bad = await staff.put(`/api/admin/products/${id}`, {
      json: { name: '', prices: { NONE: '1.00' } },
    });
    expectJson(bad, 422, shapes.failure('VALIDATION', { fields: shapes.anyFields }));
  },
  'archives a product': async (context) => {
    const admin = await as(context, 'admin');
    const { id } = await newProduct(context);
    expectEmpty(await admin.delete(`/api/admin/products/${id}`), 204);
    expectJson(await context.visitor().get(`/api/products/${id}`), 404, notFound);
    expectJson(await admin.get(`/api/admin/products/${id}`), 200, { ...editable, id, archived: true });
    expectJson(await admin.delete('/api/admin/products/9999'), 404, notFound);
  },
  'takes a picture and serves it': async (context) => {
    const staff = await as(context, 'staff');
    const { id } = await newProduct(context);
    const parts = [
      { name: 'alt', value: 'A pot of herbs' },
      { name: 'image', filename: 'herbs.png', contentType: 'image/png', bytes: png },
    ];
    const added = await staff.post(`/api/admin/products/${id}/images`, { parts });
    const picture = { ...shapes.image, alt: 'A pot of herbs', position: 1, sizeBytes: png.length };
    const { url } = expectJson<{ url: string }>(added, 201, picture);
    expectHeader(added, 'location', url);
    const served = await context.visitor().get(url);
    expectStatus(served, 200);
    expectHeader(served, 'content-type', 'image/png');
    expectThat(served.bytes.equals(png), 'the served picture has other bytes');
    expectJson(await context.visitor().get(`/api/products/${id}/images`), 200, { items: [picture] });
  },
  'looks into a picture rather than at its name': async (context) => {
    const staff = await as(context, 'staff');
    const { id } = await newProduct(context);
    const upload = (name: string, bytes: Buffer, contentType = 'image/png') =>
      staff.post(`/api/admin/products/${id}/images`, {
        parts: [{ name, filename: 'x.png', contentType, bytes }],
      });
    expectJson(
      await upload('image', Buffer.from('<svg onload="steal()"/>')),
      415,
      shapes.failure('BAD_IMAGE_TYPE'),
    );
    expectJson(await upload('picture', png), 400, shapes.failure('BAD_UPLOAD'));
    expectJson(
      await upload('image', Buffer.concat([png, Buffer.alloc(1024 * 1024)])),
      413,
      shapes.failure('TOO_LARGE'),
    );
    const { url } = expectJson<{ url: string }>(await upload('image', gif), 201, shapes.image);
    expectHeader(await context.visitor().get(url), 'content-type', 'image/gif');
    const none = await staff.post(`/api/admin/products/${id}/images`, {
      parts: [{ name: 'alt', value: 'nothing' }],
    });
    expectJson(none, 400, shapes.failure('BAD_UPLOAD'));
    const parts = [{ name: 'image', filename: 'x.png', contentType: 'image/png', bytes: png }];
    expectJson(await staff.post('/api/admin/products/9999/images', { parts }), 404, notFound);
  },
  'removes a picture': async (context) => {
    const staff = await as(context, 'staff');
    const { id } = await newProduct(context);
    const parts = [{ name: 'image', filename: 'x.png', contentType: 'image/png', bytes: png }];
    const added = await staff.post(`/api/admin/products/${id}/images`, { parts });
    const picture = expectJson<{ id: number; url: string }>(added, 201, shapes.image);
    expectEmpty(await staff.delete(`/api/admin/images/${picture.id}`), 204);
    expectStatus(await context.visitor().get(picture.url), 404);
    expectJson(await staff.delete(`/api/admin/images/${picture.id}`), 404, notFound);
  },
});
