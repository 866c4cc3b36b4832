/**
 * What middleware hangs on the request for those that come after it: `request.storage = new Storage(…)` here, `request.storage.remove()`
 * elsewhere. The two meet by the parameter's customary name and the member's, or by the framework's type where it is declared.
 */
import type { TypeRef, Value } from '../../read/value.ts';
import { callIndexOf } from '../call-index.ts';
import type { LinkedProgram } from '../linked-program.ts';
import type { Entity } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { soundsLikeContainer } from './containers.ts';

export type HandedMember =
  | { readonly path: string; readonly value: Value }
  | { readonly path: string; readonly type: TypeRef };

/** What frameworks hand to every handler, by what everybody calls it. */
const CUSTOMARY: ReadonlyMap<string, string> = new Map([
  ...['req', 'request', '_req', '_request'].map((name) => [name, 'request'] as const),
  ...['ctx', 'context', 'c'].map((name) => [name, 'context'] as const),
  ...['fastify', 'server', 'instance'].map((name) => [name, 'server'] as const),
]);
/** Interfaces that an application adds members to (`declare module 'fastify' { interface FastifyRequest { … } }`). */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['FastifyRequest', 'request'],
  ['FastifyInstance', 'server'],
  ['Request', 'request'],
  ['Context', 'context'],
]);
const DECORATE: ReadonlyMap<string, string> = new Map([
  ['decorate', 'server'],
  ['decorateRequest', 'request'],
]);

export function collectHandedMembers(program: LinkedProgram): Map<string, HandedMember[]> {
  const assigned = new Map<string, HandedMember[]>();
  const declared = new Map<string, HandedMember[]>();
  const decorating = Map.groupBy(callIndexOf(program).named(new Set(DECORATE.keys())), (site) => site.path);
  for (const path of program.paths) {
    if (isTestPath(path)) continue;
    const { bindings, assignments, types } = program.file(path);
    for (const { target, value } of assignments) {
      if (target.kind !== 'member' || target.of.kind !== 'name') continue;
      const binding = bindings[target.of.binding];
      const thing = binding?.kind === 'parameter' ? CUSTOMARY.get(binding.name) : undefined;
      // `req.scope` is asked for services by name, whatever it is.
      if (thing !== undefined && !soundsLikeContainer(target.name))
        append(assigned, `${thing} ${target.name}`, { path, value });
    }
    for (const { call } of decorating.get(path) ?? []) {
      const thing = DECORATE.get(call.name);
      const [member, value] = call.args;
      if (thing !== undefined && member?.kind === 'string' && value !== undefined)
        append(assigned, `${thing} ${member.text}`, { path, value });
    }
    for (const { name, members } of types) {
      const thing = TYPES.get(name);
      if (thing !== undefined)
        for (const member of members)
          if (!soundsLikeContainer(member.name))
            append(declared, `${thing} ${member.name}`, { path, type: member.type });
    }
  }
  for (const [key, types] of declared) for (const one of types) append(assigned, key, one);
  return assigned;
}

/** Under which customary thing the members of an entity are kept; null for anything else. */
export function customaryThing(program: LinkedProgram, entity: Entity): string | null {
  if (entity.kind === 'parameter') {
    const name = program.functionOf(entity).parameters[entity.position]?.name ?? '';
    return CUSTOMARY.get(name) ?? null;
  }
  if (entity.kind !== 'external' || entity.way.length !== 2 || entity.way[1] !== 'new()') return null;
  return TYPES.get(entity.way[0] ?? '') ?? null;
}

function append(map: Map<string, HandedMember[]>, key: string, member: HandedMember): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [member]);
  else list.push(member);
}
