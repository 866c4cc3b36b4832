/** Collections by name: the MongoDB driver's `db.collection('users').insertOne(…)`, own `getCollection(USERS)`. */
import { type CallSite, calledName, receiverOf } from '../call-index.ts';
import type { Program } from '../program.ts';
import { callsAfter } from './chains.ts';
import { namesIn } from './columns.ts';
import type { CreateDataReader, DataRead } from './data-reader.ts';
import { dataRead, reads, writes } from './data-reader.ts';
import { READS, WRITES } from './models/methods.ts';

export const createCollectionReader: CreateDataReader = (program) => ({
  read: (site) => readCollection(program, site),
});

function readCollection(program: Program, site: CallSite): DataRead | null {
  const name = calledName(site.call);
  if ((name !== 'collection' && name !== 'getCollection') || receiverOf(site.call) === null) return null;
  const [first] = site.call.args;
  const names = first === undefined ? [] : program.strings(site.path, first);
  if (names.length === 0) return null;
  const after = callsAfter(program, site.path, site.index).filter(
    ({ call }) => WRITES.has(calledName(call)) || READS.has(calledName(call)),
  );
  if (after.length === 0) return null;
  const columns = fieldsOf(program, after);
  const changes = after.map(({ call }) => calledName(call)).filter((method) => WRITES.has(method));
  const isIdempotent = changes.every((method) => WRITES.get(method) === true);
  return dataRead(
    names.map((table) => (changes.length > 0 ? writes(table, columns, isIdempotent) : reads(table, columns))),
  );
}

/** Keys of filters, documents and updates. */
function fieldsOf(program: Program, calls: readonly CallSite[]): string[] {
  const names = calls.flatMap(({ path, call }) =>
    call.args
      .slice(0, 2)
      .filter(({ kind }) => kind !== 'string')
      .flatMap((value) => namesIn(program, { path, value })),
  );
  return [...new Set(names.map(({ name }) => name))];
}
