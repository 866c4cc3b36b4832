import { type Conn, db } from '../db/connection.ts';
import { nowIso } from '../lib/clock.ts';

export async function audit(actorId: number | null, action: string, subject: string, detail = '', conn: Conn = db): Promise<void> {
  await conn.run('INSERT INTO audit_log (actor_id, action, subject, detail, at) VALUES (?, ?, ?, ?, ?)', [
    actorId,
    action,
    subject,
    detail,
    nowIso(),
  ]);
}

export function listAudit(limit: number, offset: number) {
  return db.all<{ id: number; actor: string | null; action: string; subject: string; detail: string; at: string }>(
    `SELECT a.id, c.email AS actor, a.action, a.subject, a.detail, a.at
     FROM audit_log a LEFT JOIN customers c ON c.id = a.actor_id ORDER BY a.id DESC LIMIT ? OFFSET ?`,
    [limit, offset],
  );
}

export async function countAudit(): Promise<number> {
  return (await db.get<{ n: number }>('SELECT COUNT(*) AS n FROM audit_log'))?.n ?? 0;
}
