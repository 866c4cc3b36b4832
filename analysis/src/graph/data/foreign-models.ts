/**
 * Bookshelf's models where another package or the request brings them (`const { Editor } = req.app.locals.orm`): which table such a
 * model has is not written in the tree, but its schema has one of that name. Where it has none, the table is reported as unknown.
 */
import type { Value } from '../../read/value.ts';
import { type CallSite, calledName, callIndexOf, receiverOf } from '../call-index.ts';
import type { Program } from '../program.ts';
import { callsBefore } from './chains.ts';
import { type CreateDataReader, type DataRead, dataRead, reads, writes } from './data-reader.ts';
import { plural, snakeCase } from './names.ts';
import type { SchemaTables } from './schema-tables.ts';

/** What ends a query; `save` makes another row each time unless it is told the row's key. */
const ENDS: ReadonlyMap<string, { readonly mode: 'R' | 'W'; readonly isIdempotent: boolean }> = new Map([
  ['fetch', { mode: 'R', isIdempotent: true }],
  ['fetchAll', { mode: 'R', isIdempotent: true }],
  ['fetchPage', { mode: 'R', isIdempotent: true }],
  ['refresh', { mode: 'R', isIdempotent: true }],
  ['save', { mode: 'W', isIdempotent: false }],
  ['destroy', { mode: 'W', isIdempotent: true }],
]);
/** Static methods with which a model begins a query of its own. */
const BEGINS: ReadonlySet<string> = new Set(['query', 'where', 'orderBy', 'collection']);
const MAX_STEPS = 12;

export const createForeignModelReader: CreateDataReader = (program, schema) => {
  // Both are Bookshelf's own words: without them `save` may be anybody's.
  const isUsed =
    callIndexOf(program).named(new Set(['forge'])).length > 0 ||
    callIndexOf(program).named(new Set(['fetchAll'])).length > 0;
  return {
    mayRead: (name) => isUsed && ENDS.has(name),
    read: (site) => readForeign(program, schema, site),
  };
};

function readForeign(program: Program, schema: SchemaTables, site: CallSite): DataRead | null {
  const end = ENDS.get(calledName(site.call));
  const receiver = receiverOf(site.call);
  const model = end === undefined || receiver === null ? null : modelBehind(program, site.path, receiver);
  if (end === undefined || model === null) return null;
  const name = spellingsOf(model).find((one) => schema.canonical(one) !== null);
  const table = name === undefined ? null : schema.canonical(name);
  const viewed = end.mode === 'R' ? spellingsOf(model).flatMap((one) => schema.viewAccess(one) ?? []) : [];
  if (table === null && viewed.length > 0)
    return dataRead([...new Set(viewed.map((one) => one.table))].map((one) => reads(one)));
  // Things of all kinds are made and saved; only Bookshelf forges and fetches.
  if (table === null && end.mode === 'W' && !isForged(program, site)) return null;
  if (table === null) return dataRead([], [`the model ${model} is none of this tree`]);
  return dataRead([end.mode === 'R' ? reads(table) : writes(table, [], end.isIdempotent)]);
}

const isForged = (program: Program, site: CallSite): boolean =>
  callsBefore(program, site).some(({ call }) => calledName(call) === 'forge');

/** The name of the model that `X.forge(…)`, `new X(…)`, or a row of it, begins with; null where X is something of the tree. */
function modelBehind(program: Program, path: string, value: Value): string | null {
  let at = value;
  let first = '';
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    if (at.kind === 'name' && at.binding >= 0) {
      const held = program.file(path).bindings[at.binding]?.value;
      if (held?.kind === 'call') at = held;
    }
    // `Editor.query(…).fetchAll()`: the model itself began the query.
    if (at.kind !== 'call') return BEGINS.has(first) ? foreignName(program, path, at) : null;
    const call = program.file(path).calls[at.call];
    if (call === undefined) return null;
    if (call.kind === 'new') return foreignName(program, path, call.callee);
    const receiver = receiverOf(call);
    if (receiver === null) return null;
    first = calledName(call);
    if (first === 'forge') return foreignName(program, path, receiver);
    at = receiver;
  }
  return null;
}

function foreignName(program: Program, path: string, value: Value): string | null {
  if ((value.kind !== 'name' && value.kind !== 'member') || !/^[A-Z]\w*$/.test(value.name)) return null;
  const entity = program.evaluate(path, value);
  // A model that the tree makes itself by Bookshelf has its table there.
  const isForeign =
    entity.kind === 'unknown' ||
    entity.kind === 'parameter' ||
    (entity.kind === 'external' && entity.package !== 'bookshelf');
  return isForeign ? value.name : null;
}

/** How a schema may call the table of a model. */
function spellingsOf(model: string): string[] {
  const name = snakeCase(model);
  return [model, name, plural(name), plural(model)];
}
