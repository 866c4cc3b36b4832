/** GraphQL resolvers written as objects: `{ Query: { orders: … }, Mutation: { … }, Order: { lines: … } }`. */
import type { Value } from '../../read/value.ts';
import type { FoundOther } from '../entry-index.ts';
import type { Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { functionsIn, literalOf } from '../values.ts';
import type { RouteReading } from './route-readers.ts';

const ROOT_NAMES = ['Query', 'Mutation', 'Subscription'];
const ROOTS = new Set(ROOT_NAMES);
/** Options in options, and objects spread into objects. */
const MAX_OPTIONS = 6;

type ObjectValue = Extract<Value, { kind: 'object' }>;

export function readGraphqlMaps(program: Program): RouteReading {
  const others = new Map<string, FoundOther>();
  for (const path of program.paths) {
    if (isTestPath(path) || !ROOT_NAMES.some((name) => program.mentions(path, name))) continue;
    for (const value of objectsOf(program, path)) {
      if (!value.entries.some(({ key }) => ROOTS.has(key))) continue;
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
function objectsOf(program: Program, path: string): ObjectValue[] {
  const { bindings, exports, calls, assignments } = program.file(path);
  const values = [
    ...bindings.filter(({ within }) => within === 0).map(({ value }) => value),
    ...exports.map((one) => (one.kind === 'local' ? one.value : null)),
    ...assignments.filter(({ within }) => within === 0).map(({ value }) => value),
    ...calls.flatMap(({ args }) => [...args]),
  ];
  return values.flatMap((value) => (value?.kind === 'object' ? [value, ...resolversOption(value)] : []));
}

/** `createSchema({ typeDefs, resolvers: { Query: … } })`, also deeper in the options of a server. */
function resolversOption(options: ObjectValue, depth = 0): ObjectValue[] {
  if (depth > MAX_OPTIONS) return [];
  return options.entries.flatMap(({ key, value }) => {
    if (value.kind !== 'object') return [];
    return key === 'resolvers' ? [value] : resolversOption(value, depth + 1);
  });
}

function resolversOf(program: Program, path: string, type: string, fields: Value): FoundOther[] {
  return fieldsOf(program, path, fields, 0).flatMap(({ path: module, key, value, line }) => {
    const inner =
      value.kind === 'object'
        ? (value.entries.find((entry) => entry.key === 'resolve' || entry.key === 'subscribe')?.value ??
          value)
        : value;
    const functions = functionsIn(program, module, inner);
    return functions.length === 0
      ? []
      : [{ kind: 'graphql' as const, name: `${type}.${key}`, module, line, functions }];
  });
}

interface Field {
  readonly path: string;
  readonly key: string;
  readonly value: Value;
  readonly line: number;
}

/** Of an object, of those spread into it, or of a module whose functions are the resolvers (`import * as Query`). */
function fieldsOf(program: Program, path: string, fields: Value, depth: number): Field[] {
  if (depth > MAX_OPTIONS) return [];
  const entity = program.evaluate(path, fields);
  if (entity.kind === 'module') {
    return program.file(entity.path).exports.flatMap((one): Field[] => {
      if (one.kind !== 'local' || one.isTypeOnly || one.name === 'default') return [];
      return [{ path: entity.path, key: one.name, value: one.value, line: one.line }];
    });
  }
  const object = literalOf(program, path, fields);
  if (object.value.kind !== 'object') return [];
  return [
    ...object.value.entries.map(({ key, value, line }) => ({ path: object.path, key, value, line })),
    ...object.value.spreads.flatMap((spread) => fieldsOf(program, object.path, spread, depth + 1)),
  ];
}
