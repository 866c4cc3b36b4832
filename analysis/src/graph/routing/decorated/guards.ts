/** Guards, interceptors, pipes and middleware that decorators put before a handler. */
import type { DecoratorFact } from '../../../read/file-facts.ts';
import type { Value } from '../../../read/value.ts';
import type { FunctionRef, Program } from '../../program.ts';
import { functionsIn } from '../../values.ts';
import { lastName } from './last-name.ts';

const GUARDS = new Set([
  'UseGuards',
  'UseInterceptors',
  'UsePipes',
  'UseBefore',
  'UseAfter',
  'UseFilters',
  'UseMiddleware',
]);
/** What a guard, interceptor, pipe or middleware class does for a request. */
const GUARD_METHODS = ['canActivate', 'intercept', 'transform', 'use', 'catch'];

export function guardsIn(
  program: Program,
  path: string,
  decorators: readonly DecoratorFact[],
): FunctionRef[] {
  return decorators
    .filter(({ name }) => GUARDS.has(lastName(name)))
    .flatMap(({ args }) => args.flatMap((arg) => guardFunctions(program, path, arg)));
}

function guardFunctions(program: Program, path: string, value: Value): FunctionRef[] {
  const entity = program.evaluate(path, value);
  if (entity.kind !== 'class' && entity.kind !== 'instance') return functionsIn(program, path, value);
  return GUARD_METHODS.flatMap((name) => {
    const found = program.findMember(entity, name);
    const member = found === null ? undefined : program.classOf(found.owner).members[found.member];
    return found === null || member === undefined || member.function < 0
      ? []
      : [{ path: found.owner.path, function: member.function }];
  });
}
