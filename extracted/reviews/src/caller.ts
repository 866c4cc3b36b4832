import { parse } from 'cookie';
import { unsign } from 'cookie-signature';
import type { Connection } from './database.ts';
import { forbidden, unauthenticated } from './errors.ts';

export interface Caller {
  readonly id: number;
  readonly isStaff: boolean;
}

/** The cookie of express-session, as the monolith sets it: `s:<id>.<signature>`. */
const sessionCookie = 'figfern.sid';

export interface Login {
  readonly database: Connection;
  readonly secret: string;
  readonly nowIso: () => string;
}

/** Who calls, read from the session that the monolith's login made. Blocked customers count as nobody. */
export async function findCaller(cookieHeader: string | undefined, login: Login): Promise<Caller | null> {
  const sid = sessionIdOf(cookieHeader, login.secret);
  if (sid === null) return null;
  const session = await login.database.get<{ data: string }>(
    'SELECT data FROM sessions WHERE sid = ? AND expires_at > ?',
    [sid, login.nowIso()],
  );
  const customerId = session === undefined ? null : customerIdOf(session.data);
  if (customerId === null) return null;
  const customer = await login.database.get<{ id: number; role: string; blocked: number }>(
    'SELECT id, role, blocked FROM customers WHERE id = ?',
    [customerId],
  );
  if (customer === undefined || customer.blocked !== 0) return null;
  return { id: customer.id, isStaff: customer.role !== 'customer' };
}

function sessionIdOf(cookieHeader: string | undefined, secret: string): string | null {
  const value = parse(cookieHeader ?? '')[sessionCookie];
  if (value === undefined || !value.startsWith('s:')) return null;
  const sid = unsign(value.slice('s:'.length), secret);
  return sid === false ? null : sid;
}

function customerIdOf(sessionData: string): number | null {
  const data: unknown = JSON.parse(sessionData);
  if (typeof data !== 'object' || data === null || !('customerId' in data)) return null;
  return typeof data.customerId === 'number' ? data.customerId : null;
}

export function requireCustomer(caller: Caller | null): Caller {
  if (caller === null) throw unauthenticated();
  return caller;
}

export function requireStaff(caller: Caller | null): Caller {
  if (!requireCustomer(caller).isStaff) throw forbidden('This is for the staff.');
  return requireCustomer(caller);
}
