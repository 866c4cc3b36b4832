/** Bookshelf's events: `initialize() { this.on('saving', this.check) }` in what `Model.extend` is given, or in a class with a `tableName`. */
import { type CallSite, callIndexOf } from '../../call-index.ts';
import type { ClassRef, FunctionRef, Program } from '../../program.ts';
import { entryOf, functionsIn, stringOf } from '../../values.ts';
import type { ModelRegistry } from '../model-registry.ts';
import { type Hook, hearing, type Verb } from './hook.ts';

const HEARD: ReadonlyMap<string, readonly Verb[]> = new Map(
  (
    [
      [
        ['saving', 'saved'],
        ['insert', 'update'],
      ],
      [['creating', 'created'], ['insert']],
      [['updating', 'updated'], ['update']],
      [['destroying', 'destroyed'], ['delete']],
      [['fetching', 'fetched', 'counting', 'fetching:collection', 'fetched:collection'], ['find']],
    ] satisfies [string[], Verb[]][]
  ).flatMap(([names, verbs]) => names.map((name) => [name, verbs] as const)),
);
const STARTING = new Set(['initialize', 'constructor']);
const DEFINING = new Set(['extend', 'model']);

export function bookshelfHooks(program: Program, registry: ModelRegistry): Hook[] {
  const made = callIndexOf(program)
    .named(DEFINING)
    .flatMap((site) => {
      const table = registry.ofCall(site.path, site.index)?.table;
      return table === undefined ? [] : hooksOfObject(program, site, table);
    });
  return [...made, ...registry.modelClasses.flatMap((ref) => hooksOfClass(program, registry, ref))];
}

function hooksOfObject(program: Program, { path, call }: CallSite, table: string): Hook[] {
  return call.args.flatMap((object) => {
    const start = entryOf(program, path, object, 'initialize');
    return (start === null ? [] : functionsIn(program, start.path, start.value)).flatMap((ref) =>
      listenersIn(program, ref, table, null, (name) => {
        const method = entryOf(program, path, object, name);
        return method === null ? [] : functionsIn(program, method.path, method.value);
      }),
    );
  });
}

function hooksOfClass(program: Program, registry: ModelRegistry, self: ClassRef): Hook[] {
  const table = registry.ofClass(self)?.table;
  if (table === undefined) return [];
  const methodOf = (name: string): FunctionRef[] => {
    const found = program.findMember(self, name);
    const member = found === null ? undefined : program.classOf(found.owner).members[found.member];
    return found === null || member === undefined || member.function < 0
      ? []
      : [{ path: found.owner.path, function: member.function }];
  };
  return [...STARTING].flatMap(methodOf).flatMap((ref) => listenersIn(program, ref, table, self, methodOf));
}

/** `this.on('saving saved', …)` in the body that sets a model up. */
function listenersIn(
  program: Program,
  start: FunctionRef,
  table: string,
  self: ClassRef | null,
  methodOf: (name: string) => readonly FunctionRef[],
): Hook[] {
  return program.callsIn(start).flatMap(({ path, call }) => {
    const [names, listener] = call.args;
    if (call.name !== 'on' || call.callee.kind !== 'member' || call.callee.of.kind !== 'this') return [];
    const verbs = (stringOf(program, path, names) ?? '').split(' ').flatMap((name) => HEARD.get(name) ?? []);
    if (verbs.length === 0 || listener === undefined) return [];
    const own = listener.kind === 'member' && listener.of.kind === 'this' ? methodOf(listener.name) : [];
    const functions = own.length > 0 ? own : functionsIn(program, path, listener);
    return functions.length === 0 ? [] : [{ table, hears: hearing(verbs), functions, self }];
  });
}
