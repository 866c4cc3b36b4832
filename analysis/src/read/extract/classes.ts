/** Classes and their members, interfaces, type aliases and enums. */
import type { Node } from 'oxc-parser';
import type { MemberFact } from '../file-facts.ts';
import type { OpenClass, Recorder } from '../recorder.ts';
import { keyName, summarise } from '../summarise.ts';
import { keyOf } from '../tree/memory-node.ts';
import { typeMembers, typeOf } from '../types.ts';
import type { TypeRef } from '../value.ts';
import type { Handlers, NodeOf } from '../walk.ts';
import { decoratorsOf } from './functions.ts';

export function classes(recorder: Recorder): Handlers {
  const enter = (node: NodeOf<'ClassDeclaration'>): void => {
    const index = recorder.classOf(node);
    const fact = recorder.classAt(index);
    fact.name = node.id?.name ?? recorder.givenNames.get(keyOf(node)) ?? '';
    fact.within = recorder.within;
    fact.isAbstract = node.abstract ?? false;
    fact.extends = node.superClass === null ? null : summarise(recorder, node.superClass);
    fact.extendsArgs = (node.superTypeArguments?.params ?? []).flatMap(
      (type) => typeOf(recorder, type) ?? [],
    );
    fact.implements = (node.implements ?? []).flatMap((type) => typeOf(recorder, type) ?? []);
    fact.decorators = decoratorsOf(recorder, node.decorators);
    recorder.enterClass(index);
    recorder.scopes.push(false);
    if (node.id !== null && node.type === 'ClassExpression') {
      recorder.declare(node.id.name, 'class', node, { value: { kind: 'class', class: index } });
    }
    const withBody = new Set(
      node.body.body.flatMap((member) => (hasBody(member) ? [signatureKey(member)] : [])),
    );
    for (const member of node.body.body) {
      // Of overloads only the implementation runs.
      if (isSignature(member) && withBody.has(signatureKey(member))) continue;
      const recorded = memberFact(recorder, member, fact.name, index);
      if (recorded !== null) fact.members.push(recorded);
    }
  };
  const leave = (node: NodeOf<'ClassDeclaration'>): void => {
    keepDecoratedTypes(recorder, recorder.classAt(recorder.classOf(node)));
    recorder.scopes.pop();
    recorder.leaveClass();
  };
  return {
    enter: {
      ClassDeclaration: enter,
      ClassExpression: enter,
      TSInterfaceDeclaration: (node) => {
        recorder.types.push({
          name: node.id.name,
          line: recorder.lineOf(node),
          extends: node.extends.flatMap((type) => typeOf(recorder, type) ?? []),
          members: typeMembers(recorder, node.body.body),
          alias: null,
        });
      },
      TSTypeAliasDeclaration: (node) => {
        const alias = typeOf(recorder, node.typeAnnotation);
        recorder.types.push({
          name: node.id.name,
          line: recorder.lineOf(node),
          extends: [],
          members: alias?.kind === 'object' ? alias.members : [],
          alias,
        });
      },
      TSEnumDeclaration: (node) => {
        recorder.enums.push({
          name: node.id.name,
          line: recorder.lineOf(node),
          members: node.body.members.map((member) => ({
            name: keyName(member.id),
            value: member.initializer === null ? null : summarise(recorder, member.initializer),
          })),
        });
      },
    },
    leave: { ClassDeclaration: leave, ClassExpression: leave },
  };
}

/**
 * Compilers write the types of what is decorated into the program (`emitDecoratorMetadata`), and containers inject
 * by them: such a type is needed as a value.
 */
function keepDecoratedTypes(recorder: Recorder, fact: OpenClass): void {
  const keep = (type: TypeRef | null): void => {
    const binding = type?.kind === 'named' ? recorder.bindings[type.binding] : undefined;
    if (binding?.kind === 'import') binding.valueUses += 1;
  };
  for (const member of fact.members) {
    if (member.kind === 'property' && member.decorators.length > 0) keep(member.type);
    if (member.kind !== 'constructor' || member.function < 0 || fact.decorators.length === 0) continue;
    for (const parameter of recorder.functionAt(member.function).parameters) {
      if (parameter.decorators.length === 0) keep(parameter.type);
    }
  }
}

type ClassElement = NodeOf<'ClassBody'>['body'][number];
type Method = NodeOf<'MethodDefinition'>;

const isMethod = (node: ClassElement): node is Method => node.type === 'MethodDefinition';
const isSignature = (node: ClassElement): node is Method =>
  isMethod(node) && node.value.type === 'TSEmptyBodyFunctionExpression';
const hasBody = (node: ClassElement): node is Method => isMethod(node) && !isSignature(node);

/** The same for overloads of one method. */
const signatureKey = (node: Method): string =>
  `${node.static} ${node.computed ? 'computed' : keyName(node.key)}`;

function memberFact(
  recorder: Recorder,
  node: ClassElement,
  className: string,
  index: number,
): MemberFact | null {
  switch (node.type) {
    case 'MethodDefinition':
    case 'TSAbstractMethodDefinition': {
      const name = memberName(recorder, node.key, node.computed);
      const kinds = { constructor: 'constructor', method: 'method', get: 'getter', set: 'setter' } as const;
      return {
        name,
        kind: kinds[node.kind],
        isStatic: node.static,
        line: recorder.lineOf(node.key),
        type: typeOf(recorder, node.value.returnType),
        value: null,
        function: memberFunction(recorder, node.value, className, name, index),
        decorators: decoratorsOf(recorder, node.decorators),
      };
    }
    case 'PropertyDefinition':
    case 'TSAbstractPropertyDefinition':
    case 'AccessorProperty':
    case 'TSAbstractAccessorProperty': {
      const name = memberName(recorder, node.key, node.computed);
      const isFunction =
        node.value?.type === 'ArrowFunctionExpression' || node.value?.type === 'FunctionExpression';
      const member = isFunction ? memberFunction(recorder, node.value, className, name, index) : -1;
      return {
        name,
        kind: 'property',
        isStatic: node.static,
        line: recorder.lineOf(node.key),
        type: typeOf(recorder, node.typeAnnotation),
        value: node.value === null ? null : summarise(recorder, node.value),
        function: member,
        decorators: decoratorsOf(recorder, node.decorators),
      };
    }
    default:
      return null;
  }
}

function memberFunction(
  recorder: Recorder,
  node: Node | null,
  className: string,
  name: string,
  classIndex: number,
): number {
  if (node === null) return -1;
  const index = recorder.functionOf(node);
  recorder.functionAt(index).class = classIndex;
  recorder.givenNames.set(keyOf(node), className === '' ? name : `${className}.${name}`);
  return index;
}

function memberName(recorder: Recorder, key: Node, computed: boolean): string {
  if (!computed) return keyName(key);
  const value = summarise(recorder, key);
  return value.kind === 'string' ? value.text : '';
}
