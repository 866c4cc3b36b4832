/**
 * Calls that need nothing of the other service's data: `formatDate`, `new HttpError`, `hasPermission`. Whoever cuts the boundary shares
 * such code and makes no request of it.
 */
import type { Facts } from '../graph/facts.ts';
import { isOperation } from './rank.ts';
import { FunctionIndex } from './split/function-index.ts';

/** Where fewer entry points than this are seen to reach a table, the way to the tables could not be read. */
const FEWEST_REACHING = 0.5;

/**
 * The facts with such calls marked: neither the function called nor any that it leads to touches a table, emits an event or stands beside
 * state that modules share. Nothing is marked where the way to the tables could not be read.
 *
 * @example withTablelessCalls(facts).edges[0]?.places[0]?.touchesNoTable // true
 */
export function withTablelessCalls(facts: Facts): Facts {
  if (!reachesTables(facts)) return facts;
  const index = new FunctionIndex(facts.functions);
  const reaching = functionsReachingData(facts, index);
  const isReaching = (module: string, name: string): boolean =>
    reaching.has(index.number(module, name) ?? -1);
  return {
    ...facts,
    edges: facts.edges.map((edge) => {
      if (!edge.kinds.call) return edge;
      const isTableless = (symbol: string): boolean => {
        const number = index.number(edge.to, symbol);
        if (number === undefined || reaching.has(number)) return false;
        // Who makes an instance uses its methods.
        const made = /^(.+\.)constructor$/.exec(symbol)?.[1];
        return (
          made === undefined ||
          !index.byModule.get(edge.to)?.some(({ name }) => name.startsWith(made) && isReaching(edge.to, name))
        );
      };
      return {
        ...edge,
        places: edge.places.map((place) =>
          place.kind === 'call' && isTableless(place.symbol) ? { ...place, touchesNoTable: true } : place,
        ),
      };
    }),
  };
}

function reachesTables({ routes, entries }: Facts): boolean {
  const asked = [...routes, ...entries.filter(isOperation)];
  const reaching = asked.filter(({ tables }) => tables.length > 0);
  return asked.length > 0 && reaching.length >= FEWEST_REACHING * asked.length;
}

/** Numbers of the functions that touch data themselves or lead to one that does. */
function functionsReachingData(facts: Facts, index: FunctionIndex): ReadonlySet<number> {
  const reaching = new Set<number>();
  const stateful = new Set(facts.sharedState.map(({ module }) => module));
  index.functions.forEach(({ module }, number) => {
    if (stateful.has(module)) reaching.add(number);
  });
  const places = [
    ...facts.access.map(({ module, line }) => ({ path: module, line })),
    ...facts.tables.flatMap(({ definedAt }) => definedAt ?? []),
    ...facts.events.flatMap(({ emitters, listeners }) => [...emitters, ...listeners]),
  ];
  for (const { path, line } of places) {
    const own = index.at(path, line);
    const number = own && index.number(own.module, own.name);
    if (number !== undefined) reaching.add(number);
  }
  for (const number of reaching) for (const caller of index.callers[number] ?? []) reaching.add(caller);
  return reaching;
}
