import { type Conn, db } from '../db/connection.ts';

const EARNING = "('paid', 'shipped', 'delivered')";

export function dailySales(from: string, to: string): Promise<{ day: string; orders: number; items: number; revenue: string }[]> {
  return db.all('SELECT day, orders, items, revenue FROM daily_sales WHERE day BETWEEN ? AND ? ORDER BY day', [from, to]);
}

export async function rollUpDay(day: string, conn: Conn): Promise<void> {
  await conn.run(
    `INSERT INTO daily_sales (day, orders, items, revenue)
     SELECT ?, COUNT(*), COALESCE(SUM(n.items), 0), printf('%.2f', COALESCE(SUM(CAST(o.total AS REAL)), 0))
     FROM orders o JOIN (SELECT order_id, SUM(quantity) AS items FROM order_items GROUP BY order_id) n ON n.order_id = o.id
     WHERE o.placed_at >= ? AND o.placed_at < date(?, '+1 day') AND o.status IN ${EARNING}
     ON CONFLICT (day) DO UPDATE SET orders = excluded.orders, items = excluded.items, revenue = excluded.revenue`,
    [day, day, day],
  );
}

export interface TopProductRow {
  product_id: number;
  name: string;
  category: string;
  quantity: number;
  revenue: string;
  rating: string | null;
  available: number;
  campaigns: number;
  guides: number;
}

// The report that joins everything: orders, catalog, reviews, inventory, promotions and guides.
export function topProducts(from: string, to: string): Promise<TopProductRow[]> {
  return db.all<TopProductRow>(
    `SELECT p.id AS product_id, p.name, c.name AS category, SUM(i.quantity) AS quantity,
       printf('%.2f', SUM(CAST(i.line_total AS REAL))) AS revenue, g.average AS rating,
       (SELECT COALESCE(SUM(s.on_hand), 0) FROM stock_levels s JOIN variants v ON v.id = s.variant_id WHERE v.product_id = p.id)
       - (SELECT COALESCE(SUM(h.quantity), 0) FROM reservations h JOIN variants v ON v.id = h.variant_id
           WHERE v.product_id = p.id AND h.state = 'held') AS available,
       (SELECT COUNT(*) FROM promotion_products mp WHERE mp.product_id = p.id) AS campaigns,
       (SELECT COUNT(*) FROM guide_products gp WHERE gp.product_id = p.id) AS guides
     FROM orders o
       JOIN order_items i ON i.order_id = o.id
       JOIN products p ON p.id = i.product_id
       JOIN categories c ON c.id = p.category_id
       JOIN customers k ON k.id = o.customer_id
       LEFT JOIN product_ratings g ON g.product_id = p.id
     WHERE o.placed_at >= ? AND o.placed_at < ? AND o.status IN ${EARNING} AND k.role = 'customer'
     GROUP BY p.id ORDER BY SUM(CAST(i.line_total AS REAL)) DESC, p.id LIMIT 10`,
    [from, to],
  );
}

export interface MonthRow {
  orders: number;
  revenue: string;
  refunds: string;
  coupon_discount: string;
  new_customers: number;
  review_count: number;
  review_average: string | null;
  points_given: number;
}

export async function monthFigures(from: string, to: string): Promise<MonthRow> {
  const span = [from, to] as const;
  const row = await db.get<MonthRow>(
    `SELECT
       (SELECT COUNT(*) FROM orders WHERE placed_at >= ? AND placed_at < ? AND status IN ${EARNING}) AS orders,
       (SELECT printf('%.2f', COALESCE(SUM(CAST(total AS REAL)), 0)) FROM orders WHERE placed_at >= ? AND placed_at < ? AND status IN ${EARNING}) AS revenue,
       (SELECT printf('%.2f', COALESCE(SUM(CAST(f.amount AS REAL)), 0)) FROM refunds f JOIN payments y ON y.id = f.payment_id
         WHERE f.at >= ? AND f.at < ?) AS refunds,
       (SELECT printf('%.2f', COALESCE(SUM(CAST(discount AS REAL)), 0)) FROM coupon_redemptions WHERE at >= ? AND at < ?) AS coupon_discount,
       (SELECT COUNT(*) FROM customers WHERE created_at >= ? AND created_at < ?) AS new_customers,
       (SELECT COUNT(*) FROM reviews WHERE created_at >= ? AND created_at < ?) AS review_count,
       (SELECT printf('%.2f', AVG(rating)) FROM reviews WHERE created_at >= ? AND created_at < ? HAVING COUNT(*) > 0) AS review_average,
       (SELECT COALESCE(SUM(points), 0) FROM loyalty_entries WHERE points > 0 AND at >= ? AND at < ?) AS points_given`,
    [...span, ...span, ...span, ...span, ...span, ...span, ...span, ...span],
  );
  return row as MonthRow;
}

