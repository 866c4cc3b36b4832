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
    way: /^(?:(?:Hono|OpenAPIHono)\.new\(\)|createFactory\.\(\)\.createApp\.\(\))/,
  },
  { framework: 'elysia', packages: packages('elysia'), way: /^Elysia\.new\(\)/ },
  {
    framework: 'express',
    packages: packages('@zodios/express'),
    way: /^(?:zodios(?:App|NextApp|Router)|zodiosContext\.\(\)\.(?:app|nextApp|router))\.\(\)/,
  },
  { framework: 'h3', packages: packages('h3'), way: /^(?:(?:createApp|createRouter)\.\(\)|H3\.new\(\))/ },
  { framework: 'find-my-way', packages: packages('find-my-way'), way: /^\(\)/ },
  {
    framework: 'itty',
    packages: packages('itty-router'),
    way: /^(?:Router|IttyRouter|AutoRouter)\.\(\)/,
  },
  { framework: 'oak', packages: packages('@oak/oak'), way: /^(?:Router|Application)\.new\(\)/ },
  { framework: 'uws', packages: packages('uWebSockets.js'), way: /^(?:App|SSLApp)\.\(\)/ },
  { framework: 'lambda-api', packages: packages('lambda-api'), way: /^\(\)/ },
  { framework: 'restify', packages: packages('restify-router'), way: /^Router\.new\(\)/ },
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
  ['Elysia', 'elysia'],
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
  ['any', '*'],
  ['all', '*'],
  ['propfind', 'PROPFIND'],
  ['proppatch', 'PROPPATCH'],
  ['mkcol', 'MKCOL'],
  ['copy', 'COPY'],
  ['move', 'MOVE'],
  ['search', 'SEARCH'],
  ['trace', 'TRACE'],
]);

/** RFC 9110 9.1: a method is a token. `ALL`, an empty text and what is none stand for every method. */
export function methodNamed(text: string): string {
  const method = text.toUpperCase();
  return /^[A-Z][A-Z-]*$/.test(method) && method !== 'ALL' ? method : '*';
}

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
  'add',
  'openapi',
]);

/** Methods of Elysia that give it back and are common names elsewhere. */
export const ELYSIA_FLUENT = new Set([
  'as',
  'error',
  'headers',
  'listen',
  'macro',
  'mapDerive',
  'mapResolve',
  'mapResponse',
  'model',
  'resolve',
  'onRequest',
  'onParse',
  'onTransform',
  'onBeforeHandle',
  'onAfterHandle',
  'onAfterResponse',
  'onResponse',
  'onStart',
  'onStop',
]);
