/**
 * Makes the service's own database file from the monolith's: `node src/fill.ts MONOLITH_DB OWN_DB`.
 *
 * Copied whole: the tables that the service owns. Copied by column: what it reads of others (names, logins, purchases).
 * The copy is of one moment (one read transaction) and replaces the target only when it is complete.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const ownedTables = ['reviews', 'review_votes', 'review_reports', 'product_ratings'] as const;

/** Table → the columns of it that reviews reads. */
const replicas: Readonly<Record<string, readonly string[]>> = {
  customers: ['id', 'name', 'role', 'blocked'],
  sessions: ['sid', 'data', 'expires_at'],
  products: ['id', 'slug', 'name', 'archived'],
  orders: ['id', 'customer_id', 'status'],
  order_items: ['id', 'order_id', 'product_id'],
  order_events: ['id', 'order_id', 'status', 'at'],
};

const indexes = [
  'CREATE INDEX reviews_product ON reviews(product_id, status)',
  'CREATE INDEX reviews_customer ON reviews(customer_id)',
  'CREATE INDEX orders_customer ON orders(customer_id)',
  'CREATE INDEX order_items_order ON order_items(order_id)',
  'CREATE INDEX order_events_order ON order_events(order_id)',
];

interface FilledTable {
  readonly table: string;
  readonly rows: number;
}

/** @throws Error when the source is missing or is not the shop's database. */
function fill(monolithFile: string, ownFile: string): FilledTable[] {
  if (!existsSync(monolithFile))
    throw new Error(`${monolithFile} does not exist: name the monolith's database file.`);
  const halfDone = `${ownFile}.filling`;
  rmSync(halfDone, { force: true });
  const own = new DatabaseSync(halfDone);
  try {
    own.prepare('ATTACH DATABASE ? AS monolith').run(`${pathToFileURL(monolithFile)}?mode=ro`);
    own.exec('BEGIN');
    const filled = [
      ...ownedTables.map((table) => copy(own, table, '*')),
      ...Object.entries(replicas).map(([table, columns]) => copy(own, table, columns.join(', '))),
    ];
    for (const index of indexes) own.exec(index);
    own.exec('COMMIT');
    own.close();
    renameSync(halfDone, ownFile);
    return filled;
  } catch (error) {
    own.close();
    rmSync(halfDone, { force: true });
    throw error;
  }
}

function copy(own: DatabaseSync, table: string, columns: string): FilledTable {
  own.exec(`CREATE TABLE ${table} AS SELECT ${columns} FROM monolith.${table}`);
  const { rows } = own.prepare(`SELECT COUNT(*) AS rows FROM main.${table}`).get() ?? {};
  return { table, rows: Number(rows) };
}

const [from, to] = parseArgs({ allowPositionals: true }).positionals;
if (from === undefined || to === undefined) {
  console.error('usage: node src/fill.ts MONOLITH_DB OWN_DB');
  process.exit(2);
}
try {
  for (const { table, rows } of fill(from, to)) console.log(`${table.padEnd(16)} ${rows}`);
} catch (error) {
  console.error(`fill: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(2);
}
