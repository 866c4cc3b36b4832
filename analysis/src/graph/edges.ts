/** Who depends on whom, file by file: imports seen through barrels, calls, constructor injection. */
import type { BindingFact, ImportFact } from '../read/file-facts.ts';
import type { TypeRef, Value } from '../read/value.ts';
import type { EdgeFacts, EdgeKind } from './facts.ts';
import type { LinkedProgram } from './linked-program.ts';
import type { FactsDraft } from './linker.ts';
import type { Entity } from './program.ts';

/** Places shown per edge. */
const maxPlaces = 20;

export class EdgeCollector {
  /** By from, then to. */
  readonly #edges = new Map<string, Map<string, OpenEdge>>();

  add(from: string, to: string, kind: EdgeKind, line: number, symbol: string, weight = 1): void {
    if (from === to) return;
    const edge = this.#edge(from, to);
    edge.kinds[kind] = (edge.kinds[kind] ?? 0) + weight;
    edge.places.push({ line, kind, symbol });
  }

  #edge(from: string, to: string): OpenEdge {
    let targets = this.#edges.get(from);
    if (targets === undefined) {
      targets = new Map();
      this.#edges.set(from, targets);
    }
    let edge = targets.get(to);
    if (edge === undefined) {
      edge = { from, to, kinds: {}, places: [] };
      targets.set(to, edge);
    }
    return edge;
  }

  /** A kind may have weight and no place: places are cut. */
  addEdge({ from, to, kinds, places }: EdgeFacts): void {
    if (from === to) return;
    const edge = this.#edge(from, to);
    for (const [kind, weight] of Object.entries(kinds) as [EdgeKind, number][])
      edge.kinds[kind] = (edge.kinds[kind] ?? 0) + weight;
    edge.places.push(...places);
  }

  has(from: string, to: string): boolean {
    return this.#edges.get(from)?.has(to) === true;
  }

  /** Sorted by from, to; places by line, kind, symbol, without doubles. */
  finish(): EdgeFacts[] {
    const edges: EdgeFacts[] = [];
    for (const targets of this.#edges.values())
      for (const { from, to, kinds, places } of targets.values())
        edges.push({ from, to, kinds: inOrder(kinds), places: uniquePlaces(places) });
    return edges.sort(byEnds);
  }
}

/** Finished edges with more beside them: only those between the same files are put together anew. */
export function withMoreEdges(finished: readonly EdgeFacts[], more: EdgeCollector): EdgeFacts[] {
  const untouched = finished.filter(({ from, to }) => !more.has(from, to));
  if (untouched.length < finished.length)
    for (const edge of finished) if (more.has(edge.from, edge.to)) more.addEdge(edge);
  return [...untouched, ...more.finish()].sort(byEnds);
}

interface OpenEdge {
  readonly from: string;
  readonly to: string;
  readonly kinds: Partial<Record<EdgeKind, number>>;
  readonly places: Places;
}

type Places = { line: number; kind: EdgeKind; symbol: string }[];

function byEnds(a: { from: string; to: string }, b: { from: string; to: string }): number {
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  return a.to < b.to ? -1 : a.to > b.to ? 1 : 0;
}

const kindsInOrder: readonly EdgeKind[] = [
  'call',
  'event',
  'import',
  'inject',
  'name',
  'relation',
  'type-import',
];

function inOrder(kinds: OpenEdge['kinds']): EdgeFacts['kinds'] {
  const ordered: Partial<Record<EdgeKind, number>> = {};
  for (const kind of kindsInOrder) if (kinds[kind] !== undefined) ordered[kind] = kinds[kind];
  return ordered;
}

