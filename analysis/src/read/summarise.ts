/** Expressions of the syntax tree, reduced to values. */
import type { Node } from 'oxc-parser';
import { isOutsideCallee } from './outside-calls.ts';
import type { Recorder } from './recorder.ts';
import { keyOf } from './tree/memory-node.ts';
import { typeOf } from './types.ts';
import type { ObjectEntry, Value } from './value.ts';

/** Below this depth an expression decides nothing that facts could follow. */
const maxDepth = 40;
/** Entries of one literal object or array; longer ones are data, not structure. */
const maxEntries = 2_000;
/** Characters of one string; the longest SQL statement seen in real code is a tenth of it. */
const maxTextLength = 65_536;

const deep: Value = { kind: 'other', syntax: 'deep' };

/**
 * What an expression says. Calls, functions and classes inside are recorded and referred to by index, so that each
 * part of the source is written down once.
 */
export function summarise(recorder: Recorder, node: Node, depth = 0): Value {
  if (depth > maxDepth) return deep;
  switch (node.type) {
    case 'Literal':
      return literal(node);
    case 'TemplateLiteral':
      if (node.expressions.length === 0) return text(node.quasis[0]?.value.cooked ?? '');
      return {
        kind: 'template',
        texts: node.quasis.map((quasi) => (quasi.value.cooked ?? quasi.value.raw).slice(0, maxTextLength)),
        holes: summariseAll(recorder, node.expressions, depth + 1),
      };
    case 'Identifier':
      return { kind: 'name', name: node.name, binding: recorder.scopes.lookup(node.name) };
    case 'ThisExpression':
      return { kind: 'this', class: recorder.currentClass };
    case 'Super':
      return { kind: 'super', class: recorder.currentClass };
    case 'MetaProperty':
      return { kind: 'name', name: `${node.meta.name}.${node.property.name}`, binding: -1 };
    case 'TSQualifiedName':
      return { kind: 'member', of: summarise(recorder, node.left, depth + 1), name: node.right.name };
    case 'MemberExpression':
      return member(recorder, node, depth + 1);
    case 'CallExpression':
    case 'NewExpression':
    case 'TaggedTemplateExpression':
      return requiredModule(recorder, node) ?? { kind: 'call', call: recordCall(recorder, node, depth) };
    case 'ImportExpression':
      return node.source.type === 'Literal' && typeof node.source.value === 'string'
        ? { kind: 'module', specifier: node.source.value }
        : { kind: 'other', syntax: node.type };
    case 'ObjectExpression':
      return objectValue(recorder, node.properties, depth + 1);
    case 'ArrayExpression': {
      const { elements } = node;
      const items = new Array<Value>(Math.min(elements.length, maxEntries));
      for (let index = 0; index < items.length; index += 1) {
        const item = elements[index];
        items[index] =
          item === null || item === undefined
            ? { kind: 'other', syntax: 'hole' }
            : summariseItem(recorder, item, depth + 1);
      }
      return { kind: 'array', items };
    }
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'TSEmptyBodyFunctionExpression':
      return { kind: 'function', function: recorder.functionOf(node) };
    case 'ClassExpression':
    case 'ClassDeclaration':
      return { kind: 'class', class: recorder.classOf(node) };
    case 'AwaitExpression':
      markAwaited(recorder, node.argument);
      return summarise(recorder, node.argument, depth);
    case 'ChainExpression':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
      return summarise(recorder, node.expression, depth);
    case 'AssignmentExpression':
      return summarise(recorder, node.right, depth + 1);
    case 'SequenceExpression': {
      const last = node.expressions.at(-1);
      return last === undefined ? deep : summarise(recorder, last, depth + 1);
    }
    case 'LogicalExpression':
      return node.operator === '&&'
        ? summarise(recorder, node.right, depth + 1)
        : either(recorder, node.left, node.right, depth + 1);
    case 'ConditionalExpression':
      return either(recorder, node.consequent, node.alternate, depth + 1);
    case 'BinaryExpression':
      return node.operator === '+'
        ? concatenation(recorder, node, depth + 1)
        : { kind: 'other', syntax: node.type };
    default:
      return { kind: 'other', syntax: node.type };
  }
}

