/** What calls on models do to tables. */
import type { Value } from '../../../read/value.ts';
import { type CallSite, calledName, receiverOf } from '../../call-index.ts';
import type { Happening } from '../../effects/happening.ts';
import type { Program } from '../../program.ts';
import { entryOf, itemsOf, stringOf } from '../../values.ts';
import { namesOf } from '../chains.ts';
import { columnsOfCall, modelColumns } from '../columns.ts';
import { type DataRead, dataRead, reads, type Step, writes } from '../data-reader.ts';
import type { Model, ModelRegistry } from '../model-registry.ts';
import { optionText } from '../option-text.ts';
import type { RepositoryClasses } from '../repository-classes.ts';
import { columnsFor, columnsNamedIn, stepsAfter } from '../statement.ts';
import { GRAPH_WRITES, QUERY_WRITES, READS, TYING, WRITES } from './methods.ts';
import { modelOf } from './model-of.ts';

export const mayReadModels = (name: string): boolean =>
  WRITES.has(name) || READS.has(name) || name.startsWith('$');

export function readModelCall(
  program: Program,
  registry: ModelRegistry,
  repositories: RepositoryClasses,
  site: CallSite,
): DataRead | null {
  const name = calledName(site.call);
  const receiver = receiverOf(site.call);
  if (receiver === null) return null;
  if (!WRITES.has(name) && !READS.has(name)) return instanceQuery(program, registry, site, receiver, name);
  if (name !== 'populate' && isStepOfQuery(program, site.path, receiver)) return null;
  const own = modelOf(program, registry, site, receiver);
  const model = own ?? repositories.modelAt(site, receiver);
  if (
    model === null &&
    receiver.kind === 'this' &&
    registry.isBase(program, { path: site.path, class: receiver.class })
  )
    return ownAccess(program, registry, name);
  if (model === null)
    return repositories.openAccess(site, receiver, WRITES.has(name) ? 'W' : 'R', WRITES.get(name) ?? true);
  if (name === 'populate') return populated(program, registry, site, model);
  if (name === 'query' || name === 'relatedQuery') return query(program, registry, site, model, name);
  if (name === 'forge' || name === 'scope' || name === 'unscoped') return null;
  // A static method that the class declares itself under the same name: its body tells.
  if (own !== null && program.callees(site.path, site.index).length > 0) return null;
  const columns = [
    ...columnsOfCall(program, site, name, model),
    ...stepColumns(program, site, model),
    ...setColumns(program, site, receiver, name, model),
  ];
  const access = WRITES.has(name)
    ? writes(model.table, unique(columns), !isRelative(program, site) && WRITES.get(name) === true)
    : reads(model.table, unique(columns));
  const related = included(program, registry, site.path, site.call.args, model);
  return dataRead([access, ...related.map((table) => reads(table))]);
}

/** `this.save()` in a class that models extend: which table it is depends on the class that `this` is. */
function ownAccess(program: Program, registry: ModelRegistry, name: string): DataRead | null {
  if (!WRITES.has(name) && name !== 'reload' && !name.startsWith('find')) return null;
  const happening: Happening = {
    kind: 'own-access',
    mode: WRITES.has(name) ? 'W' : 'R',
    isIdempotent: WRITES.get(name) ?? true,
    tableOf: (self) => registry.ofEntity(program, { kind: 'class', ...self })?.table ?? null,
  };
  return { access: [], happenings: [happening], unknown: [] };
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];

/** `$inc` and `$push` change the row again when repeated. */
function isRelative(program: Program, { path, call }: CallSite): boolean {
  return call.args.some(
    (arg) => entryOf(program, path, arg, '$inc') !== null || entryOf(program, path, arg, '$push') !== null,
  );
}

/** `.where('age').select('name email').sort('-createdAt')` after the call that began the query. */
function stepColumns(program: Program, site: CallSite, model: Model): string[] {
  const named = columnsNamedIn(program, stepsAfter(program, site));
  return modelColumns(model, columnsFor(named, [model.table], true));
}

/** `new Story({ title }).save()`: what the object was made with. */
function setColumns(program: Program, site: CallSite, receiver: Value, name: string, model: Model): string[] {
  if (name !== 'save') return [];
  const entity = program.evaluate(site.path, receiver);
  const made =
    entity.kind === 'external' && entity.call !== null
      ? program.file(entity.call.path).calls[entity.call.call]
      : undefined;
  return made?.kind === 'new' && entity.kind === 'external' && entity.call !== null
    ? columnsOfCall(program, { path: entity.call.path, index: entity.call.call, call: made }, 'create', model)
    : [];
}

/** `User.find().where(…)`: the query was read at its first call. */
function isStepOfQuery(program: Program, path: string, receiver: Value): boolean {
  const call = receiver.kind === 'call' ? program.file(path).calls[receiver.call] : undefined;
  if (call === undefined || call.kind !== 'call') return false;
  const name = calledName(call);
  if (name === 'scope' || name === 'unscoped' || name === 'forge') return false;
  if (READS.has(name) || WRITES.has(name) || name.startsWith('$')) return true;
  const before = receiverOf(call);
  return before !== null && isStepOfQuery(program, path, before);
}

