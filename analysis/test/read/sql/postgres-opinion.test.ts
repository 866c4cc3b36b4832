import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { looksLikeSql } from '../../../src/read/sql/looks-like-sql.ts';
import { postgresOpinion } from '../../../src/read/sql/postgres-opinion.ts';
import { readSql } from '../../../src/read/sql/read-sql.ts';

const MONOLITH = fileURLToPath(new URL('../../../../legacy-monolith/src', import.meta.url));

const scanned = (sql: string): string[] => [
  ...new Set(
    readSql(sql).statements.flatMap(({ access }) =>
      access.filter(({ isCall }) => !isCall).map(({ table, mode }) => `${table} ${mode}`),
    ),
  ),
];

async function parsed(sql: string): Promise<string[] | null> {
  const opinion = await postgresOpinion(sql);
  return opinion === null ? null : opinion.map(([table, mode]) => `${table} ${mode}`);
}

const STATEMENTS = [
  'SELECT a.x, (SELECT count(*) FROM b WHERE b.a = a.id) FROM a LEFT JOIN LATERAL (SELECT 1 FROM c) l ON true',
  'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t JOIN edges e ON e.n = t.n) SELECT * FROM t',
  'WITH users AS (SELECT * FROM users WHERE id = $1) UPDATE orders SET paid = true FROM users u WHERE u.id = orders.user_id RETURNING *',
  'INSERT INTO stock (sku, n) SELECT sku, 1 FROM incoming ON CONFLICT (sku) DO UPDATE SET n = stock.n + excluded.n',
  'DELETE FROM a USING b, c WHERE a.id = b.id AND b.c = c.id AND EXISTS (SELECT 1 FROM d)',
  "SELECT extract(year FROM d), substring('x' FROM 1), trim(both 'x' FROM y) FROM t WHERE a IS DISTINCT FROM b",
  'MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET x = s.x WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)',
  "SELECT * FROM a, ONLY b, audit.c AS x NATURAL JOIN d CROSS JOIN (e JOIN f USING (id)) WHERE x.data ->> 'k' = any($1)",
  'TRUNCATE a, b RESTART IDENTITY CASCADE',
  'SELECT id FROM jobs WHERE run_at < now() ORDER BY id FOR UPDATE OF jobs SKIP LOCKED LIMIT 1',
];

describe('the scanner and PostgreSQL', () => {
  it.each(STATEMENTS)('agree on %s', async (sql) => {
    expect(scanned(sql).sort()).toEqual((await parsed(sql))?.sort());
  });

  it('agree on every statement of Fig & Fern that PostgreSQL can parse', async () => {
    let compared = 0;
    for (const sql of statementsOf(MONOLITH)) {
      const opinion = await parsed(sql);
      if (opinion === null) continue;
      compared += 1;
      expect({ sql, tables: scanned(sql).sort() }).toEqual({ sql, tables: opinion.sort() });
    }
    expect(compared).toBeGreaterThan(80);
  });

  it.each(['', 'SELEC', 'PRAGMA foreign_keys = ON', 'INSERT OR REPLACE INTO a VALUES (1)'])(
    'PostgreSQL has no opinion on %j',
    async (sql) => {
      const opinion = await parsed(sql);
      expect(opinion === null || opinion.length === 0).toBe(true);
    },
  );
});

/** String and template literals without holes that are SQL, `?` turned into what PostgreSQL calls a parameter. */
function statementsOf(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  const literals = files.flatMap((path) => [
    ...readFileSync(`${folder}/${path}`, 'utf8').matchAll(/'((?:[^'\\\n]|\\.)*)'|`([^`$]*)`/g),
  ]);
  return [...new Set(literals.map((match) => (match[1] ?? match[2] ?? '').replaceAll("\\'", "'")))]
    .filter(looksLikeSql)
    .map((sql) => {
      let next = 0;
      return sql.replace(/\?/g, () => {
        next += 1;
        return `$${next}`;
      });
    });
}
