/** The decorators of a member, those inside a decorator of the application's own included. */
import type { DecoratorFact, MemberFact } from '../../../read/file-facts.ts';
import type { Value } from '../../../read/value.ts';
import type { Program } from '../../program.ts';

/** `@WhenFlag('channels', [ManyToMany(() => Channel), JoinTable({ … })])` decorates with what it is given. */
export function decoratorsOf(program: Program, path: string, member: MemberFact): readonly DecoratorFact[] {
  return member.decorators.flatMap((decorator) => [
    decorator,
    ...decorator.args.flatMap((arg) => decoratorsIn(program, path, arg)),
  ]);
}

function decoratorsIn(program: Program, path: string, value: Value): DecoratorFact[] {
  if (value.kind === 'array') return value.items.flatMap((item) => decoratorsIn(program, path, item));
  const call = value.kind === 'call' ? program.file(path).calls[value.call] : undefined;
  const { callee } = call ?? {};
  if (call === undefined || callee?.kind !== 'name' || !/^[A-Z]/.test(callee.name)) return [];
  return [{ name: callee.name, binding: callee.binding, args: call.args, line: call.line }];
}
