/** One query that is put together by calls in a row: `db('users').where(…).join(…)`, also over a variable, up to where it is awaited. */
import type { Value } from '../../read/value.ts';
import { type CallSite, calledName, receiverOf } from '../call-index.ts';
import type { Program } from '../program.ts';
import { itemsOf, literalOf } from '../values.ts';
import { callsAfter } from './chains.ts';
import { type NamedColumn, namesIn } from './columns.ts';

/** Every call of the query that a call belongs to, first one first. What is called on an awaited result is another query. */
export function statementAround(program: Program, site: CallSite): readonly CallSite[] {
  const root = stepsBefore(program, site).at(-1) ?? site;
  return [root, ...stepsAfter(program, root)];
}

/** The calls of the query that a call stands on, nearest first. */
export function stepsBefore(program: Program, site: CallSite): readonly CallSite[] {
  const steps: CallSite[] = [];
  for (let at: CallSite | null = site; at !== null && steps.length < MAX_STEPS; ) {
    at = stepUnder(program, at);
    if (at !== null) steps.push(at);
  }
  return steps;
}

/** The calls on what a call gives, without those on its awaited result. */
export function stepsAfter(program: Program, site: CallSite): readonly CallSite[] {
  if (site.call.isAwaited) return [];
  const own = new Set([site.index]);
  return callsAfter(program, site.path, site.index).filter((step) => {
    const under = stepUnder(program, step);
    const isOwn = under !== null && own.has(under.index);
    if (isOwn) own.add(step.index);
    return isOwn;
  });
}

const MAX_STEPS = 60;
/** Calls that begin or continue a query: what such a call gave may be kept in a variable. Anything else makes connections. */
const QUERY_CALL =
  /^(?:\$?(?:query|relatedQuery)|find|select|insert|update|delete|count|from|into|with|createQueryBuilder$|qb$)/;

/** The step that this one is called on; null where the query begins here. */
function stepUnder(program: Program, { path, call }: CallSite): CallSite | null {
  const receiver = receiverOf(call);
  const { bindings, calls } = program.file(path);
  const held = receiver?.kind === 'name' ? bindings[receiver.binding] : undefined;
  const value = held === undefined ? receiver : held.value;
  const under = value?.kind === 'call' ? calls[value.call] : undefined;
  if (value?.kind !== 'call' || under === undefined || under.isAwaited) return null;
  const name = calledName(under);
  const isQuery = QUERY_CALL.test(name) || STEPS.has(name) || under.args[0]?.kind === 'string';
  const isOther = held !== undefined && !(isQuery && under.kind === 'call' && under.within === call.within);
  return isOther ? null : { path, index: value.call, call: under };
}

/** Which arguments of a builder's step name columns. */
const STEPS: ReadonlyMap<string, 'first' | 'all' | 'rest'> = new Map(
  Object.entries({
    first: `where andWhere orWhere whereNot orWhereNot andWhereNot whereIn orWhereIn andWhereIn whereNotIn orWhereNotIn whereNull
      orWhereNull whereNotNull orWhereNotNull whereBetween whereNotBetween orWhereBetween whereLike whereILike whereJsonSupersetOf
      having orderBy addOrderBy sort insert insertAndFetch update patch patchAndFetch set given values upsert increment decrement
      onConflict merge count countDistinct sum min max avg equals`,
    all: `select addSelect columns column returning pluck groupBy addGroupBy distinct distinctOn first project on andOn orOn whereColumn
      whereRef onRef`,
    rest: `join innerJoin leftJoin leftOuterJoin rightJoin rightOuterJoin fullOuterJoin outerJoin updateAndFetchById
      patchAndFetchById`,
  } as const).flatMap(([which, names]) =>
    names.split(/\s+/).map((name) => [name, which as 'first' | 'all' | 'rest'] as const),
  ),
);

/** Columns that the steps of a query name, with the alias or table before the dot. */
export function columnsNamedIn(program: Program, steps: readonly CallSite[]): NamedColumn[] {
  return steps.flatMap((step) => {
    const which = STEPS.get(calledName(step.call));
    if (which === undefined) return [];
    const { args } = step.call;
    const named = which === 'first' ? args.slice(0, 1) : which === 'all' ? args : args.slice(1);
    return named.flatMap((value) => namesIn(program, { path: step.path, value }));
  });
}

/** Columns of one table of a query: those before whose dot stands its alias, and the bare ones where it is the only table. */
export function columnsFor(
  named: readonly NamedColumn[],
  aliases: readonly string[],
  isOnly: boolean,
): string[] {
  return [
    ...new Set(
      named
        .filter(({ qualifier }) => (qualifier === '' ? isOnly : aliases.includes(qualifier)))
        .map(({ name }) => name),
    ),
  ];
}

/** Values anywhere in the arguments of a call, inner calls (`and(eq(a, b))`) and callbacks' results included. */
export function* argumentsIn(
  program: Program,
  path: string,
  values: readonly Value[],
  depth = 0,
): Generator<{ path: string; value: Value }> {
  if (depth > 8) return;
  for (const item of values.flatMap((value) => itemsOf(program, path, value))) {
    const { path: from, value } =
      item.value.kind === 'member' ? item : literalOf(program, item.path, item.value);
    yield { path: from, value };
    const inner: readonly Value[] =
      value.kind === 'object'
        ? value.entries.map((entry) => entry.value)
        : value.kind === 'call'
          ? (program.file(from).calls[value.call]?.args ?? [])
          : value.kind === 'template'
            ? value.holes
            : value.kind === 'function'
              ? (program.file(from).functions[value.function]?.returns ?? [])
              : [];
    yield* argumentsIn(program, from, inner, depth + 1);
  }
}
