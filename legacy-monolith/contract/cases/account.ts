import { expectEmpty, expectHeader, expectJson, expectSame, expectThat } from '../expect/answers.ts';
import { eachOf } from '../expect/shape.ts';
import { domain } from '../suite/case.ts';
import { addAddress, as, buy, home, join } from './people.ts';
import * as shapes from './shapes.ts';

const unauthenticated = shapes.failure('UNAUTHENTICATED');
const preferences = { orders: true, reviews: true, stock: true, newsletter: false };

export const account = domain('account', {
  'shows whose account it is': async (context) => {
    const ada = { id: 2, email: 'ada@example.test', name: 'Ada Lindqvist', role: 'customer' };
    expectJson(await (await as(context, 'ada')).get('/api/account'), 200, { ...shapes.customer, ...ada });
    expectJson(await context.visitor().get('/api/account'), 401, unauthenticated);
  },
  'changes name and phone': async (context) => {
    const { visitor, id, email } = await join(context);
    const json = { name: 'Nora Redwing', phone: '+49 30 1234567' };
    const changed = { ...shapes.customer, id, email, ...json };
    const answer = await visitor.patch('/api/account', { json });
    expectJson(answer, 200, changed);
    expectSame((await visitor.get('/api/account')).json, answer.json, 'the account after a change');
    expectJson(await visitor.patch('/api/account', { json: { name: '' } }), 422, shapes.invalid('name'));
    expectJson(await context.visitor().patch('/api/account', { json }), 401, unauthenticated);
  },
  'lists seeded addresses': async (context) => {
    const address = shapes.address;
    const expected = [
      { ...address, id: 2, country: 'DE', isDefault: true },
      { ...address, id: 3, country: 'FR', isDefault: false },
    ];
    expectJson(await (await as(context, 'ada')).get('/api/account/addresses'), 200, { items: expected });
    expectJson(await context.visitor().get('/api/account/addresses'), 401, unauthenticated);
  },
  'adds an address and says where it is': async (context) => {
    const { visitor } = await join(context);
    const added = await visitor.post('/api/account/addresses', {
      json: { ...home, line2: 'Back house', isDefault: true },
    });
    const expected = { ...shapes.address, ...home, line2: 'Back house', isDefault: true };
    const { id } = expectJson<{ id: number }>(added, 201, expected);
    expectHeader(added, 'location', `/api/account/addresses/${id}`);
    expectJson(await visitor.get('/api/account/addresses'), 200, { items: [{ ...expected, id }] });
  },
  'has one default address': async (context) => {
    const { visitor } = await join(context);
    await addAddress(visitor, { isDefault: true });
    await addAddress(visitor, { isDefault: true, label: 'Work' });
    const listed = await visitor.get('/api/account/addresses');
    const { items } = expectJson<{ items: { label: string; isDefault: boolean }[] }>(listed, 200, {
      items: eachOf(shapes.address, { min: 2, max: 2 }),
    });
    const defaults = items.filter(({ isDefault }) => isDefault).map(({ label }) => label);
    expectThat(defaults.join() === 'Work', `default addresses: ${defaults.join()}`);
  },
  'refuses an address that names no place': async (context) => {
    const { visitor } = await join(context);
    const refused = await visitor.post('/api/account/addresses', { json: { country: 'Germany' } });
    expectJson(refused, 422, shapes.invalid('label', 'line1', 'city', 'postcode', 'country'));
    expectJson(await context.visitor().post('/api/account/addresses', { json: home }), 401, unauthenticated);
  },
  'changes an address of its own': async (context) => {
    const { visitor } = await join(context);
    const id = await addAddress(visitor);
    const json = { ...home, line1: 'Am Hang 3', city: 'Graz', postcode: '8010', country: 'AT' };
    const changed = { ...json, id, line2: null, isDefault: false };
    expectJson(await visitor.put(`/api/account/addresses/${id}`, { json }), 200, changed);
    expectJson(await visitor.get('/api/account/addresses'), 200, { items: [changed] });
    expectJson(
      await visitor.put(`/api/account/addresses/${id}`, { json: { ...home, city: '' } }),
      422,
      shapes.invalid('city'),
    );
    expectJson(await visitor.put('/api/account/addresses/2', { json }), 404, shapes.failure('NOT_FOUND'));
    expectJson(await context.visitor().put('/api/account/addresses/2', { json }), 401, unauthenticated);
  },
  'removes an address of its own': async (context) => {
    const { visitor } = await join(context);
    const id = await addAddress(visitor);
    expectJson(await visitor.delete('/api/account/addresses/2'), 404, shapes.failure('NOT_FOUND'));
    expectEmpty(await visitor.delete(`/api/account/addresses/${id}`), 204);
    expectJson(await visitor.get('/api/account/addresses'), 200, { items: [] });
    expectJson(await context.visitor().delete('/api/account/addresses/2'), 401, unauthenticated);
  },
  'starts with mails on and the newsletter off': async (context) => {
    expectJson(await (await join(context)).visitor.get('/api/account/notifications'), 200, preferences);
    expectJson(await context.visitor().get('/api/account/notifications'), 401, unauthenticated);
  },
  'keeps what is chosen to be mailed': async (context) => {
    const { visitor } = await join(context);
    const chosen = { ...preferences, reviews: false, newsletter: true };
    const put = await visitor.put('/api/account/notifications', {
      json: { reviews: false, newsletter: true },
    });
    expectJson(put, 200, chosen);
    expectJson(await visitor.get('/api/account/notifications'), 200, chosen);
    const bad = await visitor.put('/api/account/notifications', { json: { orders: 'yes' } });
    expectJson(bad, 422, shapes.invalid('orders'));
    expectJson(await context.visitor().put('/api/account/notifications', { json: {} }), 401, unauthenticated);
  },
  'shows the mails that went out, newest first': async (context) => {
    const shopper = await join(context);
    const order = await buy(shopper);
    const mails = await shopper.visitor.get('/api/account/mails');
    type Mails = { items: { id: number; body: string; subject: string }[]; total: number };
    const { items, total } = expectJson<Mails>(mails, 200, shapes.pageOf(shapes.mail));
    expectHeader(mails, 'x-total-count', String(total));
    expectThat(
      items.some((mail) => `${mail.subject} ${mail.body}`.includes(order.number)),
      `no mail about ${order.number}`,
    );
    expectThat(
      items.every((mail, index) => index === 0 || mail.id < (items[index - 1]?.id ?? 0)),
      'not newest first',
    );
    expectJson(await context.visitor().get('/api/account/mails'), 401, unauthenticated);
  },
});
