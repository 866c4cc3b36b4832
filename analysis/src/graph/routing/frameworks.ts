/** How the routers of each framework are made, and which of their methods register what. */

export interface RouterMaker {
  readonly framework: string;
  readonly packages: ReadonlySet<string>;
  /** Way from the package to a fresh router or application (see `wayOf`); what follows must be fluent calls. */
  readonly way: RegExp;
}

const packages = (...names: string[]): ReadonlySet<string> => new Set(names);

export const ROUTER_MAKERS: readonly RouterMaker[] = [
  {
    framework: 'express',
    packages: packages(
      'express',
      'ultimate-express',
      '@feathersjs/express',
      'router',
      'express-promise-router',
      'express-async-router',
      'polka',
      '@tinyhttp/app',
      'hyper-express',
    ),
    way: /^(?:(?:express\.)?(?:Router|App|Server)\.)?(?:express\.)?(?:\(\)|new\(\))/,
  },
  { framework: 'restify', packages: packages('restify'), way: /^createServer\.\(\)/ },
  { framework: 'fastify', packages: packages('fastify'), way: /^(?:[Ff]astify\.)?\(\)/ },
  {
    framework: 'koa',
    packages: packages('koa', '@koa/router', 'koa-router', 'koa-joi-router', 'koa-better-router'),
    way: /^(?:Router\.|Koa\.)?(?:\(\)|new\(\))/,
  },
  {
    framework: 'hono',
    packages: packages('hono', 'hono/tiny', 'hono/quick', '@hono/zod-openapi'),
    way: /^(?:Hono|OpenAPIHono)\.new\(\)/,
  },
  { framework: 'elysia', packages: packages('elysia'), way: /^Elysia\.new\(\)/ },
];

/** Names of types that say "this parameter is a router", by framework. */
export const ROUTER_TYPES: ReadonlyMap<string, string> = new Map([
  ['Express', 'express'],
  ['Application', 'express'],
  ['Router', 'express'],
  ['IRouter', 'express'],
  ['FastifyInstance', 'fastify'],
  ['Koa', 'koa'],
  ['Hono', 'hono'],
  ['OpenAPIHono', 'hono'],
]);

/** Methods of a router that register a route, with the HTTP method they answer. */
export const VERBS: ReadonlyMap<string, string> = new Map([
  ['get', 'GET'],
  ['post', 'POST'],
  ['put', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
  ['del', 'DELETE'],
  ['head', 'HEAD'],
  ['options', 'OPTIONS'],
  ['opts', 'OPTIONS'],
  ['all', '*'],
  ['propfind', 'PROPFIND'],
  ['proppatch', 'PROPPATCH'],
  ['mkcol', 'MKCOL'],
  ['copy', 'COPY'],
  ['move', 'MOVE'],
  ['search', 'SEARCH'],
  ['trace', 'TRACE'],
]);

/** Methods that give the router back, so that calls can follow in a chain. */
export const FLUENT = new Set([
  ...VERBS.keys(),
  'use',
  'register',
  'param',
  'route',
  'on',
  'onError',
  'notFound',
  'mount',
  'openapi',
  'prefix',
  'withTypeProvider',
  'setValidatorCompiler',
  'setSerializerCompiler',
  'decorate',
  'addHook',
  'after',
  'set',
  'enable',
  'disable',
  'engine',
  'ws',
  'routes',
  'middleware',
  'allowedMethods',
  'group',
  'guard',
  'derive',
  'state',
]);
