import type { Answer } from '../client/answer.ts';
import type { Visitor } from '../client/visitor.ts';
import {
  expectCookie,
  expectEmpty,
  expectJson,
  expectNoCookie,
  expectSame,
  expectThat,
} from '../expect/answers.ts';
import { domain } from '../suite/case.ts';
import { addToCart, as, join, newProduct, sessionCookie } from './people.ts';
import * as shapes from './shapes.ts';

type Cart = { items: { id: number }[]; id: number };

const figs = (quantity: number, lineTotal: string) => ({
  ...shapes.cartLine,
  variantId: 1,
  sku: 'FF-0001-S',
  productId: 1,
  name: 'Fiddle Leaf Fig, Small pot',
  quantity,
  unitPrice: '24.90',
  lineTotal,
});

const holding = (line: Record<string, unknown>, itemCount: number, subtotal: string, more = {}) =>
  ({
    ...shapes.cart,
    items: [line],
    itemCount,
    subtotal,
    coupon: null,
    discount: '0.00',
    total: subtotal,
    ...more,
  }) as never;

async function firstLine(visitor: Visitor): Promise<number> {
  const { items } = expectJson<Cart>(await visitor.get('/api/cart'), 200, shapes.cart);
  return items[0]?.id ?? 0;
}

export const cart = domain('cart', {
  'is empty for a stranger, and gives no cookie for looking': async ({ visitor }) => {
    const answer = await visitor().get('/api/cart');
    expectJson(answer, 200, { ...shapes.emptyCart, id: null });
    expectNoCookie(answer, sessionCookie);
  },
  'takes a variant and gives the guest a cookie': async ({ visitor }) => {
    const guest = visitor();
    const added = await guest.post('/api/cart/items', { json: { variantId: 1, quantity: 2 } });
    expectJson(added, 201, holding(figs(2, '49.80'), 2, '49.80'));
    expectCookie(added, sessionCookie, /^figfern\.sid=/);
    expectJson(await guest.get('/api/cart'), 200, holding(figs(2, '49.80'), 2, '49.80'));
  },
  'adds to a line that is there': async ({ visitor }) => {
    const guest = visitor();
    await addToCart(guest, 1, 2);
    const added = await guest.post('/api/cart/items', { json: { variantId: 1, quantity: 3 } });
    expectJson(added, 201, holding(figs(5, '124.50'), 5, '124.50'));
  },
  'lowers the price by the promotion': async ({ visitor }) => {
    const added = await visitor().post('/api/cart/items', { json: { variantId: 3, quantity: 2 } });
    const fern = {
      ...shapes.cartLine,
      variantId: 3,
      productId: 2,
      quantity: 2,
      unitPrice: '10.00',
      lineTotal: '20.00',
    };
    expectJson(added, 201, holding(fern, 2, '20.00'));
  },
  'answers every change with the cart as it is then': async ({ visitor }) => {
    const guest = visitor();
    const changes: (() => Promise<Answer>)[] = [
      () => guest.post('/api/cart/items', { json: { variantId: 1, quantity: 2 } }),
      () => guest.post('/api/cart/items', { json: { variantId: 5, quantity: 1 } }),
      async () => guest.patch(`/api/cart/items/${await firstLine(guest)}`, { json: { quantity: 3 } }),
      () => guest.post('/api/cart/coupon', { json: { code: 'WELCOME10' } }),
      () => guest.delete('/api/cart/coupon'),
      async () => guest.delete(`/api/cart/items/${await firstLine(guest)}`),
    ];
    for (const change of changes) {
      const answer = await change();
      expectSame(answer.json, (await guest.get('/api/cart')).json, answer.request);
    }
  },
  'tells how many of each there are': async (context) => {
    const { variants } = await newProduct(context, 9);
    const guest = context.visitor();
    await addToCart(guest, variants[0]?.id ?? 0, 2);
    const line = { ...shapes.cartLine, quantity: 2, available: 9 };
    expectJson(await guest.get('/api/cart'), 200, { ...shapes.cart, items: [line] });
  },
  'refuses unknown variants, too few, too many, and what is not there': async ({ visitor }) => {
    const add = (variantId: unknown, quantity: unknown) =>
      visitor().post('/api/cart/items', { json: { variantId, quantity } });
    expectJson(await add(99999, 1), 404, shapes.failure('NOT_FOUND'));
    expectJson(await add(1, 0), 422, shapes.invalid('quantity'));
    expectJson(await add(1, 100), 422, shapes.invalid('quantity'));
    expectJson(await add('one', 1), 422, shapes.invalid('variantId'));
    expectJson(await add(637, 1), 409, shapes.failure('OUT_OF_STOCK'));
  },
  'never holds more than there is': async (context) => {
    const { variants } = await newProduct(context, 2);
    const variantId = variants[0]?.id ?? 0;
    const guest = context.visitor();
    await addToCart(guest, variantId, 2);
    const more = await guest.post('/api/cart/items', { json: { variantId, quantity: 1 } });
    expectJson(more, 409, shapes.failure('OUT_OF_STOCK'));
    const line = await firstLine(guest);
    expectJson(
      await guest.patch(`/api/cart/items/${line}`, { json: { quantity: 3 } }),
      409,
      shapes.failure('OUT_OF_STOCK'),
    );
  },
  'changes the quantity of a line': async ({ visitor }) => {
    const guest = visitor();
    await addToCart(guest, 1);
    const line = await firstLine(guest);
    const changed = await guest.patch(`/api/cart/items/${line}`, { json: { quantity: 3 } });
    expectJson(changed, 200, holding({ ...figs(3, '74.70'), id: line }, 3, '74.70'));
    expectJson(
      await guest.patch(`/api/cart/items/${line}`, { json: { quantity: -1 } }),
      422,
      shapes.invalid('quantity'),
    );
  },
  'removes a line whose quantity becomes nothing': async ({ visitor }) => {
    const guest = visitor();
    await addToCart(guest, 1);
    const line = await firstLine(guest);
    expectJson(
      await guest.patch(`/api/cart/items/${line}`, { json: { quantity: 0 } }),
      200,
      shapes.emptyCart,
    );
  },
  'removes a line': async ({ visitor }) => {
    const guest = visitor();
    await addToCart(guest, 1);
    await addToCart(guest, 3);
    const line = await firstLine(guest);
    const { items } = expectJson<Cart>(await guest.delete(`/api/cart/items/${line}`), 200, {
      ...shapes.cart,
      itemCount: 1,
    });
    expectThat(items.length === 1 && items[0]?.id !== line, 'the wrong line went');
    expectJson(await guest.delete(`/api/cart/items/${line}`), 404, shapes.failure('NOT_FOUND'));
  },
  'lets nobody touch a line of another cart': async ({ visitor }) => {
    const [guest, other] = [visitor(), visitor()];
    await addToCart(guest, 1);
    await addToCart(other, 1);
    const line = await firstLine(guest);
    expectJson(
      await other.patch(`/api/cart/items/${line}`, { json: { quantity: 9 } }),
      404,
      shapes.failure('NOT_FOUND'),
    );
    expectJson(await other.delete(`/api/cart/items/${line}`), 404, shapes.failure('NOT_FOUND'));
    expectJson(await guest.get('/api/cart'), 200, holding(figs(1, '24.90'), 1, '24.90'));
  },
  'is emptied at once': async ({ visitor }) => {
    const guest = visitor();
    await addToCart(guest, 1, 4);
    expectEmpty(await guest.delete('/api/cart'), 204);
    expectJson(await guest.get('/api/cart'), 200, shapes.emptyCart);
    expectEmpty(await visitor().delete('/api/cart'), 204);
  },
  'takes a coupon and gives it back': async ({ visitor }) => {
    const guest = visitor();
    await addToCart(guest, 1, 2);
    const coupon = { code: 'WELCOME10', kind: 'percent', discount: '4.98' };
    const lowered = holding(figs(2, '49.80'), 2, '49.80', { coupon, discount: '4.98', total: '44.82' });
    expectJson(await guest.post('/api/cart/coupon', { json: { code: 'welcome10' } }), 200, lowered);
    expectJson(await guest.get('/api/cart'), 200, lowered);
    expectJson(await guest.delete('/api/cart/coupon'), 200, holding(figs(2, '49.80'), 2, '49.80'));
  },
  'refuses a coupon for an empty cart, and coupons that are over': async ({ visitor }) => {
    const guest = visitor();
    expectJson(
      await guest.post('/api/cart/coupon', { json: { code: 'WELCOME10' } }),
      409,
      shapes.failure('EMPTY_CART'),
    );
    await addToCart(guest, 1);
    const refused = await guest.post('/api/cart/coupon', { json: { code: 'EXPIRED20' } });
    expectJson(refused, 422, shapes.failure('COUPON_INVALID', { reason: 'expired' }));
  },
  'follows a customer from browser to browser': async (context) => {
    const shopper = await join(context);
    await addToCart(shopper.visitor, 1);
    const elsewhere = context.visitor();
    await elsewhere.post('/api/auth/login', { json: { email: shopper.email, password: shopper.password } });
    expectJson(await elsewhere.get('/api/cart'), 200, holding(figs(1, '24.90'), 1, '24.90'));
  },
  'sees a price change at once': async (context) => {
    const { id, variants } = await newProduct(context, 5);
    const [guest, staff, first] = [context.visitor(), await as(context, 'staff'), variants[0]];
    await addToCart(guest, first?.id ?? 0);
    await staff.put(`/api/admin/products/${id}`, { json: { prices: { [first?.sku ?? '']: '9.10' } } });
    const line = { ...shapes.cartLine, productId: id, unitPrice: '9.10', lineTotal: '9.10' };
    expectJson(await guest.get('/api/cart'), 200, holding(line, 1, '9.10'));
  },
});
