import { expectJson } from '../../expect/answers.ts';
import { domain } from '../../suite/case.ts';
import { as } from '../people.ts';
import * as shapes from '../shapes.ts';

export const access = domain('access', {
  'asks for a login everywhere in the back office': async ({ visitor }) => {
    for (const path of staffReads.concat(adminReads)) {
      expectJson(await visitor().get(path), 401, shapes.failure('UNAUTHENTICATED'));
    }
    for (const [method, path] of writes) {
      expectJson(await visitor().request(method, path, { json: {} }), 401, shapes.failure('UNAUTHENTICATED'));
    }
  },
  'keeps customers out of the back office': async (context) => {
    const ada = await as(context, 'ada');
    for (const path of staffReads.concat(adminReads))
      expectJson(await ada.get(path), 403, shapes.failure('FORBIDDEN'));
    for (const [method, path] of writes) {
      expectJson(await ada.request(method, path, { json: {} }), 403, shapes.failure('FORBIDDEN'));
    }
  },
  'keeps staff out of what only admins do': async (context) => {
    const staff = await as(context, 'staff');
    for (const path of adminReads) expectJson(await staff.get(path), 403, shapes.failure('FORBIDDEN'));
    for (const [method, path] of adminWrites) {
      expectJson(await staff.request(method, path, { json: {} }), 403, shapes.failure('FORBIDDEN'));
    }
  },
});

const staffReads = [
  '/api/admin/products/1',
  '/api/admin/stock/movements',
  '/api/admin/orders',
  '/api/admin/coupons',
  '/api/admin/customers',
  '/api/admin/mails',
];
const adminReads = [
  '/api/admin/audit',
  '/api/admin/reports/sales',
  '/api/admin/reports/month',
  '/api/admin/reports/inventory.csv',
];
const adminWrites = [
  ['DELETE', '/api/admin/products/1'],
  ['POST', '/api/admin/orders/1/refund'],
  ['POST', '/api/admin/coupons'],
  ['POST', '/api/admin/promotions'],
  ['PATCH', '/api/admin/customers/3'],
  ['POST', '/api/admin/search/reindex'],
  ['POST', '/api/admin/jobs/nightly'],
] as const;
const writes = [
  ...adminWrites,
  ['POST', '/api/admin/products'],
  ['PUT', '/api/admin/products/1'],
  ['POST', '/api/admin/products/1/images'],
  ['DELETE', '/api/admin/images/1'],
  ['POST', '/api/admin/stock/adjust'],
  ['POST', '/api/admin/orders/6/ship'],
  ['POST', '/api/admin/shipments/5/events'],
  ['POST', '/api/admin/returns/1'],
] as const;