/** `await this.mailer?.send(x)`, `await (late ? queue.add(x) : send(x))`: the calls that are waited for, before they are written down. */
export function markAwaited(recorder: Recorder, node: Node, depth = 0): void {
  if (depth > maxDepth) return;
  switch (node.type) {
    case 'ChainExpression':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
      markAwaited(recorder, node.expression, depth + 1);
      return;
    case 'LogicalExpression':
      markAwaited(recorder, node.left, depth + 1);
      markAwaited(recorder, node.right, depth + 1);
      return;
    case 'ConditionalExpression':
      markAwaited(recorder, node.consequent, depth + 1);
      markAwaited(recorder, node.alternate, depth + 1);
      return;
    default:
      recorder.awaited.add(keyOf(node));
  }
}

/** The values of a list of expressions. */
function summariseAll(recorder: Recorder, nodes: readonly Node[], depth: number): Value[] {
  const values = new Array<Value>(nodes.length);
  for (let index = 0; index < values.length; index += 1) {
    values[index] = summarise(recorder, nodes[index] as Node, depth);
  }
  return values;
}

/** What an element or argument says, which may be spread. */
function summariseItem(recorder: Recorder, item: Node, depth: number): Value {
  return item.type === 'SpreadElement'
    ? { kind: 'spread', of: summarise(recorder, item.argument, depth) }
    : summarise(recorder, item, depth);
}

function text(value: string): Value {
  return { kind: 'string', text: value.length > maxTextLength ? value.slice(0, maxTextLength) : value };
}

function literal(node: Extract<Node, { type: 'Literal' }>): Value {
  const { value } = node;
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return { kind: 'number', value };
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if ('regex' in node && node.regex !== undefined) return { kind: 'regexp', text: node.raw ?? '' };
  return { kind: 'other', syntax: value === null ? 'null' : 'Literal' };
}

function member(recorder: Recorder, node: Extract<Node, { type: 'MemberExpression' }>, depth: number): Value {
  const of = summarise(recorder, node.object, depth);
  const { property } = node;
  if (!node.computed && (property.type === 'Identifier' || property.type === 'PrivateIdentifier')) {
    return { kind: 'member', of, name: property.type === 'Identifier' ? property.name : `#${property.name}` };
  }
  const key = summarise(recorder, property, depth);
  if (key.kind === 'string') return { kind: 'member', of, name: key.text };
  const argument = key.kind === 'number' ? argumentOfRest(recorder, of, key.value) : null;
  return argument ?? { kind: 'index', of, key };
}

/** `args[1]` and `const [router, stores] = args` of `(...args)`: each element of a rest parameter is an argument of its own. */
export function argumentOfRest(recorder: Recorder, of: Value | null, offset: number): Value | null {
  const held = of?.kind === 'name' && of.binding >= 0 ? recorder.bindings[of.binding] : undefined;
  if (held?.kind !== 'parameter' || held.value?.kind !== 'parameter') return null;
  const { function: index, position } = held.value;
  return recorder.functionAt(index).parameters[position]?.isRest === true
    ? { kind: 'parameter', function: index, position: position + offset }
    : null;
}

function either(recorder: Recorder, left: Node, right: Node, depth: number): Value {
  const options = summariseAll(recorder, [left, right], depth);
  return {
    kind: 'either',
    options: options.flatMap((option) => (option.kind === 'either' ? option.options : [option])),
  };
}

/** `a + b + c` leans left: a loop, because generated code has thousands of terms. */
function concatenation(
  recorder: Recorder,
  node: Extract<Node, { type: 'BinaryExpression' }>,
  depth: number,
): Value {
  const terms: Node[] = [];
  let left: Node = node;
  while (left.type === 'BinaryExpression' && left.operator === '+') {
    terms.push(left.right);
    left = left.left;
  }
  terms.push(left);
  const parts = summariseAll(recorder, terms.reverse(), depth);
  const joined = parts.every((part) => part.kind === 'string')
    ? parts.map((part) => part.text).join('')
    : null;
  return joined === null ? { kind: 'concat', parts } : text(joined);
}

