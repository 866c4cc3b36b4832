/** All that a value may be, where `evaluate` takes the first that is known. */
import type { Value } from '../../read/value.ts';
import type { LinkedProgram } from '../linked-program.ts';
import { isInject } from '../names/name-edges.ts';
import { tokenOf } from '../names/registrations.ts';
import type { ClassRef, Entity, FunctionRef } from '../program.ts';
import { exportedValue, type PlacedValue } from '../values.ts';
import { at, nothing } from './entities.ts';

/** Names, members and calls in a row; real choices are within 4. */
const MAX_STEPS = 10;
/** A value that may be more things than this is a registry: who is behind it is decided elsewhere. */
const MAX_ALTERNATIVES = 24;

/** Values asked for one value, all ways together: a dozen variables, each set a dozen times to the next, have 10¹² ways. */
const MAX_ASKED = 10_000;

/** The way to a value, last step first: what is on it already is not asked again. */
interface Way {
  /** Shared by all ways from one value. */
  readonly asked: { left: number };
  readonly steps: number;
  readonly key: string;
  readonly before: Way | null;
}

export function alternativesOf(program: LinkedProgram, path: string, value: Value): readonly Entity[] {
  const asked = { left: MAX_ASKED };
  const found = all(program, path, value, { asked, steps: 0, key: '', before: null });
  if (asked.left === 0) return [program.evaluate(path, value)];
  if (found.length < 2) return found;
  const unique = new Map<string, Entity>();
  for (const entity of found) unique.set(keyOf(entity), entity);
  return unique.size > MAX_ALTERNATIVES ? [program.evaluate(path, value)] : [...unique.values()];
}

function all(program: LinkedProgram, path: string, value: Value, way: Way): readonly Entity[] {
  if (way.steps > MAX_STEPS || way.asked.left === 0) return nothing;
  way.asked.left -= 1;
  switch (value.kind) {
    case 'either':
      return value.options.flatMap((option) => all(program, path, option, next(way)));
    case 'name':
      return value.binding < 0 ? [program.evaluate(path, value)] : ofBinding(program, path, value, way);
    case 'member':
      return ofMember(program, path, value, way);
    case 'call':
      return ofCall(program, path, value, way);
    case 'parameter':
      return (
        ofParameter(program, { path, function: value.function }, value.position, way) ?? [
          program.evaluate(path, value),
        ]
      );
    case 'other':
      return value.syntax === 'null' ? nothing : [program.evaluate(path, value)];
    default:
      return [program.evaluate(path, value)];
  }
}

const next = (way: Way): Way => ({ ...way, steps: way.steps + 1 });

/** The way with one more thing on it; null where it is on it already. */
function past(way: Way, key: string): Way | null {
  for (let at: Way | null = way; at !== null; at = at.before) if (at.key === key) return null;
  return { asked: way.asked, steps: way.steps + 1, key, before: way };
}

function ofBinding(
  program: LinkedProgram,
  path: string,
  value: Extract<Value, { kind: 'name' }>,
  way: Way,
): readonly Entity[] {
  const binding = at(program.file(path).bindings, value.binding);
  const further = past(way, `${path} ${value.binding}`);
  if (further === null) return nothing;
  switch (binding.kind) {
    case 'import': {
      const resolved = program.resolveImport(path, binding.specifier);
      const origin =
        resolved.kind === 'file' ? exportedValue(program, resolved.path, binding.imported, 0) : null;
      return origin === null
        ? [program.evaluate(path, value)]
        : all(program, origin.path, origin.value, further);
    }
    case 'const':
      return binding.value === null
        ? [program.evaluate(path, value)]
        : all(program, path, binding.value, further);
    case 'let':
    case 'var': {
      const assigned = program
        .index(path)
        .assignedTo(`b${value.binding}`)
        .map((one) => one.value);
      const values = binding.value === null ? assigned : [binding.value, ...assigned];
      if (values.length === 0) return [program.evaluate(path, value)];
      return values.flatMap((one) => all(program, path, one, further));
    }
    case 'parameter':
      return binding.value === null
        ? [program.evaluate(path, value)]
        : all(program, path, binding.value, further);
    default:
      return [program.evaluate(path, value)];
  }
}

function ofMember(
  program: LinkedProgram,
  path: string,
  value: Extract<Value, { kind: 'member' }>,
  way: Way,
): readonly Entity[] {
  const holders = all(program, path, value.of, next(way));
  if (holders.length === 0) return [program.evaluate(path, value)];
  return holders.flatMap(
    (holder) => heldUnder(program, holder, value.name, way) ?? [program.member(holder, value.name)],
  );
}

/** What a property of a class or of an object literal was given; null where that is one thing. */
function heldUnder(program: LinkedProgram, holder: Entity, name: string, way: Way): readonly Entity[] | null {
  if (holder.kind === 'value' && holder.value.kind === 'object') {
    const entry = holder.value.entries.findLast((one) => one.key === name);
    return entry === undefined ? null : all(program, holder.path, entry.value, next(way));
  }
  if (holder.kind !== 'instance' && holder.kind !== 'class') return null;
  const further = past(way, `${holder.path}#${holder.class}.${name}`);
  return further === null ? nothing : ofProperty(program, holder, name, holder.kind === 'class', further);
}