export function salesByCountry(from: string, to: string): Promise<{ country: string; orders: number; revenue: string }[]> {
  return db.all(
    `SELECT COALESCE(a.country, '??') AS country, COUNT(*) AS orders, printf('%.2f', SUM(CAST(o.total AS REAL))) AS revenue
     FROM orders o LEFT JOIN addresses a ON a.id = o.address_id
     WHERE o.placed_at >= ? AND o.placed_at < ? AND o.status IN ${EARNING}
     GROUP BY 1 ORDER BY SUM(CAST(o.total AS REAL)) DESC, 1`,
    [from, to],
  );
}

export function salesByCategory(from: string, to: string): Promise<{ category: string; items: number; revenue: string }[]> {
  return db.all(
    `SELECT c.name AS category, SUM(i.quantity) AS items, printf('%.2f', SUM(CAST(i.line_total AS REAL))) AS revenue
     FROM order_items i JOIN orders o ON o.id = i.order_id JOIN products p ON p.id = i.product_id JOIN categories c ON c.id = p.category_id
     WHERE o.placed_at >= ? AND o.placed_at < ? AND o.status IN ${EARNING}
     GROUP BY c.id ORDER BY SUM(CAST(i.line_total AS REAL)) DESC, c.id`,
    [from, to],
  );
}

export interface InventoryValueRow {
  sku: string;
  name: string;
  warehouse: string;
  on_hand: number;
  reserved: number;
  sold: number;
  price: string;
}

export function inventoryValue(): Promise<InventoryValueRow[]> {
  return db.all<InventoryValueRow>(
    `SELECT v.sku, p.name, w.code AS warehouse, s.on_hand, COALESCE(h.reserved, 0) AS reserved, COALESCE(x.sold, 0) AS sold, v.price
     FROM stock_levels s
       JOIN variants v ON v.id = s.variant_id
       JOIN products p ON p.id = v.product_id
       JOIN warehouses w ON w.id = s.warehouse_id
       LEFT JOIN (SELECT variant_id, warehouse_id, SUM(quantity) AS reserved FROM reservations WHERE state = 'held' GROUP BY 1, 2) h
         ON h.variant_id = v.id AND h.warehouse_id = w.id
       LEFT JOIN (SELECT variant_id, SUM(quantity) AS sold FROM order_items GROUP BY 1) x ON x.variant_id = v.id
     ORDER BY v.sku, w.id`,
  );
}

export interface DashboardRow {
  orders_today: number;
  revenue_today: string;
  open_orders: number;
  pending_reviews: number;
  queued_mails: number;
  open_returns: number;
  low_stock: number;
}

export async function dashboardFigures(today: string): Promise<DashboardRow> {
  const row = await db.get<DashboardRow>(
    `SELECT
       (SELECT COUNT(*) FROM orders WHERE placed_at >= ?) AS orders_today,
       (SELECT printf('%.2f', COALESCE(SUM(CAST(total AS REAL)), 0)) FROM orders WHERE placed_at >= ? AND status IN ${EARNING}) AS revenue_today,
       (SELECT COUNT(*) FROM orders WHERE status = 'paid') AS open_orders,
       (SELECT COUNT(*) FROM reviews WHERE status = 'pending') AS pending_reviews,
       (SELECT COUNT(*) FROM mail_outbox WHERE state = 'queued') AS queued_mails,
       (SELECT COUNT(*) FROM returns WHERE status = 'requested') AS open_returns,
       (SELECT COUNT(*) FROM stock_levels WHERE on_hand < 10) AS low_stock`,
    [today, today],
  );
  return row as DashboardRow;
}

export async function startJobRun(job: string, at: string): Promise<number> {
  return (await db.run('INSERT INTO job_runs (job, started_at) VALUES (?, ?)', [job, at])).lastId;
}

export async function finishJobRun(id: number, outcome: string, at: string): Promise<void> {
  await db.run('UPDATE job_runs SET finished_at = ?, outcome = ? WHERE id = ?', [at, outcome, id]);
}
