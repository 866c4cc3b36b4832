/** Functions with their parameters, results and names. */
import type { Node } from 'oxc-parser';
import type { DecoratorFact, ParameterFact } from '../file-facts.ts';
import type { Recorder } from '../recorder.ts';
import { keyName, markAwaited, summarise } from '../summarise.ts';
import { keyOf } from '../tree/memory-node.ts';
import { dottedName, firstName, typeOf } from '../types.ts';
import type { Value } from '../value.ts';
import type { Handlers, NodeOf } from '../walk.ts';
import { bindPattern } from './declarations.ts';

type FunctionNode = NodeOf<'FunctionDeclaration'> | NodeOf<'ArrowFunctionExpression'>;

export function functions(recorder: Recorder): Handlers {
  const enter = (node: FunctionNode): void => {
    const index = recorder.functionOf(node);
    const fact = recorder.functionAt(index);
    const ownName = node.id?.name ?? recorder.givenNames.get(keyOf(node)) ?? '';
    fact.name = recorder.qualify(ownName);
    fact.parent = recorder.within;
    fact.isAsync = node.async;
    recorder.enterFunction(index);
    recorder.scopes.push(true);
    if (node.type !== 'ArrowFunctionExpression' && node.id !== null && node.type === 'FunctionExpression') {
      recorder.declare(node.id.name, 'function', node, { value: { kind: 'function', function: index } });
    }
    fact.returnType = typeOf(recorder, node.returnType);
    node.params.forEach((parameter, position) => {
      fact.parameters.push(parameterFact(recorder, parameter));
      const pattern = patternOf(parameter);
      // `(...[router, stores]: Parts)`: each element of the tuple is an argument of its own.
      if (parameter.type === 'RestElement' && pattern.type === 'ArrayPattern')
        pattern.elements.forEach((element, offset) => {
          if (element !== null && element.type !== 'RestElement')
            bindPattern(recorder, element, 'parameter', {
              kind: 'parameter',
              function: index,
              position: position + offset,
            });
        });
      else bindPattern(recorder, pattern, 'parameter', { kind: 'parameter', function: index, position });
    });
    if (node.body !== null && node.body.type !== 'BlockStatement')
      fact.returns.push(summarise(recorder, node.body));
  };
  const leave = (): void => {
    recorder.scopes.pop();
    recorder.leaveFunction();
  };
  return {
    enter: {
      FunctionDeclaration: enter,
      FunctionExpression: enter,
      TSDeclareFunction: enter,
      TSEmptyBodyFunctionExpression: enter,
      ArrowFunctionExpression: enter,
      ReturnStatement: (node) => {
        if (node.argument === null) return;
        const returned: Value = summarise(recorder, node.argument);
        if (recorder.within > 0) recorder.functionAt(recorder.within).returns.push(returned);
      },
      AwaitExpression: (node) => markAwaited(recorder, node.argument),
      // Runners of generators (co, Koa 1, sagas) wait for what they are given.
      YieldExpression: (node) => {
        if (node.argument !== null) markAwaited(recorder, node.argument);
      },
    },
    leave: {
      FunctionDeclaration: leave,
      FunctionExpression: leave,
      TSDeclareFunction: leave,
      TSEmptyBodyFunctionExpression: leave,
      ArrowFunctionExpression: leave,
    },
  };
}

type ParameterNode = FunctionNode['params'][number];

function patternOf(parameter: ParameterNode): Node {
  if (parameter.type === 'TSParameterProperty') return parameter.parameter;
  return parameter.type === 'RestElement' ? parameter.argument : parameter;
}

function parameterFact(recorder: Recorder, parameter: ParameterNode): ParameterFact {
  const pattern = patternOf(parameter);
  const target = pattern.type === 'AssignmentPattern' ? pattern.left : pattern;
  const annotated = parameter.type === 'RestElement' ? parameter : target;
  return {
    name: target.type === 'Identifier' ? target.name : '',
    type: 'typeAnnotation' in annotated ? typeOf(recorder, annotated.typeAnnotation as Node | null) : null,
    initial: pattern.type === 'AssignmentPattern' ? summarise(recorder, pattern.right) : null,
    keys: target.type === 'ObjectPattern' ? patternKeys(target) : [],
    isMember: parameter.type === 'TSParameterProperty',
    isRest: parameter.type === 'RestElement',
    decorators: decoratorsOf(recorder, parameter.decorators ?? []),
  };
}

function patternKeys(pattern: NodeOf<'ObjectPattern'>): string[] {
  return pattern.properties.flatMap((property) =>
    property.type === 'Property' && !property.computed ? [keyName(property.key)] : [],
  );
}

export function decoratorsOf(
  recorder: Recorder,
  decorators: readonly NodeOf<'Decorator'>[],
): DecoratorFact[] {
  return decorators.map(({ expression, start }) => {
    const callee = expression.type === 'CallExpression' ? expression.callee : expression;
    const name = dottedName(callee);
    return {
      name,
      binding: recorder.scopes.lookup(firstName(name)),
      args:
        expression.type === 'CallExpression'
          ? expression.arguments.map((arg) => summarise(recorder, arg))
          : [],
      line: recorder.lines.at(start),
    };
  });
}
