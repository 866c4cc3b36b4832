import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('../../../../legacy-monolith/src/server.ts', import.meta.url));

export interface RunningShop {
  readonly url: string;
  stop(): Promise<void>;
}

/** The sample shop on a database file; seeds the file first where there is none. */
export async function startShop(dbFile: string): Promise<RunningShop> {
  const env = { ...process.env, PORT: '0', DB_FILE: dbFile, UPLOADS_DIR: `${dbFile}-uploads`, JOBS: 'off' };
  const child = spawn(process.execPath, [SERVER], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  return { url: await announcedUrl(child), stop: () => stop(child) };
}

async function announcedUrl(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the shop has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /listens on (http\S+)/.exec(line)?.[1];
    if (url) {
      child.stdout.resume();
      return url;
    }
  }
  throw new Error(`the shop ended before it listened (${child.exitCode})`);
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

/** A copy of a seeded file in which every new row gets another id than in the original. In a process of its own: see sqlite3's locks. */
export async function copyWithOtherIds(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const script =
    "const { DatabaseSync } = require('node:sqlite'); const db = new DatabaseSync(process.argv[1]);" +
    "db.exec('UPDATE sqlite_sequence SET seq = seq + 700 + length(name) * 10'); db.close();";
  execFileSync(process.execPath, ['-e', script, to], { stdio: 'ignore' });
}

type Answered = { [key: string]: unknown };

/** A browser without a window: keeps cookies, follows nothing. */
export class Visitor {
  private readonly base: string;
  private readonly cookies = new Map<string, string>();
  constructor(base: string) {
    this.base = base;
  }

  async go(method: string, path: string, body?: Answered | string): Promise<Answered> {
    const headers = new Headers();
    if (body !== undefined)
      headers.set(
        'content-type',
        typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json',
      );
    if (this.cookies.size > 0)
      headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(`${this.base}${path}`, {
      method,
      redirect: 'manual',
      headers,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const pair = cookie.split(';', 1)[0] ?? '';
      this.cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const text = await response.text();
    return text.startsWith('{') ? (JSON.parse(text) as Answered) : {};
  }
}

/** A day at the shop: two customers buy, one reviews and cancels, one registers, the staff looks at it all. */
export async function aDayAtTheShop(base: string): Promise<void> {
  await buy(base, 'ada@example.test', 'ada-loves-ferns', 7, 2);
  const { visitor: ben, orderId } = await buy(base, 'ben@example.test', 'ben-waters-weekly', 9, 4);
  const review = { rating: 4, title: 'Sturdy plant', body: 'It survives my whole family and the cat.' };
  await ben.go('POST', '/api/products/3/reviews', review);
  await ben.go('GET', '/api/products/3/reviews');
  await ben.go('GET', '/api/reviews/mine');
  await ben.go('POST', `/api/orders/${orderId}/cancel`);
  await ben.go('GET', `/api/orders/${orderId}`);
  const staff = new Visitor(base);
  await staff.go(
    'POST',
    '/admin/login',
    'email=staff%40figandfern.test&password=staff-pots-2025&next=%2Fadmin',
  );
  for (const page of ['/admin', '/admin/orders', '/api/admin/orders', '/admin/mails'])
    await staff.go('GET', page);
  const guest = new Visitor(base);
  await guest.go('POST', '/api/auth/register', {
    email: 'new@example.test',
    password: 'long-enough-1',
    name: 'New One',
  });
  const home = { label: 'Home', line1: 'Street 1', city: 'Berlin', postcode: '10115', country: 'DE' };
  const { id } = await guest.go('POST', '/api/account/addresses', home);
  await guest.go('PUT', `/api/account/addresses/${String(id)}`, { ...home, label: 'Work' });
  for (const page of ['/api/account/addresses', '/products/monstera', '/', '/api/search?q=fern', '/p/4'])
    await guest.go('GET', page);
}

async function buy(
  base: string,
  email: string,
  password: string,
  variantId: number,
  addressId: number,
): Promise<{ visitor: Visitor; orderId: unknown }> {
  const visitor = new Visitor(base);
  await visitor.go('GET', '/api/products?page=1');
  await visitor.go('GET', '/api/products/4');
  await visitor.go('POST', '/api/cart/items', { variantId, quantity: 2 });
  await visitor.go('POST', '/api/auth/login', { email, password });
  const cart = await visitor.go('GET', '/api/cart');
  const item = (cart['items'] as Answered[])[0];
  await visitor.go('PATCH', `/api/cart/items/${String(item?.['id'])}`, { quantity: 3 });
  await visitor.go('POST', '/api/checkout/quote', { addressId, shippingMethod: 'standard' });
  const order = await visitor.go('POST', '/api/checkout', {
    addressId,
    shippingMethod: 'standard',
    payment: { method: 'card', token: 'tok_visa' },
  });
  const payment = (order['payments'] as Answered[])[0];
  for (const page of [
    `/api/orders/${String(order['id'])}`,
    '/api/orders',
    `/api/orders/${String(order['id'])}/invoice`,
    `/api/payments/${String(payment?.['id'])}`,
    '/api/account/mails',
    '/api/loyalty/history',
    '/api/loyalty',
  ]) {
    await visitor.go('GET', page);
  }
  return { visitor, orderId: order['id'] };
}
