import type { CallSite } from '../call-index.ts';
import type { FoundOther, FoundRoute } from '../entry-index.ts';
import type { Program } from '../program.ts';
import { readAdonisRoutes } from './adonis-routes.ts';
import { readCommandClasses } from './command-classes.ts';
import { readDecorated } from './decorated/reader.ts';
import { readFeathersServices } from './feathers-services.ts';
import { readGraphqlMaps } from './graphql-maps.ts';
import { readGraphqlObjects } from './graphql-objects.ts';
import { readHapiRoutes } from './hapi-routes.ts';
import type { Unread } from './harvested.ts';
import { readLoopbackRoutes } from './loopback-routes.ts';
import { readNextRoutes } from './next-routes.ts';
import { readNitroRoutes } from './nitro-routes.ts';
import { readOrpc } from './orpc.ts';
import { readPlainServers } from './plain-servers.ts';
import { readRemixRoutes } from './remix-routes.ts';
import { readServerActions } from './server-actions.ts';
import { readSvelteKitRoutes } from './sveltekit-routes.ts';
import { readToldByDocuments } from './told-by-documents.ts';
import { readTrpc } from './trpc.ts';
import { readTsRest } from './ts-rest.ts';
import { readVerbAndPath } from './verb-and-path.ts';
import { readWorkerClasses } from './worker-classes.ts';

export interface RouteReading {
  readonly routes: readonly FoundRoute[];
  readonly others: readonly FoundOther[];
  readonly unread: readonly Unread[];
  /** Calls that register something by a callback, beside those of routers. */
  readonly calls?: readonly CallSite[];
}

export type RouteReader = (program: Program) => RouteReading;

/** Frameworks whose entry points are declared by decorators, objects or file names rather than by calls on a router. */
export const routeReaders: readonly RouteReader[] = [
  readDecorated,
  readNextRoutes,
  readTrpc,
  readGraphqlMaps,
  readGraphqlObjects,
  readAdonisRoutes,
  readFeathersServices,
  readHapiRoutes,
  readLoopbackRoutes,
  readRemixRoutes,
  readServerActions,
  readOrpc,
  readNitroRoutes,
  readPlainServers,
  readSvelteKitRoutes,
  readTsRest,
  readVerbAndPath,
  readCommandClasses,
  readWorkerClasses,
  readToldByDocuments,
];
