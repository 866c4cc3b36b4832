/**
 * Rows of an application's own models: what `await Key.findByPk(id)` gives is a Key, although only the package says so. Its own methods
 * are the ones that a name like `revoke` means.
 */
import type { MemberFact } from '../../read/file-facts.ts';
import type { LinkedProgram } from '../linked-program.ts';
import type { ClassRef, Entity } from '../program.ts';
import { outsideBase } from './class-members.ts';
import { at, known } from './entities.ts';

type Outside = Extract<Entity, { kind: 'external' }>;

/** Queries are built in fewer steps. */
const MAX_STEPS = 12;

/** A method of the class that a chain of a package's calls began with: an own one of its rows, or of itself (`Key.scope('x').active()`). */
export function methodOfRow(program: LinkedProgram, entity: Outside, name: string): Entity | null {
  if (entity.call === null || !program.methodsOverOutside.has(name)) return null;
  const ref = classBehind(program, entity);
  if (ref === null) return null;
  const found = program.findMember(ref, name, false) ?? program.findMember(ref, name, true);
  if (found === null) return null;
  const method = functionOfMember(at(program.classOf(found.owner).members, found.member));
  return method < 0 ? null : program.index(found.owner.path).functionEntity(method);
}

/** `dataSource.getRepository(Order).extend({ async close() { … } })` has the methods of the object. */
export function methodOfExtension(
  program: LinkedProgram,
  { call, way }: Outside,
  name: string,
): Entity | null {
  if (call === null || way.at(-1) !== '()' || way.at(-2) !== 'extend') return null;
  const [methods] = at(program.file(call.path).calls, call.call).args;
  const entry = methods?.kind === 'object' ? methods.entries.find(({ key }) => key === name) : undefined;
  return entry === undefined ? null : known(program.evaluate(call.path, entry.value));
}

/** The class of the tree that a thing is, is an instance of, or came from by calls of a package. */
export function classBehind(program: LinkedProgram, entity: Entity): ClassRef | null {
  let current = entity;
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    if (current.kind === 'class' || current.kind === 'instance')
      return { path: current.path, class: current.class };
    if (current.kind !== 'external' || current.call === null) return null;
    const { path, call } = current.call;
    const { callee } = at(program.file(path).calls, call);
    if (callee.kind !== 'member') return null;
    const receiver = program.evaluate(path, callee.of);
    if ('class' in receiver && !isOfOutsideBase(program, receiver, current)) return null;
    current = receiver;
  }
  return null;
}

/** `revoke() {}` and `revoke = () => {}`; -1 for what is no method. */
function functionOfMember({ kind, function: index, value }: MemberFact): number {
  if (kind === 'method') return index;
  return kind === 'property' && value?.kind === 'function' ? value.function : -1;
}

/** Did the package's class at the end of the bases give it? What a class keeps of another package (`this.db('users')`) gives no rows of its own. */
function isOfOutsideBase(program: LinkedProgram, ref: ClassRef, entity: Outside): boolean {
  let last = ref;
  for (let steps = 0; steps < MAX_STEPS; steps += 1) last = program.baseOf(last) ?? last;
  const base = outsideBase(program, last);
  return (
    base !== null &&
    base.package === entity.package &&
    base.way.every((step, index) => step === entity.way[index])
  );
}

/** Names of the methods of classes that extend something; those that hand on to a package's method of the same name are that method. */
export function methodsOverOutside(program: LinkedProgram): ReadonlySet<string> {
  const names = new Set<string>();
  const handedOn = new Set<string>();
  for (const path of program.paths) {
    const { classes, calls } = program.file(path);
    if (classes.every((fact) => fact.extends === null)) continue;
    for (const { extends: base, members } of classes) {
      if (base === null) continue;
      for (const member of members) if (functionOfMember(member) >= 0) names.add(member.name);
    }
    for (const { callee } of calls)
      if (callee.kind === 'member' && callee.of.kind === 'super') handedOn.add(callee.name);
  }
  for (const name of handedOn) names.delete(name);
  return names;
}
