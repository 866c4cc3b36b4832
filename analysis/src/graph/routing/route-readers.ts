import type { FoundOther, FoundRoute } from '../entry-index.ts';
import type { Program } from '../program.ts';
import { readCommandClasses } from './command-classes.ts';
import { readDecorated } from './decorated/reader.ts';
import { readGraphqlMaps } from './graphql-maps.ts';
import type { Unread } from './harvest.ts';
import { readNextRoutes } from './next-routes.ts';
import { readTrpc } from './trpc.ts';
import { readVerbAndPath } from './verb-and-path.ts';

export interface RouteReading {
  readonly routes: readonly FoundRoute[];
  readonly others: readonly FoundOther[];
  readonly unread: readonly Unread[];
}

export type RouteReader = (program: Program) => RouteReading;

/** Frameworks whose entry points are declared by decorators, objects or file names rather than by calls on a router. */
export const routeReaders: readonly RouteReader[] = [
  readDecorated,
  readNextRoutes,
  readTrpc,
  readGraphqlMaps,
  readVerbAndPath,
  readCommandClasses,
];
