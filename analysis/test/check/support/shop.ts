/** A small shop with agreed boundaries, written to a temporary folder; tests break its rules one at a time. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

const files: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "shop", "type": "module", "dependencies": { "sqlite3": "*" } }',
  'boundaries.yaml': `version: 1
services:
  orders: { modules: [src/orders/**], tables: [orders] }
  payments: { modules: [src/payments/**], tables: [payments] }
  mail: { modules: [src/mail/**] }
shared: [src/lib/**]
arrows:
  allowed:
    - { from: orders, to: payments, because: an order is paid }
    - { from: orders, to: mail, because: an order is confirmed }
  forbidden:
    - { from: mail, to: '*', because: mail is told what to send }
`,
  'src/lib/database.ts': `import sqlite3 from 'sqlite3';
export const database = new sqlite3.Database(':memory:');
`,
  'src/orders/place-order.ts': `import { database } from '../lib/database.ts';
import { send } from '../mail/send.ts';
import { charge } from '../payments/charge.ts';
export function placeOrder(total: number) {
  database.run('INSERT INTO orders (total) VALUES (?)', [total]);
  charge(total);
  send('thank you');
}
`,
  'src/payments/charge.ts': `import { database } from '../lib/database.ts';
export function charge(amount: number) {
  database.run('INSERT INTO payments (amount) VALUES (?)', [amount]);
}
`,
  'src/mail/send.ts': 'export function send(text: string) { return text; }\n',
};

export interface Shop {
  readonly root: string;
  readonly write: (path: string, text: string) => Promise<void>;
}

/** A change that breaks the rule that forbids it. */
export const mailReadsPayments = {
  'src/mail/send.ts':
    "import { charge } from '../payments/charge.ts';\n\nexport function send(text: string) { charge(1); return text; }\n",
};

/**
 * Removed when the test ends.
 *
 * @param changes files that differ from the lawful shop.
 */
export async function openShop(changes: Readonly<Record<string, string>> = {}): Promise<Shop> {
  const root = await mkdtemp(join(tmpdir(), 'banyan-check-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  for (const [path, text] of Object.entries({ ...files, ...changes })) await write(path, text);
  return { root, write };
}
