import { expectJson, expectThat } from '../expect/answers.ts';
import { eachOf, filled, instant, oneOf, positive } from '../expect/shape.ts';
import { domain } from '../suite/case.ts';
import { as, newProduct } from './people.ts';
import * as shapes from './shapes.ts';

const refusedCoupon = (reason: string) => shapes.failure('COUPON_INVALID', { reason });
const priceChange = {
  variantId: positive,
  sku: shapes.sku,
  oldPrice: shapes.money,
  newPrice: shapes.money,
  at: instant,
};

export const prices = domain('prices', {
  'quotes a quantity of the small pot unless told otherwise': async ({ visitor }) => {
    const quoted = await visitor().get('/api/products/1/price?quantity=2');
    const price = { productId: 1, variantId: 1, quantity: 2, unitPrice: '24.90', regularPrice: '24.90' };
    expectJson(quoted, 200, { ...price, lineTotal: '49.80', promotion: null, coupon: null, total: '49.80' });
  },
  'quotes another variant': async ({ visitor }) => {
    const quoted = await visitor().get('/api/products/1/price?variantId=2');
    const price = { productId: 1, variantId: 2, quantity: 1, unitPrice: '59.90', regularPrice: '59.90' };
    expectJson(quoted, 200, { ...price, lineTotal: '59.90', promotion: null, coupon: null, total: '59.90' });
  },
  'takes a promotion off, then a coupon': async ({ visitor }) => {
    const quoted = await visitor().get('/api/products/2/price?quantity=3&coupon=WELCOME10');
    const price = {
      productId: 2,
      variantId: 3,
      quantity: 3,
      unitPrice: '10.00',
      regularPrice: '12.50',
      lineTotal: '30.00',
    };
    const promotion = { id: 1, name: 'Spring Ferns', percent: 20 };
    const coupon = { code: 'WELCOME10', kind: 'percent', discount: '3.00' };
    expectJson(quoted, 200, { ...price, promotion, coupon, total: '27.00' });
  },
  'refuses a price for nothing, too many, a foreign variant, a bad coupon': async ({ visitor }) => {
    for (const quantity of ['0', '100', 'two']) {
      expectJson(
        await visitor().get(`/api/products/1/price?quantity=${quantity}`),
        422,
        shapes.invalid('quantity'),
      );
    }
    expectJson(await visitor().get('/api/products/9999/price'), 404, shapes.failure('NOT_FOUND'));
    expectJson(await visitor().get('/api/products/1/price?variantId=3'), 422, shapes.invalid('variantId'));
    expectJson(await visitor().get('/api/products/1/price?coupon=EXPIRED20'), 422, refusedCoupon('expired'));
  },
  'keeps the history of a price': async (context) => {
    const { id, variants } = await newProduct(context);
    const [staff, sku] = [await as(context, 'staff'), variants[0]?.sku ?? ''];
    for (const price of ['8.00', '8.50'])
      await staff.put(`/api/admin/products/${id}`, { json: { prices: { [sku]: price } } });
    const change = { ...priceChange, variantId: variants[0]?.id ?? 0, sku };
    expectJson(await context.visitor().get(`/api/products/${id}/price-history`), 200, {
      items: [
        { ...change, oldPrice: '8.00', newPrice: '8.50' },
        { ...change, oldPrice: '7.50', newPrice: '8.00' },
      ],
    });
    expectJson(
      await context.visitor().get('/api/products/9999/price-history'),
      404,
      shapes.failure('NOT_FOUND'),
    );
  },
  'lists the promotions that run now': async ({ visitor }) => {
    const answer = await visitor().get('/api/promotions');
    const { items } = expectJson<{
      items: { id: number; name: string; percent: number; productIds: number[] }[];
    }>(answer, 200, {
      items: eachOf(shapes.promotion),
    });
    const spring = items.find(({ id }) => id === 1);
    expectThat(spring?.name === 'Spring Ferns' && spring.percent === 20, 'Spring Ferns is missing');
    expectThat(
      [2, 12, 312].every((id) => spring?.productIds.includes(id)),
      'Spring Ferns lacks a product',
    );
    expectThat(!items.some(({ id }) => id === 2), 'Winter Sale is over');
  },
  'tells what a coupon is worth': async ({ visitor }) => {
    const worth = {
      WELCOME10: ['percent', '5.00'],
      FERN5: ['fixed', '5.00'],
      freeship: ['shipping', '0.00'],
    } as const;
    for (const [code, [kind, discount]] of Object.entries(worth)) {
      const checked = await visitor().post('/api/coupons/check', { json: { code, subtotal: '50.00' } });
      expectJson(checked, 200, { code: code.toUpperCase(), kind, discount, valid: true });
    }
  },
  'says why a coupon is refused': async ({ visitor }) => {
    const reasons = {
      EXPIRED20: 'expired',
      SOLDOUT: 'used-up',
      BIGSPENDER: 'below-minimum',
      SUMMER25: 'not-yet-valid',
      ADAONLY: 'unknown',
      NOSUCHCODE: 'unknown',
    };
    for (const [code, reason] of Object.entries(reasons)) {
      const checked = await visitor().post('/api/coupons/check', { json: { code, subtotal: '50.00' } });
      expectJson(checked, 422, refusedCoupon(reason));
    }
  },
  'takes a personal coupon from its owner': async (context) => {
    const ada = await as(context, 'ada');
    const checked = await ada.post('/api/coupons/check', { json: { code: 'ADAONLY', subtotal: '50.00' } });
    expectJson(checked, 200, { code: 'ADAONLY', kind: oneOf('fixed'), discount: '3.00', valid: true });
  },
  'wants a code and a subtotal to check a coupon': async ({ visitor }) => {
    const checked = await visitor().post('/api/coupons/check', { json: {} });
    expectJson(checked, 422, shapes.failure('VALIDATION', { fields: { code: filled, subtotal: filled } }));
  },
});
