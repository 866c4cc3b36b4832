/** GraphQL types built in code: `new GraphQLObjectType({ name: 'Query', fields: { orders: { type, resolve } } })`. */
import type { Value } from '../../read/value.ts';
import { callIndexOf } from '../call-index.ts';
import type { FoundOther } from '../entry-index.ts';
import type { Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { usesAnyPackage } from '../used-packages.ts';
import { entryOf, functionsIn, literalOf, stringOf, uniqueFunctions } from '../values.ts';
import type { RouteReading } from './route-readers.ts';

const GRAPHQL = new Set(['graphql']);
const OBJECT_TYPES = new Set(['GraphQLObjectType', 'GraphQLInterfaceType']);
const MAX_DEPTH = 8;

export function readGraphqlObjects(program: Program): RouteReading {
  const found = new Map<string, FoundOther>();
  if (usesAnyPackage(program, GRAPHQL)) {
    for (const { path, call } of callIndexOf(program).named(OBJECT_TYPES)) {
      const [options] = call.args;
      if (call.kind !== 'new' || options === undefined || isTestPath(path)) continue;
      const name = entryOf(program, path, options, 'name');
      const fields = entryOf(program, path, options, 'fields');
      const type = name === null ? null : stringOf(program, name.path, name.value);
      if (type === null || fields === null) continue;
      for (const entry of fieldsOf(program, fields.path, fields.value, type, 0))
        found.set(`${entry.name} ${entry.module}:${entry.line}`, entry);
    }
  }
  return { routes: [], others: [...found.values()], unread: [] };
}

/** An object, a function that gives one, or objects spread into one. */
function fieldsOf(program: Program, path: string, value: Value, type: string, depth: number): FoundOther[] {
  if (depth > MAX_DEPTH) return [];
  const entity = program.evaluate(path, value);
  if (entity.kind === 'function')
    return program
      .functionOf(entity)
      .returns.flatMap((given) => fieldsOf(program, entity.path, given, type, depth + 1));
  const object = literalOf(program, path, value);
  if (object.value.kind !== 'object') return [];
  return [
    ...object.value.spreads.flatMap((spread) => fieldsOf(program, object.path, spread, type, depth + 1)),
    ...object.value.entries.flatMap(({ key, value: field, line }) => {
      const work = ['resolve', 'subscribe'].flatMap((name) => {
        const entry = entryOf(program, object.path, field, name);
        return entry === null ? [] : functionsIn(program, entry.path, entry.value);
      });
      return work.length === 0
        ? []
        : [
            {
              kind: 'graphql' as const,
              name: `${type}.${key}`,
              module: object.path,
              line,
              functions: uniqueFunctions(work),
            },
          ];
    }),
  ];
}
