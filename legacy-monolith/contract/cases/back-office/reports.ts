import type { Visitor } from '../../client/visitor.ts';
import {
  expectHeader,
  expectJson,
  expectSame,
  expectShape,
  expectStatus,
  expectThat,
} from '../../expect/answers.ts';
import { eachOf, filled, matching, natural, orNull, positive } from '../../expect/shape.ts';
import { domain } from '../../suite/case.ts';
import { as } from '../people.ts';
import * as shapes from '../shapes.ts';

export const reports = domain('reports', {
  'adds up the sales of each day': async (context) => {
    const answer = await (await as(context, 'admin')).get(
      '/api/admin/reports/sales?from=2025-03-01&to=2025-03-07',
    );
    const row = { day: shapes.day, orders: natural, items: natural, revenue: shapes.money };
    type Sales = {
      days: { day: string; orders: number; items: number; revenue: string }[];
      totals: { orders: number; items: number; revenue: string };
    };
    const { days, totals } = expectJson<Sales>(answer, 200, {
      from: '2025-03-01',
      to: '2025-03-07',
      days: eachOf(row, { min: 7, max: 7 }),
      totals: { orders: positive, items: positive, revenue: shapes.money },
    });
    const sum = (key: 'orders' | 'items' | 'revenue') =>
      days.reduce((total, found) => total + Number(found[key]), 0);
    expectThat(
      sum('orders') === totals.orders && sum('items') === totals.items,
      'orders or items do not add up',
    );
    expectThat(
      Math.abs(sum('revenue') - Number(totals.revenue)) < 0.005,
      `${sum('revenue')} is not ${totals.revenue}`,
    );
  },
  'refuses days that are none': async (context) => {
    const admin = await as(context, 'admin');
    const bad = await admin.get('/api/admin/reports/sales?from=2025-03-32&to=2025-04-07');
    expectJson(bad, 422, shapes.invalid('from'));
    expectJson(await admin.get('/api/admin/reports/month?month=march'), 422, shapes.invalid('month'));
  },
  'reports a month over everything': async (context) => {
    const admin = await as(context, 'admin');
    const report = expectJson<MonthReport>(
      await admin.get('/api/admin/reports/month?month=2025-02'),
      200,
      monthReport,
    );
    const sales = await admin.get('/api/admin/reports/sales?from=2025-02-01&to=2025-02-28');
    const { totals } = sales.json as { totals: { orders: number; items: number; revenue: string } };
    const { orders, revenue, byCountry, byCategory } = report;
    expectSame(
      { orders, revenue },
      { orders: totals.orders, revenue: totals.revenue },
      'the month by its days',
    );
    const ordersOf = byCountry.reduce((sum, row) => sum + row.orders, 0);
    const itemsOf = byCategory.reduce((sum, row) => sum + row.items, 0);
    expectSame(
      { ordersOf, itemsOf },
      { ordersOf: totals.orders, itemsOf: totals.items },
      'countries and categories',
    );
    expectThat(
      report.newCustomers === (await joinedIn(admin, '2025-02')),
      `${report.newCustomers} new customers`,
    );
    for (const best of report.topProducts.slice(0, 3)) await expectBestSeller(admin, best);
    const last = await admin.get('/api/admin/reports/month');
    expectJson(last, 200, { ...monthReport, month: shapes.month });
  },
  'reports last month as it was sold': async (context) => {
    const answer = await (await as(context, 'admin')).get('/api/admin/reports/month?month=2025-02');
    // Nothing that anybody does today changes February: these are the seed's figures.
    const seeded = { newCustomers: 128, pointsGiven: 82_720, reviews: { count: 578, average: '3.77' } };
    const { topProducts } = expectJson<MonthReport>(answer, 200, { ...monthReport, ...seeded });
    const best = {
      ...shapes.topProduct,
      productId: 30,
      name: "African Violet 'Classic'",
      quantity: 28,
      revenue: '1410.00',
      campaigns: 0,
    };
    expectShape(topProducts[0], best, 'the best seller');
  },
  'lists the inventory as a table of commas': async (context) => {
    const answer = await (await as(context, 'admin')).get('/api/admin/reports/inventory.csv');
    expectStatus(answer, 200);
    expectHeader(answer, 'content-type', 'text/csv; charset=utf-8');
    expectHeader(answer, 'content-disposition', /^attachment; filename="?inventory\.csv"?$/);
    const [header, ...rows] = answer.text.trim().split(/\r?\n/);
    expectThat(header === 'sku,name,warehouse,on_hand,reserved,sold,value', `header line: ${header}`);
    expectThat(rows.length >= 640, `${rows.length} rows`);
    const row = /^FF-0001-S,"?Fiddle Leaf Fig[^"]*"?,[A-Z]{3},\d+,\d+,\d+,\d+\.\d\d$/;
    expectThat(
      rows.some((line) => row.test(line)),
      'no row of FF-0001-S in this form',
    );
    const odd = rows.find((line) => line.replace(/"[^"]*"/g, '').split(',').length !== 7);
    expectThat(odd === undefined, `a row of other than 7 cells: ${odd}`);
  },
});

const monthReport = {
  month: '2025-02',
  orders: positive,
  revenue: shapes.money,
  refunds: shapes.money,
  couponDiscount: shapes.money,
  newCustomers: natural,
  reviews: { count: natural, average: orNull(matching(/^[1-5]\.\d\d$/)) },
  pointsGiven: natural,
  topProducts: eachOf(shapes.topProduct, { min: 10, max: 10 }),
  byCountry: eachOf({ country: matching(/^([A-Z]{2}|\?\?)$/), orders: positive, revenue: shapes.money }),
  byCategory: eachOf({ category: filled, items: positive, revenue: shapes.money }),
};

type BestSeller = { productId: number; name: string; available: number; guides: number };
type MonthReport = {
  orders: number;
  revenue: string;
  newCustomers: number;
  byCountry: { orders: number }[];
  byCategory: { items: number }[];
  topProducts: BestSeller[];
};

/** Counts by hand who joined in a month: the list of customers has their dates. */
async function joinedIn(admin: Visitor, month: string): Promise<number> {
  let joined = 0;
  for (let page = 1, left = 1; left > 0; page += 1) {
    const answer = await admin.get('/api/admin/customers', { query: { pageSize: 100, page } });
    const { items, total } = answer.json as { items: { createdAt: string }[]; total: number };
    joined += items.filter(({ createdAt }) => createdAt.startsWith(month)).length;
    left = total - page * 100;
  }
  return joined;
}

async function expectBestSeller(
  visitor: Visitor,
  { productId, name, available, guides }: BestSeller,
): Promise<void> {
  const product = (await visitor.get(`/api/products/${productId}`)).json as {
    name: string;
    variants: { available: number }[];
  };
  const about = (await visitor.get(`/api/products/${productId}/care-guides`)).json as { items: unknown[] };
  const left = product.variants.reduce((sum, variant) => sum + variant.available, 0);
  expectSame(
    { name, available, guides },
    { name: product.name, available: left, guides: about.items.length },
    `product ${productId}`,
  );
}
