import { expectHeader, expectJson, expectThat } from '../../expect/answers.ts';
import { fallsStrictly } from '../../expect/order.ts';
import { eachOf, filled, instant, natural, orNull, positive, whole } from '../../expect/shape.ts';
import { domain } from '../../suite/case.ts';
import { adjustStock, as, newProduct } from '../people.ts';
import * as shapes from '../shapes.ts';

const notFound = shapes.failure('NOT_FOUND');
const movement = {
  id: positive,
  sku: shapes.sku,
  warehouse: filled,
  delta: whole,
  reason: filled,
  orderId: orNull(positive),
  at: instant,
};
export const warehouse = domain('warehouse', {
  'adjusts the stock by a counted difference': async (context) => {
    const { variants } = await newProduct(context, 5);
    const [staff, sku] = [await as(context, 'staff'), variants[0]?.sku ?? ''];
    const adjust = (delta: unknown, more = {}) =>
      staff.post('/api/admin/stock/adjust', {
        json: { sku, warehouse: 'BER', delta, reason: 'broken pots', ...more },
      });
    expectJson(await adjust(-2), 200, { sku, available: 3, onHand: 3 });
    expectJson(await adjust(-4), 409, shapes.failure('OUT_OF_STOCK'));
    expectJson(await adjust('many'), 422, shapes.invalid('delta'));
    expectJson(await adjust(1, { sku: 'NO-SUCH-SKU' }), 404, notFound);
    expectJson(await context.visitor().get(`/api/stock/${sku}`), 200, {
      sku,
      variantId: variants[0]?.id ?? 0,
      productId: positive,
      available: 3,
      warehouses: eachOf({ code: filled, name: filled, available: natural }),
    });
  },
  'writes down every movement, newest first': async (context) => {
    const { variants } = await newProduct(context, 5);
    const [staff, sku] = [await as(context, 'staff'), variants[0]?.sku ?? ''];
    await adjustStock(staff, sku, -1);
    const item = { ...movement, sku, warehouse: 'BER', reason: 'counted again', orderId: null };
    const listed = await staff.get('/api/admin/stock/movements', { query: { sku } });
    expectJson(listed, 200, {
      items: [
        { ...item, delta: -1 },
        { ...item, delta: 5 },
      ],
      page: 1,
      pageSize: 20,
      total: 2,
    });
    const all = await staff.get('/api/admin/stock/movements?pageSize=50');
    type Movements = { items: { id: number }[]; total: number };
    const { items, total } = expectJson<Movements>(all, 200, shapes.pageOf(movement, { pageSize: 50 }));
    expectHeader(all, 'x-total-count', String(total));
    expectThat(items.length > 0 && fallsStrictly(items.map(({ id }) => id)), 'not newest first');
  },
});
