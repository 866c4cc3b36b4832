import type { Visitor } from '../../client/visitor.ts';
import { expectHeader, expectJson, expectSame, expectThat } from '../../expect/answers.ts';
import { fallsStrictly } from '../../expect/order.ts';
import { filled, instant, oneOf, orNull, positive, text } from '../../expect/shape.ts';
import { domain } from '../../suite/case.ts';
import { addToCart, as, buy, join, newProduct, seeded } from '../people.ts';
import * as shapes from '../shapes.ts';

const notFound = shapes.failure('NOT_FOUND');
export const office = domain('office', {
  'lists coupons': async (context) => {
    const listed = await (await as(context, 'staff')).get('/api/admin/coupons?pageSize=100');
    type Coupons = { items: { code: string; kind: string; value: string }[]; total: number };
    const { items, total } = expectJson<Coupons>(
      listed,
      200,
      shapes.pageOf(shapes.couponRow, { pageSize: 100 }),
    );
    expectHeader(listed, 'x-total-count', String(total));
    const welcome = items.find(({ code }) => code === 'WELCOME10');
    expectThat(
      total >= 7 && welcome?.kind === 'percent' && Number(welcome.value) === 10,
      'WELCOME10 is missing',
    );
  },
  'adds a coupon that can be used at once': async (context) => {
    const admin = await as(context, 'admin');
    const json = {
      code: context.unique('HERB').toUpperCase(),
      kind: 'fixed',
      value: '2.50',
      minSubtotal: '10.00',
      usageLimit: 3,
      startsAt: '2025-01-01T00:00:00.000Z',
      endsAt: '2099-01-01T00:00:00.000Z',
    };
    const added = await admin.post('/api/admin/coupons', { json });
    expectJson(added, 201, { ...shapes.couponRow, ...json, usedCount: 0 });
    const check = { code: json.code, subtotal: '12.00' };
    const checked = await context.visitor().post('/api/coupons/check', { json: check });
    expectJson(checked, 200, { code: json.code, kind: 'fixed', discount: '2.50', valid: true });
    expectJson(await admin.post('/api/admin/coupons', { json }), 409, shapes.failure('CODE_TAKEN'));
    const bad = await admin.post('/api/admin/coupons', { json: { code: '', kind: 'gift' } });
    expectJson(bad, 422, shapes.failure('VALIDATION', { fields: shapes.anyFields }));
  },
  'counts how often a coupon was used': async (context) => {
    const [admin, staff, shopper] = [
      await as(context, 'admin'),
      await as(context, 'staff'),
      await join(context),
    ];
    const code = context.unique('USED').toUpperCase();
    const json = { code, kind: 'fixed', value: '2.50', endsAt: '2099-01-01T00:00:00.000Z' };
    const added = await admin.post('/api/admin/coupons', { json });
    expectSame(await newestCoupon(staff), added.json, 'the coupon on the list');
    await addToCart(shopper.visitor, 1);
    await shopper.visitor.post('/api/cart/coupon', { json: { code } });
    await buy(shopper);
    expectSame(
      await newestCoupon(staff),
      { ...(added.json as object), usedCount: 1 },
      'the coupon after an order',
    );
  },
  'starts a promotion that lowers prices': async (context) => {
    const admin = await as(context, 'admin');
    const { id: productId } = await newProduct(context, 1);
    const json = {
      name: 'Herbs week',
      percent: 50,
      startsAt: '2025-01-01T00:00:00.000Z',
      endsAt: '2099-01-01T00:00:00.000Z',
      productIds: [productId],
    };
    const started = await admin.post('/api/admin/promotions', { json });
    const { id } = expectJson<{ id: number }>(started, 201, { ...shapes.promotion, ...json });
    const lowered = {
      price: { from: '3.75', regularFrom: '7.50', currency: 'EUR' },
      promotion: { id, name: 'Herbs week', percent: 50 },
    };
    expectJson(await context.visitor().get(`/api/products/${productId}`), 200, {
      ...shapes.product,
      ...lowered,
    });
    const bad = await admin.post('/api/admin/promotions', { json: { ...json, percent: 95, name: '' } });
    expectJson(bad, 422, shapes.invalid('name', 'percent'));
  },
  'finds customers by name or e-mail': async (context) => {
    const staff = await as(context, 'staff');
    const item = shapes.customerRow;
    const found = await staff.get('/api/admin/customers', { query: { q: 'lindqvist' } });
    const ada = { ...item, id: 2, email: 'ada@example.test', name: 'Ada Lindqvist', orders: positive };
    const { items } = expectJson<{ items: { id: number }[] }>(found, 200, shapes.pageOf(item));
    expectThat(
      items.some(({ id }) => id === 2),
      'Ada is not found',
    );
    const byMail = await staff.get('/api/admin/customers', { query: { q: 'ada@example.test' } });
    expectJson(byMail, 200, { items: [ada], page: 1, pageSize: 20, total: 1 });
    expectHeader(byMail, 'x-total-count', '1');
    const shopper = await join(context);
    const { total } = await buy(shopper);
    const account = (await shopper.visitor.get('/api/account')).json as object;
    const known = await staff.get('/api/admin/customers', { query: { q: shopper.email } });
    const facts = { ...account, blocked: false, orders: 1, spent: total };
    expectSame(
      known.json,
      { items: [facts], page: 1, pageSize: 20, total: 1 },
      'what the back office knows of a customer',
    );
  },
  'blocks a customer and ends the login': async (context) => {
    const [admin, shopper] = [await as(context, 'admin'), await join(context)];
    const change = (id: number, json: unknown) => admin.patch(`/api/admin/customers/${id}`, { json });
    const blocked = { ...shapes.customerRow, id: shopper.id, blocked: true };
    expectJson(await change(shopper.id, { blocked: true }), 200, blocked);
    const known = await admin.get('/api/admin/customers', { query: { q: shopper.email } });
    const again = await change(shopper.id, { blocked: true });
    expectSame([again.json], (known.json as { items: unknown }).items, 'a blocked customer');
    const json = { email: shopper.email, password: shopper.password };
    expectJson(
      await context.visitor().post('/api/auth/login', { json }),
      403,
      shapes.failure('ACCOUNT_BLOCKED'),
    );
    expectJson(await change(shopper.id, { blocked: false, role: 'staff' }), 200, {
      ...blocked,
      blocked: false,
      role: 'staff',
    });
    expectJson(await context.visitor().post('/api/auth/login', { json }), 200, {
      ...shapes.customer,
      role: 'staff',
    });
    expectJson(await change(1, { blocked: true }), 403, shapes.failure('FORBIDDEN'));
    expectJson(await change(999999, { blocked: true }), 404, notFound);
    expectJson(await change(shopper.id, { role: 'king' }), 422, shapes.invalid('role'));
  },
  'lists the mails of the outbox, newest first': async (context) => {
    const shopper = await join(context);
    await buy(shopper);
    const staff = await as(context, 'staff');
    const state = oneOf('queued', 'sent', 'suppressed');
    const item = {
      id: positive,
      recipient: filled,
      template: filled,
      subject: filled,
      state,
      createdAt: instant,
      sentAt: orNull(instant),
    };
    const listed = await staff.get('/api/admin/mails?pageSize=50');
    type Mails = { items: { id: number; recipient: string }[]; total: number };
    const { items, total } = expectJson<Mails>(listed, 200, shapes.pageOf(item, { pageSize: 50 }));
    expectHeader(listed, 'x-total-count', String(total));
    expectThat(fallsStrictly(items.map(({ id }) => id)), 'not newest first');
    expectThat(
      items.some(({ recipient }) => recipient === shopper.email),
      `no mail to ${shopper.email}`,
    );
    const theirs = (await shopper.visitor.get('/api/account/mails')).json as { items: { id: number }[] };
    const written = items.filter(({ recipient }) => recipient === shopper.email);
    expectSame(
      written.map(({ id }) => id),
      theirs.items.map(({ id }) => id),
      'mails to one customer',
    );
    const sent = await staff.get('/api/admin/mails?state=sent&pageSize=5');
    expectJson(sent, 200, shapes.pageOf({ ...item, state: 'sent', sentAt: instant }, { pageSize: 5 }));
  },
  'writes down who did what': async (context) => {
    const admin = await as(context, 'admin');
    const { id, slug } = await newProduct(context);
    await admin.delete(`/api/admin/products/${id}`);
    const listed = await admin.get('/api/admin/audit?pageSize=10');
    const actor = orNull({ id: positive, name: filled });
    const item = {
      id: positive,
      actor: oneOf(actor, filled),
      action: filled,
      subject: filled,
      detail: text,
      at: instant,
    };
    type Audit = {
      items: { id: number; actor: string; action: string; subject: string; detail: string }[];
      total: number;
    };
    const { items, total } = expectJson<Audit>(listed, 200, shapes.pageOf(item, { pageSize: 10 }));
    expectHeader(listed, 'x-total-count', String(total));
    expectThat(fallsStrictly(items.map((entry) => entry.id)), 'not newest first');
    const archived = items.find(({ action, subject }) => action === 'product.archived' && subject === slug);
    expectThat(archived?.actor === seeded.admin.email && archived.detail === '', `nobody archived ${slug}`);
  },
  'builds the search index anew': async (context) => {
    const answer = await (await as(context, 'admin')).post('/api/admin/search/reindex');
    const { indexed } = expectJson<{ indexed: number }>(answer, 200, { indexed: positive });
    const { total } = (await context.visitor().get('/api/products?pageSize=1')).json as { total: number };
    expectThat(indexed === total, `${indexed} products indexed, the shop lists ${total}`);
    const found = await context.visitor().get('/api/search?q=monstera');
    expectJson(found, 200, { ...shapes.pageOf(shapes.productSummary), query: 'monstera' });
  },
  'runs its jobs when asked, and no others': async (context) => {
    const admin = await as(context, 'admin');
    for (const job of ['release-reservations', 'nightly']) {
      expectJson(await admin.post(`/api/admin/jobs/${job}`), 200, { job, outcome: filled });
    }
    expectJson(await admin.post('/api/admin/jobs/world-peace'), 404, notFound);
  },
});

/** The newest coupon that is nobody’s own: the list begins with the oldest. */
async function newestCoupon(staff: Visitor): Promise<unknown> {
  const page = (number: number) => staff.get('/api/admin/coupons', { query: { pageSize: 1, page: number } });
  const { total } = (await page(1)).json as { total: number };
  const { items } = (await page(total)).json as { items: unknown[] };
  return items[0];
}