function uniquePlaces(places: Places): Places {
  if (places.length < 2) return places;
  places.sort((a, b) => a.line - b.line || compare(a.kind, b.kind) || compare(a.symbol, b.symbol));
  const unique: Places = [];
  for (const place of places) {
    const last = unique.at(-1);
    const isSame = last?.line === place.line && last.kind === place.kind && last.symbol === place.symbol;
    if (!isSame) unique.push(place);
    if (unique.length === maxPlaces) break;
  }
  return unique;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The file that declares what a module exports under a name; barrels are seen through. Null for outside packages. */
export function declaringFile(
  program: LinkedProgram,
  path: string,
  name: string,
  seen?: Set<string>,
): string | null {
  const index = program.index(path);
  const own = index.exportOf(name);
  const imported = own?.kind === 'local' ? importBehind(index.facts.bindings, own.value) : undefined;
  // Most names are declared where they are imported from.
  if (own?.kind === 'local' && imported === undefined) return path;
  const key = `${path}\0${name}`;
  if (seen?.has(key)) return path;
  const onTheWay = (seen ?? new Set()).add(key);
  if (own?.kind === 'from') return followed(program, path, own.specifier, own.imported, onTheWay);
  // Imported here and exported again.
  if (imported !== undefined) return followed(program, path, imported.specifier, imported.imported, onTheWay);
  const whole = index.exportOf('export=');
  if (whole?.kind === 'local' && whole.value.kind === 'object' && name !== 'default' && name !== '*') {
    const entry = whole.value.entries.findLast((one) => one.key === name);
    if (entry !== undefined) return declaredAt(program, path, program.evaluate(path, entry.value));
    for (const spread of whole.value.spreads) {
      const found = program.member(program.evaluate(path, spread), name);
      if (found.kind !== 'unknown') return declaredAt(program, path, found);
    }
  }
  for (const one of index.facts.exports) {
    if (one.kind !== 'all' || name === 'default' || name === '*') continue;
    const resolved = program.resolveImport(path, one.specifier);
    if (resolved.kind !== 'file') continue;
    const known = program.exported(resolved.path, name);
    if (known.kind !== 'unknown' || hasExport(program, resolved.path, name)) {
      return declaringFile(program, resolved.path, name, onTheWay);
    }
  }
  return path;
}

function importBehind(bindings: readonly BindingFact[], value: Value): BindingFact | undefined {
  const binding = value.kind === 'name' && value.binding >= 0 ? bindings[value.binding] : undefined;
  return binding?.kind === 'import' ? binding : undefined;
}

/** Only things with an own place (functions, classes, modules) lead on; a value belongs to the module that exports it. */
function declaredAt(program: LinkedProgram, path: string, entity: Entity): string {
  if (entity.kind === 'function' || entity.kind === 'class' || entity.kind === 'module') return entity.path;
  return program.has(path) ? path : '';
}

function hasExport(program: LinkedProgram, path: string, name: string): boolean {
  return program.index(path).exportOf(name) !== undefined;
}

function followed(
  program: LinkedProgram,
  path: string,
  specifier: string,
  imported: string,
  seen: Set<string>,
): string | null {
  const resolved = program.resolveImport(path, specifier);
  if (resolved.kind !== 'file') return null;
  return imported === '*' ? resolved.path : declaringFile(program, resolved.path, imported, seen);
}

export function importEdges(program: LinkedProgram, draft: FactsDraft, edges: EdgeCollector): void {
  for (const path of program.paths) {
    const { imports, bindings } = program.file(path);
    const bySpecifier = Map.groupBy(
      bindings.filter((binding) => binding.kind === 'import'),
      (binding) => binding.specifier,
    );
    for (const one of imports) {
      if (one.specifier === '') continue;
      const resolved = program.resolveImport(path, one.specifier);
      if (resolved.kind === 'unresolved') {
        const because = one.isOptional ? `${resolved.because}; optional, inside try` : resolved.because;
        draft.unresolved.push({ path, line: one.line, what: `import "${one.specifier}"`, because });
      }
      if (resolved.kind !== 'file') continue;
      addImport(program, edges, path, resolved.path, one, bySpecifier.get(one.specifier) ?? []);
    }
  }
}

function addImport(
  program: LinkedProgram,
  edges: EdgeCollector,
  path: string,
  target: string,
  one: ImportFact,
  bindings: readonly BindingFact[],
): void {
  if (one.names.length === 0) {
    edges.add(path, target, one.isTypeOnly ? 'type-import' : 'import', one.line, '');
    return;
  }
  for (const name of one.names) {
    const declared = name === '*' ? target : (declaringFile(program, target, name) ?? target);
    const binding = bindings.find((candidate) => candidate.imported === name);
    const isType =
      one.isTypeOnly || (binding !== undefined && binding.valueUses === 0 && binding.typeUses > 0);
    edges.add(path, declared, isType ? 'type-import' : 'import', one.line, name);
  }
}

/**
 * Calls of functions and constructors of other files. A call through an interface that no single class stands for
 * belongs to the file of the interface.
 */
export function callEdges(program: LinkedProgram, edges: EdgeCollector): void {
  for (const path of program.paths) {
    for (const { index, call } of program.sitesOf(path)) {
      if (call.isOutside) continue;
      const callees = program.callees(path, index);
      for (const ref of callees) {
        if (ref.path !== path) edges.add(path, ref.path, 'call', call.line, program.nameOf(ref));
      }
      if (callees.length > 0 || call.callee.kind !== 'member') continue;
      const entity = program.called(path, index);
      if (entity.kind === 'typed' && entity.type.kind === 'function' && entity.path !== path) {
        edges.add(path, entity.path, 'call', call.line, call.callee.name);
      }
    }
  }
}

/**
 * What constructors and factories are given: parameters whose type is a class of another file, and the members of
 * an object of such (`({ orders }: Pick<Stores, 'orders'>)`).
 */
export function injectionEdges(program: LinkedProgram, edges: EdgeCollector): void {
  for (const path of program.paths) {
    const facts = program.file(path);
    const constructors = new Set(
      facts.classes.flatMap((one) =>
        one.members.filter((member) => member.kind === 'constructor').map((member) => member.function),
      ),
    );
    let index = -1;
    for (const declared of facts.functions) {
      index += 1;
      const isConstructor = constructors.has(index);
      let position = -1;
      for (const parameter of declared.parameters) {
        position += 1;
        const { type } = parameter;
        if (!isConstructor && (type === null || !(parameter.keys.length > 0 || isPick(type)))) continue;
        const entity = program.evaluate(path, { kind: 'parameter', function: index, position });
        if (entity.kind === 'instance' && isConstructor) {
          edges.add(
            path,
            entity.path,
            'inject',
            declared.line,
            parameter.name || program.classOf(entity).name,
          );
        }
        if (entity.kind !== 'typed') continue;
        for (const key of new Set([...parameter.keys, ...pickedKeys(type)])) {
          const member = program.member(entity, key);
          if (member.kind === 'instance') edges.add(path, member.path, 'inject', declared.line, key);
        }
      }
    }
  }
}

function isPick(type: TypeRef): boolean {
  return type.kind === 'named' && type.binding < 0 && type.name === 'Pick';
}

function pickedKeys(type: TypeRef | null): string[] {
  const keys = type?.kind === 'named' && isPick(type) ? type.args[1] : undefined;
  if (keys === undefined) return [];
  const literals = keys.kind === 'union' ? keys.of : [keys];
  return literals.flatMap((one) => (one.kind === 'literal' ? one.text : []));
}
