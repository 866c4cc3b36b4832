import type { Visitor } from '../../client/visitor.ts';
import { expectJson, expectRedirect, expectThat } from '../../expect/answers.ts';
import { expectPage } from '../../expect/html.ts';
import { type Context, domain } from '../../suite/case.ts';
import { as, buy, buyer, join, newProduct } from '../people.ts';
import * as shapes from '../shapes.ts';
import { expectForm, expectRow, fill, page, rowsOf } from './look.ts';

export const adminPages = domain('admin pages', {
  'opens with the figures of the day': async (context) => {
    const found = await page(context, '/admin');
    for (const link of ['/admin/orders', '/admin/products', '/admin/reviews', '/admin/inventory']) {
      expectThat(
        found.links.some((target) => target.startsWith(link)),
        `no link to ${link}`,
      );
    }
    for (const said of [/orders today/, /reviews waiting/, /low/, /\d+\.\d\d €/]) {
      expectThat(said.test(found.text), `the dashboard does not say ${said}`);
    }
  },
  'lists products, and finds some': async (context) => {
    const found = await page(context, '/admin/products');
    expectThat(rowsOf(found).length >= 10, `${rowsOf(found).length} rows`);
    const second = await page(context, '/admin/products?page=2');
    expectThat(rowsOf(second)[0]?.join() !== rowsOf(found)[0]?.join(), 'page 2 begins as page 1');
    expectRow(await page(context, '/admin/products?q=monstera'), 'Monstera');
  },
  'edits a product by a form': async (context) => {
    const { id, variants } = await newProduct(context);
    const sku = variants[0]?.sku ?? '';
    const path = `/admin/products/${id}`;
    expectForm(await page(context, path), path, 'name', 'description', `price_${sku}`);
    const staff = await as(context, 'staff');
    const form = { name: 'Wild Thyme', description: 'Grows between stones.', [`price_${sku}`]: '6.40' };
    const saved = await fill(staff, path, form);
    expectRedirect(saved, 302, `${path}?saved=1`);
    expectThat(
      expectPage(await staff.follow(saved), 200).text.includes('Wild Thyme'),
      'the form shows the old name',
    );
    const price = { from: '6.40', regularFrom: '6.40', currency: 'EUR' };
    const shown = await context.visitor().get(`/api/products/${id}`);
    expectJson(shown, 200, {
      ...shapes.product,
      id,
      name: 'Wild Thyme',
      description: 'Grows between stones.',
      price,
    });
    expectForm(expectPage(await fill(staff, path, { ...form, name: '' }), 422), path, 'name');
    expectPage(await fill(staff, '/admin/products/9999', form), 404);
    expectPage(await staff.get('/admin/products/9999'), 404);
  },
  'lists orders, and those of one status': async (context) => {
    const shopper = await join(context);
    const { number, total } = await buy(shopper);
    expectRow(await page(context, '/admin/orders'), number, shopper.name, total, 'paid');
    const shipped = rowsOf(await page(context, '/admin/orders?status=shipped'));
    expectThat(
      shipped.length > 0 && shipped.every((row) => row.some((cell) => cell.includes('shipped'))),
      'another status',
    );
    expectThat(rowsOf(await page(context, '/admin/orders?page=2')).length > 0, 'no second page');
  },
  'shows one order with all that belongs to it': async (context) => {
    const found = await page(context, '/admin/orders/1');
    for (const said of [
      'FF-100001',
      'Ada Lindqvist',
      'gw_00000001',
      'FFT0000000001',
      'Fiddle Leaf Fig',
      'delivered',
    ]) {
      expectThat(found.text.includes(said), `the order does not say ${said}`);
    }
    expectPage(await (await as(context, 'staff')).get('/admin/orders/999999'), 404);
  },
  'ships an order by a button, once': async (context) => {
    const { id } = await buy(await join(context));
    const [staff, path] = [await as(context, 'staff'), `/admin/orders/${id}`];
    expectForm(await page(context, path), `${path}/ship`);
    const shipped = await fill(staff, `${path}/ship`, {});
    expectRedirect(shipped, 302, path);
    expectThat(/FFT\d{10}/.test(expectPage(await staff.follow(shipped), 200).text), 'no tracking number');
    expectPage(await fill(staff, `${path}/ship`, {}), 409);
  },
  'lists customers, and finds one': async (context) => {
    expectThat(rowsOf(await page(context, '/admin/customers')).length >= 10, 'hardly a customer');
    expectThat(rowsOf(await page(context, '/admin/customers?page=2')).length >= 10, 'no second page');
    const { email, name } = await join(context);
    expectRow(await page(context, `/admin/customers?q=${encodeURIComponent(email)}`), email, name);
  },
  'shows a customer with orders, points and reviews': async (context) => {
    const found = await page(context, '/admin/customers/2');
    for (const said of ['Ada Lindqvist', 'ada@example.test', 'gold', 'FF-100001']) {
      expectThat(found.text.includes(said), `the profile does not say ${said}`);
    }
    expectPage(await (await as(context, 'staff')).get('/admin/customers/999999'), 404);
  },
  'lists pending reviews first, and decides': async (context) => {
    const { product, author } = await pendingReview(context);
    const staff = await as(context, 'staff');
    const found = await page(context, '/admin/reviews');
    expectThat(
      found.forms.some(({ action }) => /^\/admin\/reviews\/\d+$/.test(action)),
      'no form to decide',
    );
    expectThat(/pending/.test(rowsOf(found)[0]?.join() ?? found.text), 'pending ones are not first');
    const mine = await author.get('/api/reviews/mine');
    const { items } = expectJson<{ items: { id: number }[] }>(
      mine,
      200,
      shapes.pageOf({ ...shapes.reviewWithProduct, status: 'pending' }),
    );
    const decided = await fill(staff, `/admin/reviews/${items[0]?.id}`, {
      decision: 'publish',
      reply: 'We looked into it.',
    });
    expectRedirect(decided, 302, '/admin/reviews');
    const published = {
      ...shapes.reviewWithProduct,
      productId: product,
      status: 'published',
      reply: 'We looked into it.',
    };
    expectJson(await context.visitor().get(`/api/reviews/${items[0]?.id}`), 200, published);
  },
  'shows the stock of each warehouse': async (context) => {
    const found = await page(context, '/admin/inventory');
    expectForm(found, '/admin/inventory', 'sku', 'warehouse', 'delta', 'reason');
    expectRow(found, 'BER');
    expectThat(rowsOf(found).length >= 10, `${rowsOf(found).length} rows`);
  },
  'shows what runs low, and nothing else': async (context) => {
    const rows: string[][] = [];
    for (let number = 1; !rows.some((row) => row.includes('FF-0319-S')); number += 1) {
      const more = rowsOf(await page(context, `/admin/inventory?low=1&page=${number}`));
      expectThat(more.length > 1, `FF-0319-S does not run low on ${number} pages`);
      rows.push(...more);
    }
    expectThat(
      rows.every((row) => Number(row.at(-1)) < 10),
      'something on the list does not run low',
    );
  },
  'adjusts stock by a form': async (context) => {
    const { variants } = await newProduct(context, 5);
    const [staff, sku] = [await as(context, 'staff'), variants[0]?.sku ?? ''];
    const form = { sku, warehouse: 'BER', delta: '-2', reason: 'broken pots' };
    expectRedirect(await fill(staff, '/admin/inventory', form), 302, /^\/admin\/inventory/);
    const left = (await context.visitor().get(`/api/stock/${sku}`)).json as { available: number };
    expectThat(left.available === 3, `${left.available} left, wanted 3`);
    expectPage(await fill(staff, '/admin/inventory', { ...form, delta: '-9' }), 409);
    expectPage(await fill(staff, '/admin/inventory', { ...form, delta: 'some' }), 422);
  },
  'lists coupons': async (context) => {
    const found = await page(context, '/admin/coupons');
    expectRow(found, 'WELCOME10', 'percent');
    expectRow(found, 'FREESHIP', 'shipping');
  },
  'adds a coupon by a form': async (context) => {
    const [admin, staff] = [await as(context, 'admin'), await as(context, 'staff')];
    const code = context.unique('PAGE').toUpperCase();
    const form = { code, kind: 'fixed', value: '3.00', min_subtotal: '5.00', ends_at: '2099-12-31' };
    expectPage(await fill(staff, '/admin/coupons', form), 403);
    expectRedirect(await fill(admin, '/admin/coupons', form), 302, /^\/admin\/coupons/);
    const checked = await context.visitor().post('/api/coupons/check', { json: { code, subtotal: '9.00' } });
    expectJson(checked, 200, { code, kind: 'fixed', discount: '3.00', valid: true });
    expectPage(await fill(admin, '/admin/coupons', form), 409);
    expectPage(await fill(admin, '/admin/coupons', { ...form, value: 'much' }), 422);
  },
  'lists the outbox and shows a mail': async (context) => {
    const shopper = await join(context);
    const { number } = await buy(shopper);
    const found = await page(context, '/admin/mails');
    expectRow(found, shopper.email);
    const mails = await shopper.visitor.get('/api/account/mails');
    const { items } = expectJson<{ items: { id: number; body: string; subject: string }[] }>(
      mails,
      200,
      shapes.pageOf(shapes.mail),
    );
    const mail = items.find(({ body, subject }) => `${subject} ${body}`.includes(number));
    const shown = await page(context, `/admin/mails/${mail?.id}`);
    expectThat(
      shown.text.includes(shopper.email) && shown.text.includes(number),
      'the mail lacks recipient or order',
    );
    expectPage(await (await as(context, 'staff')).get('/admin/mails/999999'), 404);
    expectThat(rowsOf(await page(context, '/admin/mails?page=2')).length > 0, 'no second page');
  },
  'reports a month to admins only': async (context) => {
    const found = await page(context, '/admin/reports?month=2025-02', 'admin');
    expectThat(found.text.includes('2025-02') && rowsOf(found).length >= 10, 'a report without rows');
    expectPage(await (await as(context, 'staff')).get('/admin/reports'), 403);
    const month = await (await as(context, 'admin')).get('/api/admin/reports/month?month=2025-02');
    const { revenue } = month.json as { revenue: string };
    expectThat(found.text.includes(revenue), `the page does not say the month’s revenue ${revenue}`);
  },
});

async function pendingReview(context: Context): Promise<{ product: number; author: Visitor }> {
  const product = await newProduct(context, 3);
  const { visitor } = await buyer(context, product.variants[0]?.id ?? 0);
  const json = { rating: 1, title: 'Such a scam', body: 'The herb was a weed.' };
  const written = await visitor.post(`/api/products/${product.id}/reviews`, { json });
  expectJson(written, 201, { ...shapes.review, productId: product.id, status: 'pending' });
  return { product: product.id, author: visitor };
}
