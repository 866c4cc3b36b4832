/**
 * Packages whose routes, messages, jobs or tables are not read. A tree that imports one is told so: facts that are missing without a word would be
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
  '@foal/core',
  'encore.dev',
  'egg',
  'awilix-express',
  'awilix-koa',
  'express-file-routing',
  'express-openapi',
  'fastify-openapi-glue',
  'find-my-way-ts',
  'microrouter',
  'oas3-tools',
  'openapi-backend',
  'restana',
  '0http',
  'server',
  'swagger-express-mw',
  'swagger-node-runner',
  'swagger-tools',
  'worktop',
  '@marblejs/http',
  '@koa-better-modules/joi-router',
  '@google-cloud/functions-framework',
  '@azure/functions',
  'firebase-functions',
  '@cloudflare/itty-router-openapi',
  'chanfana',
];

/** What they call or send is an entry point of another kind. */
const MESSAGES = [
  'moleculer',
  'seneca',
  '@grpc/grpc-js',
  'grpc',
  'mali',
  'zeromq',
  '@connectrpc/connect',
  'cote',
];
const JOBS = [
  'inngest',
  '@trigger.dev/sdk',
  '@temporalio/worker',
  'bree',
  'faktory-worker',
  'node-resque',
  'celery-node',
  '@adonisjs/scheduler',
  'defer',
  '@defer/client',
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
/** By what is not read of them. */
const UNREAD: readonly (readonly [what: string, names: ReadonlySet<string>])[] = [
  ['routes', new Set(ROUTES)],
  ['messages', new Set(MESSAGES)],
  ['jobs', new Set(JOBS)],
  ['tables', stores],
];
const all: ReadonlySet<string> = new Set(UNREAD.flatMap(([, names]) => [...names]));

export const isUnreadStore = (packageName: string): boolean => stores.has(packageName);

export const unreadPackagesLinker: Linker = {
  name: 'unread packages',
  link(program, draft) {
    if (!usesAnyPackage(program, all)) return;
    for (const [name, { path, line }] of firstImports(program)) {
      const what = UNREAD.flatMap(([one, names]) => (names.has(name) ? [one] : []));
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
