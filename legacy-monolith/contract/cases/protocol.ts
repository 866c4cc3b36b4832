import {
  expectEmpty,
  expectHeader,
  expectJson,
  expectNoCookie,
  expectStatus,
  expectThat,
} from '../expect/answers.ts';
import { domain } from '../suite/case.ts';
import { join, sessionCookie } from './people.ts';
import * as shapes from './shapes.ts';

export const protocol = domain('protocol', {
  'answers HEAD as GET without a body': async ({ visitor }) => {
    for (const path of ['/api/products/1', '/api/categories', '/', '/robots.txt']) {
      const [head, get] = [await visitor().head(path), await visitor().get(path)];
      expectEmpty(head, get.status);
      expectThat(
        head.headers['content-type'] === get.headers['content-type'],
        `${path}: HEAD has another type`,
      );
      expectThat(
        head.headers['content-length'] === get.headers['content-length'],
        `${path}: HEAD has another length`,
      );
    }
  },
  'tells with OPTIONS what a path allows': async ({ visitor }) => {
    const asked = await visitor().request('OPTIONS', '/api/cart/items/1');
    expectStatus(asked, 200);
    const allowed = (asked.headers.allow ?? '').split(/, ?/);
    expectThat(
      ['PATCH', 'DELETE'].every((method) => allowed.includes(method)),
      `allow: ${asked.headers.allow}`,
    );
  },
  'does not care for case and slashes': async ({ visitor }) => {
    expectJson(await visitor().get('/API/Products/1/'), 200, { ...shapes.product, id: 1 });
    expectStatus(await visitor().get('/ROBOTS.txt'), 200);
  },
  'knows no other paths and methods': async ({ visitor }) => {
    expectJson(await visitor().get('/api/nothing'), 404, shapes.failure('NOT_FOUND'));
    expectJson(await visitor().request('PUT', '/api/cart', { json: {} }), 404, shapes.failure('NOT_FOUND'));
    expectJson(await visitor().get('/api/'), 404, shapes.failure('NOT_FOUND'));
  },
  'refuses a body that is no JSON, or too large': async ({ visitor }) => {
    const headers = { 'content-type': 'application/json' };
    const path = '/api/auth/login';
    expectJson(await visitor().post(path, { raw: '{"email": ', headers }), 400, shapes.failure('BAD_JSON'));
    const large = JSON.stringify({ email: 'x'.repeat(120 * 1024) });
    expectJson(await visitor().post(path, { raw: large, headers }), 413, shapes.failure('TOO_LARGE'));
  },
  'reads a body sent in pieces': async (context) => {
    const { visitor } = await join(context);
    const body = Buffer.from(
      JSON.stringify({ label: 'Cabin', line1: 'Wald 1', city: 'Graz', postcode: '8010', country: 'AT' }),
    );
    const headers = { 'content-type': 'application/json' };
    const pieces = [body.subarray(0, 10), body.subarray(10)];
    const sent = await visitor.post('/api/account/addresses', { pieces, headers });
    expectJson(sent, 201, { ...shapes.address, label: 'Cabin', city: 'Graz', country: 'AT' });
  },
  'says JSON in UTF-8, and keeps letters whole': async (context) => {
    const { visitor } = await join(context, 'Žofie Nováková 🌿');
    const me = await visitor.get('/api/account');
    expectHeader(me, 'content-type', 'application/json; charset=utf-8');
    expectJson(me, 200, { ...shapes.customer, name: 'Žofie Nováková 🌿' });
  },
  'sets its cookie once, not with every answer': async (context) => {
    const { visitor } = await join(context);
    for (const path of ['/api/cart', '/api/account', '/'])
      expectNoCookie(await visitor.get(path), sessionCookie);
    expectNoCookie(await context.visitor().get('/'), sessionCookie);
  },
});
