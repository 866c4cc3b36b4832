import { type Conn, db } from '../db/connection.ts';

export interface CustomerRow {
  id: number;
  email: string;
  password_hash: string;
  name: string;
  phone: string | null;
  role: 'customer' | 'staff' | 'admin';
  blocked: number;
  created_at: string;
  last_login_at: string | null;
}

export function findCustomer(id: number, conn: Conn = db): Promise<CustomerRow | undefined> {
  return conn.get<CustomerRow>('SELECT * FROM customers WHERE id = ?', [id]);
}

export function findCustomerByEmail(email: string): Promise<CustomerRow | undefined> {
  return db.get<CustomerRow>('SELECT * FROM customers WHERE email = ?', [email]);
}

/** The new id, or null when somebody was faster with this e-mail. */
export async function insertCustomer(email: string, passwordHash: string, name: string, at: string): Promise<number | null> {
  const { lastId, changes } = await db.run(
    "INSERT OR IGNORE INTO customers (email, password_hash, name, role, created_at) VALUES (?, ?, ?, 'customer', ?)",
    [email, passwordHash, name, at],
  );
  return changes > 0 ? lastId : null;
}

export async function updateProfile(id: number, name: string, phone: string | null): Promise<void> {
  await db.run('UPDATE customers SET name = ?, phone = ? WHERE id = ?', [name, phone, id]);
}

export async function updatePassword(id: number, passwordHash: string): Promise<void> {
  await db.run('UPDATE customers SET password_hash = ? WHERE id = ?', [passwordHash, id]);
}

export async function updateAccess(id: number, blocked: boolean, role: string): Promise<void> {
  await db.run('UPDATE customers SET blocked = ?, role = ? WHERE id = ?', [blocked ? 1 : 0, role, id]);
}

export async function noteLogin(id: number, at: string): Promise<void> {
  await db.run('UPDATE customers SET last_login_at = ? WHERE id = ?', [at, id]);
}

// Accounts, orders and loyalty in one statement: the back office wants to see what a customer is worth.
const WORTH = `SELECT c.*, COALESCE(l.points, 0) AS points, COALESCE(l.tier, 'green') AS tier,
    (SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.id) AS orders,
    (SELECT COALESCE(SUM(CAST(ROUND(o.total * 100) AS INTEGER)), 0) FROM orders o
      WHERE o.customer_id = c.id AND o.status IN ('paid', 'shipped', 'delivered')) AS spent_cents
  FROM customers c LEFT JOIN loyalty_accounts l ON l.customer_id = c.id`;

export interface CustomerWorth extends CustomerRow {
  points: number;
  tier: string;
  orders: number;
  spent_cents: number;
}

export function listCustomers(search: string, limit: number, offset: number): Promise<CustomerWorth[]> {
  const like = `%${search.replace(/[%_\\]/g, '\\$&')}%`;
  return db.all<CustomerWorth>(
    `${WORTH} WHERE c.name LIKE ? ESCAPE '\\' OR c.email LIKE ? ESCAPE '\\' ORDER BY c.id LIMIT ? OFFSET ?`,
    [like, like, limit, offset],
  );
}

export async function countCustomers(search: string): Promise<number> {
  const like = `%${search.replace(/[%_\\]/g, '\\$&')}%`;
  const row = await db.get<{ n: number }>(
    "SELECT COUNT(*) AS n FROM customers WHERE name LIKE ? ESCAPE '\\' OR email LIKE ? ESCAPE '\\'",
    [like, like],
  );
  return row?.n ?? 0;
}

export function findWorth(id: number): Promise<CustomerWorth | undefined> {
  return db.get<CustomerWorth>(`${WORTH} WHERE c.id = ?`, [id]);
}

export async function insertReset(token: string, customerId: number, expiresAt: string): Promise<void> {
  await db.run('INSERT INTO password_resets (token, customer_id, expires_at) VALUES (?, ?, ?)', [token, customerId, expiresAt]);
}

export function findReset(token: string): Promise<{ customer_id: number; expires_at: string; used_at: string | null } | undefined> {
  return db.get('SELECT customer_id, expires_at, used_at FROM password_resets WHERE token = ?', [token]);
}

export async function useReset(token: string, at: string): Promise<void> {
  await db.run('UPDATE password_resets SET used_at = ? WHERE token = ?', [at, token]);
}