/** `populate('author')`, `populate({ path: 'author' })`. */
function populated(program: Program, registry: ModelRegistry, site: CallSite, model: Model): DataRead | null {
  const [first] = site.call.args;
  const path = stringOf(program, site.path, first) ?? optionText(program, site.path, first, 'path');
  const names = (path ?? '').split(/[ .]+/).map((name) => model.relations.get(name));
  const targets = names.flatMap((name) => registry.named(name ?? '') ?? []);
  const selected = site.call.args[1];
  const columns = (target: Model): string[] =>
    selected?.kind === 'string' ? modelColumns(target, selected.text.split(/[ ,]+/)) : [];
  return targets.length === 0
    ? null
    : dataRead(targets.map((target) => reads(target.table, columns(target))));
}

/** Objection's `Animal.query()…`: the steps tell whether it writes. */
function query(
  program: Program,
  registry: ModelRegistry,
  site: CallSite,
  model: Model,
  name: string,
): DataRead {
  const after = stepsAfter(program, site);
  const steps = [...namesOf(after)];
  const property = name === 'relatedQuery' ? (stringOf(program, site.path, site.call.args[0]) ?? '') : '';
  const relation = model.relations.get(property);
  const target = relation === undefined ? model : (registry.named(relation) ?? model);
  const graph = after
    .filter(({ call }) =>
      /^(?:withGraph(?:Fetched|Joined)|eager|joinRelated|leftJoinRelated|withGraph)$/.test(calledName(call)),
    )
    .flatMap(({ path, call }) => graphTables(registry, model, stringOf(program, path, call.args[0]) ?? ''));
  const named = columnsNamedIn(program, after);
  const isJoined = after.some(({ call }) => /join/i.test(calledName(call)));
  const columns = modelColumns(target, columnsFor(named, [target.table], !isJoined));
  return dataRead([
    ...changes(steps, target.table, columns, model.between.get(property)),
    ...graph.map((table) => reads(table)),
    ...after
      .filter(({ call }) => GRAPH_WRITES.test(calledName(call)))
      .flatMap(({ path, call }) =>
        call.args.slice(0, 1).flatMap((rows) => writtenWith(program, registry, path, rows, target)),
      )
      .map((table) => writes(table, [], false)),
  ]);
}

/** What the steps of a query change; a query without such steps reads. */
function changes(
  steps: readonly string[],
  table: string,
  columns: readonly string[],
  between: string | undefined,
): Step[] {
  const own = steps.filter((step) => QUERY_WRITES.has(step));
  const tying = steps.filter((step) => TYING.has(step));
  const inserts = own.some((step) => step.startsWith('insert'));
  const found: Step[] = [];
  const isRepeatable = (step: string): boolean => QUERY_WRITES.get(step) ?? TYING.get(step) ?? false;
  if (own.length > 0 || (tying.length > 0 && between === undefined))
    found.push(writes(table, columns, [...own, ...tying].every(isRepeatable)));
  if (between !== undefined && (tying.length > 0 || inserts))
    found.push(writes(between, [], !inserts && tying.every(isRepeatable)));
  return found.length > 0 ? found : [reads(table, columns)];
}

/** Tables of the relations that an object to be written as a graph has keys for: `{ day, lines: [{ item }] }`. */
function writtenWith(
  program: Program,
  registry: ModelRegistry,
  path: string,
  rows: Value,
  model: Model,
  depth = 0,
): string[] {
  if (depth > 4) return [];
  return itemsOf(program, path, rows).flatMap((row) =>
    [...model.relations].flatMap(([property, name]) => {
      const given = entryOf(program, row.path, row.value, property);
      const target = given === null ? null : registry.named(name);
      return given === null || target === null
        ? []
        : [target.table, ...writtenWith(program, registry, given.path, given.value, target, depth + 1)];
    }),
  );
}

/** `[owner, pets.[toys]]`: every name that is a relation of some model on the way. */
function graphTables(registry: ModelRegistry, model: Model, expression: string): string[] {
  let at: Model | null = model;
  const tables: string[] = [];
  for (const name of expression.match(/\w+/g) ?? []) {
    const target: string | undefined = at?.relations.get(name) ?? model.relations.get(name);
    at = target === undefined ? at : registry.named(target);
    if (target !== undefined && at !== null) tables.push(at.table);
  }
  return tables;
}

/** Objection's `user.$query().patch(…)`, `user.$relatedQuery('pets')`. */
function instanceQuery(
  program: Program,
  registry: ModelRegistry,
  site: CallSite,
  receiver: Value,
  name: string,
): DataRead | null {
  if (name !== '$query' && name !== '$relatedQuery') return null;
  const own = modelOf(program, registry, site, receiver);
  const relation = name === '$relatedQuery' ? stringOf(program, site.path, site.call.args[0]) : null;
  const model = own ?? (relation === null ? null : registry.having(relation));
  const asked = name === '$query' ? 'query' : 'relatedQuery';
  return model === null ? null : query(program, registry, site, model, asked);
}

/** Sequelize's `include: [User, { model: Order, include: … }]`. */
function included(
  program: Program,
  registry: ModelRegistry,
  path: string,
  args: readonly Value[],
  model: Model,
  depth = 0,
): string[] {
  if (depth > 6) return [];
  return args.flatMap((arg) => {
    const include = entryOf(program, path, arg, 'include');
    if (include === null) return [];
    return itemsOf(program, include.path, include.value).flatMap((item) => {
      const inner =
        entryOf(program, item.path, item.value, 'model') ??
        entryOf(program, item.path, item.value, 'association') ??
        item;
      const text = stringOf(program, inner.path, inner.value);
      const target =
        text === null
          ? registry.ofValue(program, inner.path, inner.value)
          : registry.named(model.relations.get(text) ?? text);
      return target === null
        ? []
        : [target.table, ...included(program, registry, item.path, [item.value], target, depth + 1)];
    });
  });
}
