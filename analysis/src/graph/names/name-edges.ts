/** Edges of kind `name`: coupling through a string, a token or a folder, with the place where it is named. */
import type { DecoratorFact, ParameterFact } from '../../read/file-facts.ts';
import { containerMethods } from '../../read/outside-calls.ts';
import { callIndexOf } from '../call-index.ts';
import type { EdgeCollector } from '../edges.ts';
import type { LinkedProgram } from '../linked-program.ts';
import type { Entity } from '../program.ts';
import { asksContainer, soundsLikeAsking } from './containers.ts';
import { directoryLoads } from './directory-loads.ts';
import { modelDefinitions, modelUses } from './models.ts';
import { registeredAs, tokenOf } from './registrations.ts';

export function nameEdges(program: LinkedProgram, edges: EdgeCollector): void {
  for (const load of directoryLoads(program)) {
    for (const file of load.files) edges.add(load.path, file, 'name', load.line, load.pattern);
  }
  const models = modelDefinitions(program);
  for (const use of modelUses(program, models)) {
    edges.add(use.path, models.get(use.name) ?? use.path, 'name', use.line, use.name);
  }
  if (program.registrations.size === 0) return;
  resolvedNames(program, edges);
  for (const path of program.paths) injectedNames(program, path, edges);
}

/** `container.resolve('orders')`, `req.scope.resolve('orders')`, `container.get(TYPES.Orders)`. */
function resolvedNames(program: LinkedProgram, edges: EdgeCollector): void {
  for (const { path, call } of callIndexOf(program).namedAnywhere(containerMethods)) {
    const [asked] = call.args;
    if (asked === undefined || !soundsLikeAsking(call)) continue;
    const token = tokenOf(program, path, asked);
    const entities = token === null ? [] : registeredAs(program, token);
    if (token === null || entities.length === 0 || !asksContainer(program, path, call)) continue;
    for (const entity of entities) {
      const place = placeOf(entity);
      if (place !== null) edges.add(path, place, 'name', call.line, shown(program, token, entity));
    }
  }
}

/** Parameters of what a container makes: by their own names, by the keys they take out, by `@Inject(token)`. */
function injectedNames(program: LinkedProgram, path: string, edges: EdgeCollector): void {
  const made = program.madeByContainer(path);
  const add = (token: string, line: number): void => {
    for (const entity of registeredAs(program, token)) {
      const place = placeOf(entity);
      if (place !== null) edges.add(path, place, 'name', line, shown(program, token, entity));
    }
  };
  for (const declared of program.file(path).classes) {
    for (const member of declared.members) {
      for (const token of injectTokens(program, path, member.decorators)) add(token, member.line);
    }
  }
  let index = -1;
  for (const declared of program.file(path).functions) {
    index += 1;
    for (const parameter of declared.parameters) {
      const names = made.has(index) ? namesOf(parameter) : [];
      for (const token of [...injectTokens(program, path, parameter.decorators), ...names])
        add(token, declared.line);
    }
  }
}

function namesOf(parameter: ParameterFact): string[] {
  const names = parameter.keys.length > 0 ? parameter.keys : [parameter.name];
  return names.filter((name) => name !== '').map((name) => `name ${name}`);
}

function injectTokens(program: LinkedProgram, path: string, decorators: readonly DecoratorFact[]): string[] {
  return decorators.filter(isInject).flatMap((decorator) => {
    const [first] = decorator.args;
    return first === undefined ? [] : (tokenOf(program, path, first) ?? []);
  });
}

export function isInject(decorator: DecoratorFact): boolean {
  return /^(?:\w+\.)?[iI]nject(?:Token)?$/.test(decorator.name);
}

function placeOf(entity: Entity): string | null {
  return 'path' in entity ? entity.path : null;
}

function shown(program: LinkedProgram, token: string, entity: Entity | undefined): string {
  if (token.startsWith('name ')) return token.slice(5);
  return entity?.kind === 'instance' ? program.classOf(entity).name : (token.split(' ', 1)[0] ?? '');
}