function ofProperty(
  program: LinkedProgram,
  ref: ClassRef,
  name: string,
  isStatic: boolean,
  way: Way,
): readonly Entity[] | null {
  const found = program.findMember(ref, name, isStatic);
  const owner = found?.owner ?? ref;
  const member = found === null ? null : at(program.classOf(owner).members, found.member);
  if (member !== null && member.kind !== 'property') return null;
  const asked = member?.decorators.find(isInject)?.args[0];
  const injected = asked === undefined ? null : registered(program, owner.path, asked, way);
  if (injected !== null) return injected;
  const index = program.index(owner.path);
  const assigned = [
    ...index.assignedTo(`c${owner.class}.${name}`),
    ...(isStatic ? index.assignedTo(`b${index.bindingOfClass(owner.class)}.${name}`) : nothing),
  ].map((one) => one.value);
  const values = member?.value ? [member.value, ...assigned] : assigned;
  if (values.length > 0) return values.flatMap((one) => all(program, owner.path, one, way));
  if (member !== null) return null;
  return ofParameterProperty(program, ref, name, way);
}

/** `constructor(@inject(TOKEN) private mailer: Mailer)`, also of a base class. */
function ofParameterProperty(
  program: LinkedProgram,
  ref: ClassRef,
  name: string,
  way: Way,
): readonly Entity[] | null {
  for (let owner: ClassRef | null = ref, steps = 0; owner !== null && steps < MAX_STEPS; steps += 1) {
    const made = program.classOf(owner).members.find(({ kind }) => kind === 'constructor');
    if (made !== undefined && made.function >= 0) {
      const constructing = { path: owner.path, function: made.function };
      const position = program
        .functionOf(constructing)
        .parameters.findIndex((one) => one.isMember && one.name === name);
      if (position >= 0) return ofParameter(program, constructing, position, way);
    }
    owner = program.baseOf(owner);
  }
  return null;
}

/** What a container gives for a parameter; null where none does. */
function ofParameter(
  program: LinkedProgram,
  ref: FunctionRef,
  position: number,
  way: Way,
): readonly Entity[] | null {
  if (program.registered.size === 0) return null;
  const parameter = program.functionOf(ref).parameters[position];
  if (parameter === undefined) return null;
  const asked = parameter.decorators.find(isInject)?.args[0];
  if (asked !== undefined) return registered(program, ref.path, asked, way);
  if (parameter.type !== null || !program.madeByContainer(ref.path).has(ref.function)) return null;
  return underToken(program, `name ${parameter.name}`, way);
}

/** A factory's results, and what a container gives that is asked. */
function ofCall(
  program: LinkedProgram,
  path: string,
  value: Extract<Value, { kind: 'call' }>,
  way: Way,
): readonly Entity[] {
  const own = [program.result(path, value.call)];
  const call = at(program.file(path).calls, value.call);
  if (call.kind !== 'call' || call.isOutside) return own;
  const callees = program.callees(path, value.call);
  const [asked] = call.args;
  if (callees.length === 0)
    return asked === undefined || program.registered.size === 0
      ? own
      : (askedFor(program, path, value.call, asked, way) ?? own);
  const [callee, ...others] = callees;
  if (callee === undefined || others.length > 0) return own;
  const further = past(way, `${callee.path}(${callee.function})`);
  const { returns } = program.functionOf(callee);
  if (further === null || returns.length < 2) {
    const [only] = returns;
    if (further === null || only?.kind !== 'either') return own;
  }
  const given = returns.flatMap((one) => all(program, callee.path, one, further ?? way));
  return [...own, ...given.filter(({ kind }) => kind === 'instance' || kind === 'function')];
}

/** `container.get(TOKEN)`, where that gives what the token is registered with. */
function askedFor(
  program: LinkedProgram,
  path: string,
  call: number,
  asked: Value,
  way: Way,
): readonly Entity[] | null {
  const { kind } = program.result(path, call);
  return kind === 'instance' || kind === 'value' || kind === 'function'
    ? registered(program, path, asked, way)
    : null;
}

function registered(program: LinkedProgram, path: string, asked: Value, way: Way): readonly Entity[] | null {
  const token = program.registered.size === 0 ? null : tokenOf(program, path, asked);
  return token === null ? null : underToken(program, token, way);
}

/** Everything that a token is registered with; null for none. */
function underToken(program: LinkedProgram, token: string, way: Way): readonly Entity[] | null {
  const further = past(way, token);
  if (further === null) return nothing;
  const places = program.registered.get(token);
  return places === undefined ? null : places.flatMap((place) => handedOut(program, place, further));
}

/** What a container hands out: an instance of a class, what a factory makes, a value. */
function handedOut(program: LinkedProgram, { path, value }: PlacedValue, way: Way): readonly Entity[] {
  return all(program, path, value, way).flatMap((entity): readonly Entity[] => {
    if (entity.kind === 'class') return [{ kind: 'instance', path: entity.path, class: entity.class }];
    if (entity.kind !== 'function') return [entity];
    const made = program
      .functionOf(entity)
      .returns.flatMap((one) => all(program, entity.path, one, next(way)));
    return made.length === 0 ? [entity] : made;
  });
}

function keyOf(entity: Entity): string {
  switch (entity.kind) {
    case 'function':
    case 'made':
      return `${entity.kind} ${entity.path}#${entity.function}`;
    case 'class':
    case 'instance':
      return `${entity.kind} ${entity.path}#${entity.class}`;
    case 'external':
      return `external ${entity.package} ${entity.way.join('.')}`;
    case 'unknown':
      return 'unknown';
    default:
      return JSON.stringify(entity);
  }
}
