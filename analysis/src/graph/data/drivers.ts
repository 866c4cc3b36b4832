/** Packages whose calls take SQL text. */
const DRIVERS = new Set([
  'pg', 'pg-native', 'pg-promise', 'postgres', 'slonik', 'mysql', 'mysql2', 'mysql2/promise', 'promise-mysql', 'mariadb', 'sqlite3', 'sqlite', 'better-sqlite3',
  'node:sqlite', 'bun:sqlite', '@libsql/client', 'libsql', 'mssql', 'tedious', 'oracledb', '@neondatabase/serverless', '@vercel/postgres', '@planetscale/database',
  'knex', 'typeorm', 'sequelize', '@prisma/client', 'kysely', 'drizzle-orm', '@mikro-orm/core', '@mikro-orm/knex', '@mikro-orm/postgresql', 'objection', 'sql-template-strings', '@databases/pg', '@databases/sqlite',
  'sql.js', 'wa-sqlite', 'snowflake-sdk', '@clickhouse/client', 'pg-query-stream', 'pg-cursor', 'expo-sqlite', 'db0', 'drizzle-orm/sql',
]);

export const isSqlDriver = (packageName: string): boolean => DRIVERS.has(packageName) || packageName.startsWith('drizzle-orm/');

/** Method names under which SQL text is handed to a database, driver's or own. */
export const SQL_METHODS = new Set([
  'query', 'queryOne', 'queryAll', 'execute', 'exec', 'executeSql', 'run', 'all', 'get', 'each', 'prepare', 'raw', 'iterate', 'one', 'oneOrNone', 'many', 'manyOrNone', 'any', 'none',
  'result', 'multi', 'unsafe', '$queryRaw', '$executeRaw', '$queryRawUnsafe', '$executeRawUnsafe', 'simple', 'batch', 'sql', 'file', 'addSql', 'schema', 'stream',
]);

/** Callees whose text is for people, never for a database. */
export const NO_SQL_CALLS = new Set([
  'log', 'debug', 'info', 'warn', 'error', 'trace', 'verbose', 'describe', 'it', 'test', 'expect', 'Error', 'TypeError', 'RangeError', 'send', 'json', 'render', 'write', 'push', 'includes', 'startsWith',
  'endsWith', 'replace', 'replaceAll', 'match', 'split', 'indexOf', 'gql', 'graphql', 'html', 'css', 't', 'assert', 'RegExp', 'toContain', 'toBe', 'toEqual', 'console', 'styled', 'emit', 'setHeader',
]);
