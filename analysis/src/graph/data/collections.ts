/** Collections by name: the MongoDB driver's `db.collection('users').insertOne(…)`, also through a function of the application's own. */
import { type CallSite, calledName, callIndexOf, receiverOf } from '../call-index.ts';
import type { FunctionRef, Program } from '../program.ts';
import { callsAfter } from './chains.ts';
import { namesIn } from './columns.ts';
import { type CreateDataReader, type DataRead, dataRead, reads, writes } from './data-reader.ts';
import { READS, WRITES } from './models/methods.ts';

export const createCollectionReader: CreateDataReader = (program) => {
  const isUsed = callIndexOf(program).named(asksCollection).length > 0;
  return { mayRead: () => isUsed, read: (site) => readCollection(program, site) };
};

const asksCollection = (name: string): boolean => name === 'collection' || name === 'getCollection';

function readCollection(program: Program, site: CallSite): DataRead | null {
  const name = calledName(site.call);
  const [first] = site.call.args;
  if (first === undefined || first.kind === 'object' || first.kind === 'function') return null;
  const isDriver = asksCollection(name) && receiverOf(site.call) !== null;
  const calls = callsAfter(program, site.path, site.index).filter(
    (step) => WRITES.has(calledName(step.call)) || READS.has(calledName(step.call)),
  );
  if (calls.length === 0 || !(isDriver || givesCollection(program, site))) return null;
  const names = program.strings(site.path, first);
  if (names.length === 0) return null;
  const columns = fieldsOf(program, calls);
  const changes = calls.map(({ call }) => calledName(call)).filter((method) => WRITES.has(method));
  const isIdempotent = changes.every((method) => WRITES.get(method) === true);
  return dataRead(
    names.map((table) => (changes.length > 0 ? writes(table, columns, isIdempotent) : reads(table, columns))),
  );
}

/** `const users = getCollection(USERS)`, where a function of the tree hands its first parameter to the driver. */
function givesCollection(program: Program, site: CallSite): boolean {
  return program
    .callees(site.path, site.index)
    .some((callee) =>
      program.functionOf(callee).returns.some((value) => isCollection(program, callee, value)),
    );
}

type Returned = ReturnType<Program['functionOf']>['returns'][number];

function isCollection(program: Program, { path, function: index }: FunctionRef, value: Returned): boolean {
  const { calls, bindings } = program.file(path);
  const call = value.kind === 'call' ? calls[value.call] : undefined;
  const [asked] = call?.args ?? [];
  if (call === undefined || asked?.kind !== 'name' || !asksCollection(calledName(call))) return false;
  const held = bindings[asked.binding]?.value;
  return held?.kind === 'parameter' && held.function === index && held.position === 0;
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