function objectValue(
  recorder: Recorder,
  properties: Extract<Node, { type: 'ObjectExpression' }>['properties'],
  depth: number,
): Value {
  const entries: ObjectEntry[] = [];
  const spreads: Value[] = [];
  for (const property of properties.length > maxEntries ? properties.slice(0, maxEntries) : properties) {
    if (property.type === 'SpreadElement') {
      spreads.push(summarise(recorder, property.argument, depth));
      continue;
    }
    entries.push({
      key: property.computed ? computedKey(summarise(recorder, property.key, depth)) : keyName(property.key),
      value: summarise(recorder, property.value, depth),
      line: recorder.lineOf(property),
    });
  }
  return { kind: 'object', entries, spreads };
}

function computedKey(key: Value): string {
  return key.kind === 'string' ? key.text : '';
}

/** The name of a key that is no expression: `a`, `'a'`, `1`, `#a`. */
export function keyName(key: Node): string {
  if (key.type === 'Identifier') return key.name;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number'))
    return String(key.value);
  return '';
}

type CallNode = Extract<Node, { type: 'CallExpression' | 'NewExpression' | 'TaggedTemplateExpression' }>;

/** Writes a call down (once) and gives its index. */
export function recordCall(recorder: Recorder, node: CallNode, depth = 0): number {
  const known = recorder.callOf(node);
  if (known !== undefined) return known;
  const isTag = node.type === 'TaggedTemplateExpression';
  const callee = summarise(recorder, isTag ? node.tag : node.callee, depth + 1);
  const args = isTag
    ? [asTemplate(summarise(recorder, node.quasi, depth + 1))]
    : summariseArguments(recorder, node.arguments, depth + 1);
  return recorder.addCall(node, {
    kind: isTag ? 'tag' : node.type === 'NewExpression' ? 'new' : 'call',
    name: callee.kind === 'member' || callee.kind === 'name' ? callee.name : '',
    callee,
    args,
    typeArgs: (node.typeArguments?.params ?? []).flatMap((type) => typeOf(recorder, type) ?? []),
    line: recorder.lines.at(lineAnchor(node)),
    within: recorder.within,
    isAwaited: recorder.awaited.has(keyOf(node)),
    isOutside: isOutsideCallee(callee, recorder.calls),
  });
}

function summariseArguments(recorder: Recorder, nodes: readonly Node[], depth: number): Value[] {
  const values = new Array<Value>(Math.min(nodes.length, maxEntries));
  for (let index = 0; index < values.length; index += 1) {
    values[index] = summariseItem(recorder, nodes[index] as Node, depth);
  }
  return values;
}

/** In a chain over many lines each call stands where its own name does. */
function lineAnchor(node: CallNode): number {
  if (node.type === 'TaggedTemplateExpression') return node.start;
  return node.callee.type === 'MemberExpression' ? node.callee.property.start : node.start;
}

/** The argument of a tag is always a template, with or without holes. */
function asTemplate(value: Value): Value {
  return value.kind === 'string' ? { kind: 'template', texts: [value.text], holes: [] } : value;
}

/** `require('x')` is the module itself, not a call. */
export function requiredModule(recorder: Recorder, node: Node): Value | null {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require')
    return null;
  const [first] = node.arguments;
  if (first?.type !== 'Literal' || typeof first.value !== 'string') {
    if (first?.type !== 'TemplateLiteral' || first.expressions.length > 0) return null;
  }
  if (recorder.scopes.lookup('require') !== -1 && !isCreatedRequire(recorder)) return null;
  const specifier = first.type === 'Literal' ? String(first.value) : (first.quasis[0]?.value.cooked ?? '');
  return { kind: 'module', specifier };
}

/** `const require = createRequire(import.meta.url)` behaves as the real one. */
function isCreatedRequire(recorder: Recorder): boolean {
  const binding = recorder.bindings[recorder.scopes.lookup('require')];
  if (binding?.value?.kind !== 'call') return false;
  const callee = recorder.calls[binding.value.call]?.callee;
  return (callee?.kind === 'name' || callee?.kind === 'member') && callee.name === 'createRequire';
}
