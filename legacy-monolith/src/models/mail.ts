import { type Conn, db } from '../db/connection.ts';

export interface MailRow {
  id: number;
  customer_id: number | null;
  recipient: string;
  template: string;
  subject: string;
  body: string;
  state: 'queued' | 'sent' | 'suppressed';
  created_at: string;
  sent_at: string | null;
}

export interface PreferenceRow {
  orders: number;
  reviews: number;
  stock: number;
  newsletter: number;
}

export function allTemplates(): Promise<{ name: string; subject: string; body: string }[]> {
  return db.all('SELECT name, subject, body FROM mail_templates ORDER BY name');
}

export async function insertMail(mail: Omit<MailRow, 'id' | 'sent_at'>): Promise<number> {
  const { lastId } = await db.run(
    'INSERT INTO mail_outbox (customer_id, recipient, template, subject, body, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [mail.customer_id, mail.recipient, mail.template, mail.subject, mail.body, mail.state, mail.created_at],
  );
  return lastId;
}

export async function markAllSent(at: string, conn: Conn = db): Promise<number> {
  return (await conn.run("UPDATE mail_outbox SET state = 'sent', sent_at = ? WHERE state = 'queued'", [at])).changes;
}

export function mailsOf(customerId: number, limit: number, offset: number): Promise<MailRow[]> {
  return db.all<MailRow>('SELECT * FROM mail_outbox WHERE customer_id = ? ORDER BY id DESC LIMIT ? OFFSET ?', [customerId, limit, offset]);
}

export async function countMailsOf(customerId: number): Promise<number> {
  return (await db.get<{ n: number }>('SELECT COUNT(*) AS n FROM mail_outbox WHERE customer_id = ?', [customerId]))?.n ?? 0;
}

export function listMails(state: string | undefined, limit: number, offset: number): Promise<MailRow[]> {
  return db.all<MailRow>('SELECT * FROM mail_outbox WHERE (? IS NULL OR state = ?) ORDER BY id DESC LIMIT ? OFFSET ?', [
    state ?? null,
    state ?? null,
    limit,
    offset,
  ]);
}

export async function countMails(state: string | undefined): Promise<number> {
  const row = await db.get<{ n: number }>('SELECT COUNT(*) AS n FROM mail_outbox WHERE (? IS NULL OR state = ?)', [
    state ?? null,
    state ?? null,
  ]);
  return row?.n ?? 0;
}

export function findMail(id: number): Promise<MailRow | undefined> {
  return db.get<MailRow>('SELECT * FROM mail_outbox WHERE id = ?', [id]);
}

export function preferencesOf(customerId: number): Promise<PreferenceRow | undefined> {
  return db.get<PreferenceRow>('SELECT orders, reviews, stock, newsletter FROM notification_preferences WHERE customer_id = ?', [customerId]);
}

export async function savePreferences(customerId: number, prefs: PreferenceRow): Promise<void> {
  await db.run(
    `INSERT INTO notification_preferences (customer_id, orders, reviews, stock, newsletter) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (customer_id) DO UPDATE SET orders = excluded.orders, reviews = excluded.reviews, stock = excluded.stock,
       newsletter = excluded.newsletter`,
    [customerId, prefs.orders, prefs.reviews, prefs.stock, prefs.newsletter],
  );
}
