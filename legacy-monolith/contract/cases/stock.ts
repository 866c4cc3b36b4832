import { expectEmpty, expectHeader, expectJson, expectThat } from '../expect/answers.ts';
import { eachOf, filled, instant, natural, orNull, positive } from '../expect/shape.ts';
import { domain } from '../suite/case.ts';
import { adjustStock, as, join, newProduct } from './people.ts';
import * as shapes from './shapes.ts';

type Level = { code: string; available: number };
const level = { code: filled, available: natural };
const alert = { id: positive, sku: shapes.sku, variantId: positive, createdAt: instant };

const sum = (levels: readonly Level[]): number =>
  levels.reduce((total, { available }) => total + available, 0);

export const stock = domain('stock', {
  'tells what is available, warehouse by warehouse': async (context) => {
    const { id, variants } = await newProduct(context, 12);
    const { id: variantId, sku } = variants[0] ?? { id: 0, sku: '' };
    const answer = await context.visitor().get(`/api/products/${id}/availability`);
    const found = expectJson<{ variants: { warehouses: Level[] }[] }>(answer, 200, {
      productId: id,
      variants: [{ variantId, sku, available: 12, warehouses: eachOf(level) }],
    });
    expectThat(sum(found.variants[0]?.warehouses ?? []) === 12, 'the warehouses do not add up to 12');
  },
  'tells that the last piece and the missing one are what they are': async ({ visitor }) => {
    const variant = (variantId: number, sku: string) => ({
      variantId,
      sku,
      available: natural,
      warehouses: eachOf(level, { min: 0 }),
    });
    const last = await visitor().get('/api/products/318/availability');
    expectJson(last, 200, {
      productId: 318,
      variants: [variant(635, 'FF-0318-S'), variant(636, 'FF-0318-L')],
    });
    const none = await visitor().get('/api/products/319/availability');
    const missing = [variant(637, 'FF-0319-S'), variant(638, 'FF-0319-L')].map((found) => ({
      ...found,
      available: 0,
    }));
    expectJson(none, 200, { productId: 319, variants: missing });
    expectJson(await visitor().get('/api/products/9999/availability'), 404, shapes.failure('NOT_FOUND'));
  },
  'tells the stock of one sku': async ({ visitor }) => {
    const answer = await visitor().get('/api/stock/FF-0003-L');
    const warehouses = eachOf({ ...level, name: filled });
    const found = expectJson<{ available: number; warehouses: Level[] }>(answer, 200, {
      sku: 'FF-0003-L',
      variantId: 6,
      productId: 3,
      available: positive,
      warehouses,
    });
    expectThat(sum(found.warehouses) === found.available, 'the warehouses do not add up');
    expectJson(await visitor().get('/api/stock/FF-9999-S'), 404, shapes.failure('NOT_FOUND'));
  },
  'keeps a stock alert once, however often it is asked for': async (context) => {
    const { visitor } = await join(context);
    const asked = await visitor.post('/api/stock-alerts', { json: { sku: 'FF-0319-S' } });
    const made = expectJson<{ id: number; createdAt: string }>(asked, 201, {
      ...alert,
      sku: 'FF-0319-S',
      variantId: 637,
    });
    expectHeader(asked, 'location', `/api/stock-alerts/${made.id}`);
    const again = await visitor.post('/api/stock-alerts', { json: { sku: 'FF-0319-S' } });
    expectJson(again, 200, { id: made.id, sku: 'FF-0319-S', variantId: 637, createdAt: made.createdAt });
    const listed = await visitor.get('/api/stock-alerts');
    expectJson(listed, 200, {
      items: [{ ...alert, id: made.id, sku: 'FF-0319-S', variantId: 637, notifiedAt: null }],
    });
  },
  'notifies and mails when stock comes': async (context) => {
    const { visitor, email } = await join(context);
    const { variants } = await newProduct(context);
    const { id: variantId, sku } = variants[0] ?? { id: 0, sku: '' };
    expectJson(await visitor.post('/api/stock-alerts', { json: { sku } }), 201, { ...alert, sku, variantId });
    await adjustStock(await as(context, 'staff'), sku, 3);
    expectJson(await visitor.get('/api/stock-alerts'), 200, {
      items: [{ ...alert, sku, variantId, notifiedAt: instant }],
    });
    const mails = await visitor.get('/api/account/mails');
    const { items } = expectJson<{ items: { template: string }[] }>(mails, 200, shapes.pageOf(shapes.mail));
    expectThat(
      items.some(({ template }) => /stock/.test(template)),
      `no mail about stock for ${email}`,
    );
  },
  'forgets a stock alert, and only its own': async (context) => {
    const [{ visitor }, other] = [await join(context), await as(context, 'cleo')];
    const asked = await visitor.post('/api/stock-alerts', { json: { sku: 'FF-0319-L' } });
    const { id } = expectJson<{ id: number }>(asked, 201, alert);
    expectJson(await other.delete(`/api/stock-alerts/${id}`), 404, shapes.failure('NOT_FOUND'));
    expectEmpty(await visitor.delete(`/api/stock-alerts/${id}`), 204);
    expectJson(await visitor.delete(`/api/stock-alerts/${id}`), 404, shapes.failure('NOT_FOUND'));
    expectJson(await visitor.get('/api/stock-alerts'), 200, { items: [] });
  },
  'wants a login and a known sku for an alert': async (context) => {
    const stranger = context.visitor();
    const wish = { json: { sku: 'FF-0319-S' } };
    expectJson(await stranger.post('/api/stock-alerts', wish), 401, shapes.failure('UNAUTHENTICATED'));
    expectJson(await stranger.get('/api/stock-alerts'), 401, shapes.failure('UNAUTHENTICATED'));
    expectJson(await stranger.delete('/api/stock-alerts/1'), 401, shapes.failure('UNAUTHENTICATED'));
    const cleo = await as(context, 'cleo');
    expectJson(
      await cleo.post('/api/stock-alerts', { json: { sku: 'NO-SUCH-SKU' } }),
      404,
      shapes.failure('NOT_FOUND'),
    );
  },
  'lists every alert with when it was answered': async (context) => {
    const { visitor } = await join(context);
    for (const sku of ['FF-0319-S', 'FF-0319-L']) await visitor.post('/api/stock-alerts', { json: { sku } });
    const item = { ...alert, notifiedAt: orNull(instant) };
    expectJson(await visitor.get('/api/stock-alerts'), 200, { items: eachOf(item, { min: 2, max: 2 }) });
  },
});
