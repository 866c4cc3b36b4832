/** GraphQL resolvers written as objects: `{ Query: { orders: … }, Mutation: { … }, Order: { lines: … } }`. */
import type { Value } from '../../read/value.ts';
import type { FoundOther } from '../entry-index.ts';
import type { Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { functionsIn, literalOf } from '../values.ts';
import type { RouteReading } from './route-readers.ts';

const ROOT_NAMES = ['Query', 'Mutation', 'Subscription'];
const ROOTS = new Set(ROOT_NAMES);

export function readGraphqlMaps(program: Program): RouteReading {
  const others = new Map<string, FoundOther>();
  for (const path of program.paths) {
    if (isTestPath(path) || !ROOT_NAMES.some((name) => program.mentions(path, name))) continue;
    for (const value of objectsOf(program, path)) {
      if (value.kind !== 'object' || !value.entries.some(({ key }) => ROOTS.has(key))) continue;
      for (const { key: type, value: fields } of value.entries) {
        if (!/^[A-Z]/.test(type)) continue;
        for (const entry of resolversOf(program, path, type, fields))
          others.set(`${entry.name} ${entry.module}:${entry.line}`, entry);
      }
    }
  }
  return { routes: [], others: [...others.values()], unread: [] };
}

/** Objects that a module holds in variables, exports or hands to calls. */
function objectsOf(program: Program, path: string): Value[] {
  const { bindings, exports, calls, assignments } = program.file(path);
  const values = [
    ...bindings.filter(({ within }) => within === 0).map(({ value }) => value),
    ...exports.map((one) => (one.kind === 'local' ? one.value : null)),
    ...assignments.filter(({ within }) => within === 0).map(({ value }) => value),
    ...calls.flatMap(({ args }) => [...args]),
  ];
  return values.filter((value) => value !== null && value.kind === 'object') as Value[];
}

function resolversOf(program: Program, path: string, type: string, fields: Value): FoundOther[] {
  const object = literalOf(program, path, fields);
  if (object.value.kind !== 'object') return [];
  return object.value.entries.flatMap(({ key, value, line }) => {
    const inner =
      value.kind === 'object'
        ? (value.entries.find((entry) => entry.key === 'resolve' || entry.key === 'subscribe')?.value ??
          value)
        : value;
    const functions = functionsIn(program, object.path, inner);
    return functions.length === 0
      ? []
      : [{ kind: 'graphql' as const, name: `${type}.${key}`, module: object.path, line, functions }];
  });
}
