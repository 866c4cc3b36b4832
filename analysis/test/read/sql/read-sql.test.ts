import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSql } from '../../../src/read/sql/read-sql.ts';
import { holeMark } from '../../../src/read/sql/tokens.ts';

/** `table:mode(columns)` of every access, in order. */
function accesses(sql: string): string[] {
  return readSql(sql).statements.flatMap((statement) =>
    statement.access.map(({ table, mode, columns }) => `${table}:${mode}(${columns.join(',')})`),
  );
}

const tables = (sql: string): string[] =>
  readSql(sql).statements.flatMap((statement) =>
    statement.access.map(({ table, mode }) => `${table}:${mode}`),
  );

const changes = (sql: string) => readSql(sql).statements.flatMap((statement) => statement.schema);

describe('readSql: reads', () => {
  it.each([
    ['select id, name from users where email = ?', ['users:R(id,name,email)']],
    ['SELECT * FROM "Order" o', ['Order:R()']],
    [
      'SELECT o.id, u.name FROM orders AS o JOIN users u ON u.id = o.user_id',
      ['orders:R(id,user_id)', 'users:R(name,id)'],
    ],
    ['SELECT 1 FROM a, b x, public.c WHERE x.k = a.k', ['a:R(k)', 'b:R(k)', 'c:R()']],
    [
      'SELECT (SELECT count(*) FROM reviews r WHERE r.product_id = p.id) FROM products p',
      ['reviews:R(product_id)', 'products:R(id)'],
    ],
    [
      'SELECT * FROM (SELECT id FROM carts) AS c LEFT JOIN auth.sessions s USING (id)',
      ['carts:R(id)', 'auth.sessions:R()'],
    ],
    ['SELECT EXTRACT(year FROM placed_at) FROM orders', ['orders:R(placed_at)']],
    ['SELECT a FROM t WHERE a IS DISTINCT FROM b', ['t:R(a,b)']],
    ['SELECT id FROM a UNION ALL SELECT name FROM b', ['a:R(id)', 'b:R(name)']],
    ['SELECT * FROM `shop`.`items` i WHERE i.`key` = 1', ['shop.items:R(key)']],
    ['SELECT [id] FROM [dbo].[Users] WITH (NOLOCK)', ['Users:R(id)']],
    ['SELECT tags[1] FROM posts', ['posts:R(tags)']],
    ['SELECT * FROM a NATURAL JOIN b CROSS JOIN c', ['a:R()', 'b:R()', 'c:R()']],
    ['SELECT name FROM sqlite_master', []],
    ["SELECT 'from nowhere' AS x -- from comment\nFROM t /* FROM u */", ['t:R()']],
    [
      'SELECT u.* FROM users u, LATERAL (SELECT 1 FROM posts p WHERE p.author = u.id) x',
      ['users:R(id)', 'posts:R(author)'],
    ],
    ["SELECT data->>'name' FROM docs WHERE tags ? 'a' AND meta::text = $1", ['docs:R(data,tags,meta)']],
  ])('%s', (sql, expected) => expect(accesses(sql)).toEqual(expected));
});

describe('readSql: writes', () => {
  it.each([
    ['INSERT INTO users (name, email) VALUES (?, ?)', ['users:W(name,email)']],
    ['INSERT OR REPLACE INTO kv VALUES (?, ?)', ['kv:W()']],
    ['insert into a (x) select y from b where z = 1', ['a:W(x)', 'b:R(y,z)']],
    [
      'INSERT INTO stock (sku, left) VALUES ($1, $2) ON CONFLICT (sku) DO UPDATE SET left = excluded.left RETURNING id',
      ['stock:W(sku,left,id)'],
    ],
    ['INSERT INTO t SET a = 1, b = 2 ON DUPLICATE KEY UPDATE c = 3', ['t:W(a,b,c)']],
    ['REPLACE INTO sessions (sid, data) VALUES (?, ?)', ['sessions:W(sid,data)']],
    ['UPDATE users SET name = ?, age = age + 1 WHERE id = ?', ['users:W(name,age,id)']],
    ['UPDATE a SET x = b.y FROM b WHERE b.id = a.id', ['a:W(x,id)', 'b:R(y,id)']],
    [
      'UPDATE orders o JOIN users u ON u.id = o.user_id SET o.name = u.name',
      ['orders:W(name,user_id)', 'users:R(id,name)'],
    ],
    ['DELETE FROM carts WHERE id = ?', ['carts:W(id)']],
    ['DELETE FROM a USING b WHERE a.id = b.id', ['a:W(id)', 'b:R(id)']],
    ['DELETE c FROM carts c JOIN users u ON u.id = c.user_id', ['carts:W(user_id)', 'users:R(id)']],
    ['TRUNCATE TABLE a, b CASCADE', ['a:W()', 'b:W()']],
    [
      'MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET x = s.x WHEN NOT MATCHED THEN INSERT (id, x) VALUES (s.id, s.x)',
      ['t:W(x,id)', 's:R(id,x)'],
    ],
    [
      'WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO archive SELECT * FROM gone',
      ['a:W()', 'archive:W()'],
    ],
    ['SELECT id INTO backup FROM users', ['backup:W()', 'users:R()']],
    ['SELECT id FROM jobs FOR UPDATE SKIP LOCKED', ['jobs:R(id)']],
  ])('%s', (sql, expected) => expect(accesses(sql)).toEqual(expected));
});

