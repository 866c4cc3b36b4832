/** Members that a tree gives names of its own: of its classes, types and objects, where no package and no framework sees them. */
import { ImportResolver } from '../src/graph/import-resolver.ts';
import { LinkedProgram } from '../src/graph/linked-program.ts';
import { collectRegistrations } from '../src/graph/names/registrations.ts';
import { dialectOf } from '../src/read/dialect.ts';
import type { ClassFact, FileFacts } from '../src/read/file-facts.ts';
import { packFacts } from '../src/read/packed/pack-facts.ts';
import { unpackFacts } from '../src/read/packed/unpack-facts.ts';
import { readSource } from '../src/read/read-source.ts';
import type { Value } from '../src/read/value.ts';

export function ownMembers(texts: ReadonlyMap<string, string>): ReadonlySet<string> {
  const files = factsOf(texts);
  const program = programOf(files, texts);
  const own = new Set<string>();
  const foreign = new Set<string>();
  for (const path of program.paths) {
    const facts = files.get(path) ?? program.file(path);
    for (const declared of facts.classes) {
      // What a framework calls by name, or a library makes columns of.
      const isSeen = isSeenOutside(program, path, declared);
      for (const { name, decorators } of declared.members)
        (isSeen || decorators.length > 0 ? foreign : own).add(name);
    }
    for (const { members } of facts.types) for (const { name } of members) own.add(name);
    for (const { callee, args } of facts.calls) {
      const isOwn = isOfTree(program.evaluate(path, callee).kind);
      for (const arg of args) for (const key of keysIn(arg)) if (!isOwn) foreign.add(key);
    }
    for (const value of valuesIn(facts)) {
      if (value.kind !== 'member') continue;
      const isOwn =
        value.of.kind === 'this' ||
        value.of.kind === 'super' ||
        isOfTree(program.evaluate(path, value.of).kind);
      if (!isOwn) foreign.add(value.name);
    }
  }
  return new Set([...own].filter((name) => !foreign.has(name)));
}

function factsOf(texts: ReadonlyMap<string, string>): Map<string, FileFacts> {
  const files = new Map<string, FileFacts>();
  for (const [path, text] of texts) {
    const dialect = dialectOf(path);
    if (dialect !== null) files.set(path, readSource(text, dialect));
  }
  return files;
}

function programOf(files: ReadonlyMap<string, FileFacts>, texts: ReadonlyMap<string, string>): LinkedProgram {
  const known = new Map([...files].map(([path, facts]) => [path, unpackFacts(packFacts(facts))]));
  const documents = new Map([...texts].filter(([path]) => path.endsWith('.json')));
  const resolver = new ImportResolver({
    sources: [...files.keys()],
    others: [],
    documents,
    complain: () => {},
  });
  const program = new LinkedProgram(known, documents, resolver);
  collectRegistrations(program);
  program.indexCallers();
  return program;
}

const isOfTree = (kind: string): boolean => /^(?:instance|class|made|module|typed|function)$/.test(kind);

function isSeenOutside(program: LinkedProgram, path: string, declared: ClassFact): boolean {
  const bases = declared.extends === null ? [] : [program.evaluate(path, declared.extends)];
  const kinds = [...bases, ...declared.implements.map((type) => program.typed(path, type))].map(
    ({ kind }) => kind,
  );
  return declared.decorators.length > 0 || kinds.some((kind) => !isOfTree(kind));
}

function* keysIn(value: Value): Generator<string> {
  if (value.kind === 'array') for (const item of value.items) yield* keysIn(item);
  if (value.kind !== 'object') return;
  for (const entry of value.entries) {
    yield entry.key;
    yield* keysIn(entry.value);
  }
}

/** Every value that is written down in the facts of a file. */
function* valuesIn(node: unknown): Generator<Value> {
  if (typeof node !== 'object' || node === null) return;
  if ('kind' in node && typeof node.kind === 'string') yield node as Value;
  for (const inner of Object.values(node)) yield* valuesIn(inner);
}
