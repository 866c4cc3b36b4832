/** Calls, `new`, tagged templates and assignments to members. */
import type { Recorder } from '../recorder.ts';
import { recordCall, requiredModule, summarise } from '../summarise.ts';
import type { Handlers, NodeOf } from '../walk.ts';
import { nameParts } from './declarations.ts';

export function calls(recorder: Recorder): Handlers {
  return {
    enter: {
      CallExpression: (node) => {
        if (requiredModule(recorder, node) === null) recordCall(recorder, node);
      },
      NewExpression: (node) => {
        recordCall(recorder, node);
      },
      TaggedTemplateExpression: (node) => {
        recordCall(recorder, node);
      },
      AssignmentExpression: (node) => assign(recorder, node),
    },
  };
}

function assign(recorder: Recorder, node: NodeOf<'AssignmentExpression'>): void {
  const { left, right } = node;
  if (left.type === 'Identifier') nameParts(recorder, right, left.name);
  if (left.type === 'MemberExpression' && left.property.type === 'Identifier') {
    const isWholeModule = left.property.name === 'exports' && left.object.type === 'Identifier';
    if (!isWholeModule) nameParts(recorder, right, left.property.name);
  }
  if (left.type !== 'Identifier' && left.type !== 'MemberExpression') return;
  recorder.assignments.push({
    target: summarise(recorder, left),
    value: summarise(recorder, right),
    line: recorder.lineOf(node),
    within: recorder.within,
  });
}