describe('readSql: names given by WITH', () => {
  it('hides a table only after its own query', () => {
    expect(tables('WITH users AS (SELECT * FROM users) SELECT * FROM users')).toEqual(['users:R']);
  });
  it('hides its own name inside a recursive query', () => {
    expect(
      tables('WITH RECURSIVE t(n) AS (SELECT id FROM nodes UNION SELECT n FROM t) SELECT * FROM t'),
    ).toEqual(['nodes:R']);
  });
  it('sees the second name of a list', () => {
    expect(tables('WITH a AS (SELECT 1), b AS (SELECT * FROM a JOIN c ON true) SELECT * FROM b')).toEqual([
      'c:R',
    ]);
  });
});

describe('readSql: schema', () => {
  it('reads columns and foreign keys of a table', () => {
    const [table] = changes(`CREATE TABLE IF NOT EXISTS order_lines (
      id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE,
      price DECIMAL(10, 2) DEFAULT 0, key TEXT, product_id INT,
      CONSTRAINT fk FOREIGN KEY (product_id) REFERENCES products (id) ON UPDATE CASCADE ON DELETE SET NULL,
      UNIQUE (order_id, product_id), CHECK (price > 0))`);
    expect(table).toEqual({
      change: 'create-table',
      table: 'order_lines',
      columns: ['id', 'order_id', 'price', 'key', 'product_id'],
      foreignKeys: [
        { columns: ['order_id'], references: 'orders', referencedColumns: ['id'], onDelete: 'CASCADE' },
        { columns: ['product_id'], references: 'products', referencedColumns: ['id'], onDelete: 'SET NULL' },
      ],
      isVirtual: false,
      isTemporary: false,
    });
  });
  it('reads full-text tables', () => {
    expect(
      changes("CREATE VIRTUAL TABLE search USING fts5(title, body, content='posts', tokenize = 'porter')"),
    ).toMatchObject([
      { change: 'create-table', table: 'search', columns: ['title', 'body'], isVirtual: true },
    ]);
  });
  it('reads triggers with what they touch', () => {
    const reading = readSql(
      'CREATE TRIGGER t AFTER UPDATE OF name ON posts BEGIN DELETE FROM search WHERE id = old.id; INSERT INTO search(id) VALUES (new.id); END; SELECT 1 FROM after',
    );
    expect(reading.statements[0]?.schema).toEqual([
      { change: 'create-trigger', table: 'posts', name: 't', events: ['update'], runs: '' },
    ]);
    expect(reading.statements.map((statement) => statement.access.map((access) => access.table))).toEqual([
      ['search', 'search'],
      ['after'],
    ]);
  });

  it('reads the functions that triggers run, with the statements of their branches', () => {
    const { statements } = readSql(
      `CREATE OR REPLACE FUNCTION kept() RETURNS trigger AS $$ BEGIN
         IF EXISTS (SELECT 1 FROM rules) THEN INSERT INTO log (a) VALUES (1);
         ELSE UPDATE totals SET n = n + 1; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;
       CREATE TRIGGER t AFTER INSERT ON posts FOR EACH ROW WHEN (NEW.a > 1) EXECUTE FUNCTION kept();
       CREATE TRIGGER u BEFORE DELETE ON posts FOR EACH ROW INSERT INTO gone (a) VALUES (1);
       DROP TRIGGER IF EXISTS t ON posts`,
    );
    expect(statements.map(({ schema }) => schema[0])).toEqual([
      { change: 'create-function', name: 'kept' },
      { change: 'create-trigger', table: 'posts', name: 't', events: ['insert'], runs: 'kept' },
      { change: 'create-trigger', table: 'posts', name: 'u', events: ['delete'], runs: '' },
      { change: 'drop-trigger', table: 'posts', name: 't' },
    ]);
    expect(statements.map(({ access }) => access.map(({ table, verb }) => `${verb} ${table}`))).toEqual([
      ['insert log', 'update totals'],
      [],
      ['insert gone'],
      [],
    ]);
    expect(statements[0]?.access[1]?.isRelative).toBe(true);
  });
  it.each([
    [
      'ALTER TABLE a ADD COLUMN b INT REFERENCES c(id), DROP COLUMN d',
      ['add-columns', 'add-foreign-keys', 'drop-columns'],
    ],
    [
      'ALTER TABLE "a" ADD CONSTRAINT "x" FOREIGN KEY ("b") REFERENCES "c"("id") ON DELETE RESTRICT',
      ['add-foreign-keys'],
    ],
    ['ALTER TABLE a RENAME TO b', ['rename-table']],
    ['ALTER TABLE a RENAME COLUMN x TO y', ['rename-column']],
    ['DROP TABLE IF EXISTS a, b', ['drop-table', 'drop-table']],
    ['CREATE OR REPLACE VIEW v AS SELECT * FROM t', ['create-view']],
    ['CREATE UNIQUE INDEX i ON t (a)', []],
  ])('%s', (sql, expected) => expect(changes(sql).map((change) => change.change)).toEqual(expected));
});

