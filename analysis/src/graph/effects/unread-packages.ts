/**
 * Packages whose routes or tables are not read. A tree that imports one is told so: facts that are missing without a word would be
 * taken for facts that are not there.
 */
import type { Linker } from '../linker.ts';
import type { Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { usesAnyPackage } from '../used-packages.ts';

const ROUTES = [
  'sails',
  'loopback',
  'meteor/meteor',
  'nexus',
  '@pothos/core',
  'moleculer-web',
  'actionhero',
  '@keystone-6/core',
  'payload',
  '@strapi/strapi',
  'total.js',
  'express-zod-api',
  '@zodios/express',
  'itty-router',
  '@foal/core',
  'encore.dev',
  'egg',
];

const TABLES = [
  'sails',
  'waterline',
  'loopback',
  '@loopback/repository',
  '@adonisjs/lucid',
  'rethinkdb',
  'rethinkdbdash',
  'nano',
  'pouchdb',
  'couchbase',
  'cassandra-driver',
  'neo4j-driver',
  'arangojs',
  'nedb',
  'nedb-promises',
  '@seald-io/nedb',
  'lowdb',
  'level',
  'dynamoose',
  '@supabase/supabase-js',
  'faunadb',
  'memcached',
  'massive',
  'redis-om',
  'surrealdb',
  'surrealdb.js',
  'edgedb',
  'gel',
  '@keystone-6/core',
  'payload',
  '@strapi/strapi',
];

const stores: ReadonlySet<string> = new Set(TABLES);
const all: ReadonlySet<string> = new Set([...ROUTES, ...TABLES]);

export const isUnreadStore = (packageName: string): boolean => stores.has(packageName);

export const unreadPackagesLinker: Linker = {
  name: 'unread packages',
  link(program, draft) {
    if (!usesAnyPackage(program, all)) return;
    const routes = new Set(ROUTES);
    for (const [name, { path, line }] of firstImports(program)) {
      const what = [...(routes.has(name) ? ['routes'] : []), ...(stores.has(name) ? ['tables'] : [])];
      draft.unresolved.push({
        path,
        line,
        what: `package ${name}`,
        because: `this tree uses ${name}, whose ${what.join(' and ')} are not read`,
      });
    }
  },
};

/** The first place that imports each of them, in path order. */
function firstImports(program: Program): Map<string, { path: string; line: number }> {
  const found = new Map<string, { path: string; line: number }>();
  for (const path of program.paths) {
    if (isTestPath(path)) continue;
    for (const { specifier, line, isTypeOnly } of program.file(path).imports) {
      if (specifier === '' || isTypeOnly) continue;
      const resolved = program.resolveImport(path, specifier);
      if (resolved.kind !== 'package' || !all.has(resolved.name) || found.has(resolved.name)) continue;
      found.set(resolved.name, { path, line });
    }
  }
  return found;
}
