import session from 'express-session';
import { db } from '../db/connection.ts';
import { addDays, now, nowIso } from './clock.ts';

const LIFETIME_DAYS = 14;

/** express-session's store on table `sessions`. */
export class SqliteSessionStore extends session.Store {
  override get(sid: string, callback: (error: unknown, session?: session.SessionData | null) => void): void {
    db.get<{ data: string }>('SELECT data FROM sessions WHERE sid = ? AND expires_at > ?', [sid, nowIso()]).then(
      (row) => callback(null, row ? (JSON.parse(row.data) as session.SessionData) : null),
      (error: unknown) => callback(error),
    );
  }

  override set(sid: string, data: session.SessionData, callback?: (error?: unknown) => void): void {
    db.run(
      `INSERT INTO sessions (sid, customer_id, data, expires_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (sid) DO UPDATE SET customer_id = excluded.customer_id, data = excluded.data, expires_at = excluded.expires_at`,
      [sid, data.customerId ?? null, JSON.stringify(data), addDays(now(), LIFETIME_DAYS).toISOString()],
    ).then(
      () => callback?.(),
      (error: unknown) => callback?.(error),
    );
  }

  override destroy(sid: string, callback?: (error?: unknown) => void): void {
    db.run('DELETE FROM sessions WHERE sid = ?', [sid]).then(
      () => callback?.(),
      (error: unknown) => callback?.(error),
    );
  }

  /** A write for every request of a logged-in customer would be dear; a session simply ends 14 days after its last change. */
  override touch(_sid: string, _data: session.SessionData, callback?: () => void): void {
    callback?.();
  }
}