describe('readSql: transactions', () => {
  it.each([
    ['BEGIN', 'begin'],
    ['BEGIN IMMEDIATE', 'begin'],
    ['START TRANSACTION READ ONLY', 'begin'],
    ['COMMIT', 'commit'],
    ['END TRANSACTION;', 'commit'],
    ['ROLLBACK', 'rollback'],
    ['ROLLBACK TO SAVEPOINT a', 'release'],
    ['SAVEPOINT a', 'savepoint'],
    ['RELEASE a', 'release'],
  ])('%s is %s', (sql, expected) => expect(readSql(sql).statements[0]?.transaction).toBe(expected));
});

describe('readSql: holes', () => {
  const [a, b] = [holeMark(0), holeMark(1)];
  it.each([
    [`SELECT * FROM ${a} WHERE id = ${b}`, { 0: 'table', 1: 'value' }],
    [`SELECT ${a} FROM t ORDER BY ${b}`, { 0: 'fragment', 1: 'fragment' }],
    [`INSERT INTO t VALUES (${a}, ${b})`, { 0: 'value', 1: 'value' }],
    [`SELECT * FROM ${a}_users WHERE ${b}`, { 0: 'table', 1: 'fragment' }],
    [`UPDATE t SET ${a} WHERE id IN (${b})`, { 0: 'fragment', 1: 'value' }],
  ])('%s', (sql, roles) => expect(Object.fromEntries(readSql(sql).holes)).toEqual(roles));
});

describe('readSql: any text', () => {
  it('never throws and never invents a table that is not written there', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.constantFrom('SELECT', 'FROM', '(', ')', 'WITH', 'JOIN', 't', ',', ';', "'", '"'),
          ),
        ),
        (parts) => {
          const text = parts.join(' ');
          for (const { access } of readSql(text).statements) {
            for (const { table } of access)
              for (const part of table.split('.'))
                expect(text.replaceAll('""', '"').replaceAll('``', '`')).toContain(part);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
  it('knows the common tables beside those that a hole brings', () => {
    const text = `WITH ${holeMark(0)} a AS (SELECT * FROM x) ${holeMark(1)} b AS (SELECT * FROM a) SELECT * FROM b JOIN y ON true`;
    const tables = readSql(text).statements.flatMap(({ access }) => access.map(({ table }) => table));
    expect(tables).toEqual(['x', 'y']);
  });
  it('reads deep nesting without overflow', () => {
    expect(() => readSql(`SELECT * FROM ${'('.repeat(50_000)}`)).not.toThrow();
  });
});
