import { dailySales, inventoryValue, monthFigures, rollUpDay, salesByCategory, salesByCountry, topProducts } from '../models/index.ts';
import { inTransaction } from '../db/connection.ts';
import { Decimal, addDays, dayOf, money, now } from '../lib/index.ts';
import { csvLine } from '../lib/legacy-text.cjs';

export function lastDays(days: number): { from: string; to: string } {
  return { from: dayOf(addDays(now(), -(days - 1))), to: dayOf(now()) };
}

export async function salesReport(from: string, to: string) {
  const days = await dailySales(from, to);
  return {
    from,
    to,
    days,
    totals: {
      orders: days.reduce((sum, row) => sum + row.orders, 0),
      items: days.reduce((sum, row) => sum + row.items, 0),
      revenue: Decimal.sum(days.map((row) => money(row.revenue))).toString(),
    },
  };
}

export function previousMonth(): string {
  const day = now();
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}

export async function monthReport(month: string) {
  const first = new Date(`${month}-01T00:00:00.000Z`);
  const from = first.toISOString();
  const to = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1)).toISOString();
  const figures = await monthFigures(from, to);
  return {
    month,
    orders: figures.orders,
    revenue: figures.revenue,
    refunds: figures.refunds,
    couponDiscount: figures.coupon_discount,
    newCustomers: figures.new_customers,
    reviews: { count: figures.review_count, average: figures.review_average },
    pointsGiven: figures.points_given,
    topProducts: (await topProducts(from, to)).map((row) => ({
      productId: row.product_id,
      name: row.name,
      category: row.category,
      quantity: row.quantity,
      revenue: row.revenue,
      rating: row.rating,
      available: row.available,
      campaigns: row.campaigns,
      guides: row.guides,
    })),
    byCountry: await salesByCountry(from, to),
    byCategory: await salesByCategory(from, to),
  };
}

export async function inventoryCsv(): Promise<string> {
  const lines = ['sku,name,warehouse,on_hand,reserved,sold,value\n'];
  for (const row of await inventoryValue()) {
    const value = money(row.price).times(row.on_hand).toString();
    lines.push(csvLine([row.sku, row.name, row.warehouse, row.on_hand, row.reserved, row.sold, value]));
  }
  return lines.join('');
}

/** Sums up today and the two days before it: late payments change yesterday's figures. */
export async function rollUpSales(): Promise<number> {
  const days = [0, 1, 2].map((back) => dayOf(addDays(now(), -back)));
  await inTransaction(async (tx) => {
    for (const day of days) await rollUpDay(day, tx);
  });
  return days.length;
}
