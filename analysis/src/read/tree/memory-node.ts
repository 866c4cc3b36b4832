/**
 * A node of the syntax tree as a place in the parser's memory: what it holds is read when it is asked for. Made and
 * forgotten as a walk goes along, it must not be kept beyond the file.
 */
import type { Node } from 'oxc-parser';
import { bytes, escapedAt, floats, integers, source, textAt } from './memory.ts';
import { properties } from './properties.ts';
import {
  constants,
  Form,
  fieldForm,
  fieldOffset,
  fieldStride,
  fields,
  fieldTarget,
  isInlineChoice,
  joins,
  kindOf,
  kindOfOption,
  propertyNumber,
  typeOfKind,
  variantByte,
  words,
} from './tables.ts';

const propertyCount = properties.length;
const nothing: readonly never[] = [];

export class MemoryNode {
  /** Number of its kind in the tables. */
  readonly kindNumber: number;
  readonly at: number;
  /** Where the type and the decorators of a pattern stand, which belong to what is around it; 0 for none. */
  readonly typeAt: number;
  readonly decoratorsAt: number;

  constructor(kind: number, at: number, typeAt: number, decoratorsAt: number) {
    this.kindNumber = kind;
    this.at = at;
    this.typeAt = typeAt;
    this.decoratorsAt = decoratorsAt;
  }

  get type(): string {
    return typeOfKind[this.kindNumber] as string;
  }

  get start(): number {
    return integers[this.at >> 2] as number;
  }

  get end(): number {
    return integers[(this.at >> 2) + 1] as number;
  }

  get decorators(): unknown {
    return this.decoratorsAt === 0
      ? this.read(propertyNumber.decorators)
      : listAt(this.decoratorsAt, kindOf('Decorator'), 32);
  }

  get typeAnnotation(): unknown {
    return this.typeAt === 0
      ? this.read(propertyNumber.typeAnnotation)
      : boxAt(kindOf('TSTypeAnnotation'), this.typeAt);
  }

  get abstract(): unknown {
    return this.read(propertyNumber.abstract);
  }

  get alternate(): unknown {
    return this.read(propertyNumber.alternate);
  }

  get argument(): unknown {
    return this.read(propertyNumber.argument);
  }

  get arguments(): unknown {
    return this.read(propertyNumber.arguments);
  }

  get async(): unknown {
    return this.read(propertyNumber.async);
  }

  get body(): unknown {
    return this.read(propertyNumber.body);
  }

  get callee(): unknown {
    return this.read(propertyNumber.callee);
  }

  get cases(): unknown {
    return this.read(propertyNumber.cases);
  }

  get computed(): unknown {
    return this.read(propertyNumber.computed);
  }

  get consequent(): unknown {
    return this.read(propertyNumber.consequent);
  }

  get declaration(): unknown {
    return this.read(propertyNumber.declaration);
  }

  get declarations(): unknown {
    return this.read(propertyNumber.declarations);
  }

  get declare(): unknown {
    return this.read(propertyNumber.declare);
  }

  get discriminant(): unknown {
    return this.read(propertyNumber.discriminant);
  }

  get elements(): unknown {
    return this.read(propertyNumber.elements);
  }

  get elementType(): unknown {
    return this.read(propertyNumber.elementType);
  }

  get errors(): unknown {
    return this.read(propertyNumber.errors);
  }

  get exported(): unknown {
    return this.read(propertyNumber.exported);
  }

  get exportKind(): unknown {
    return this.read(propertyNumber.exportKind);
  }

  get expression(): unknown {
    return this.read(propertyNumber.expression);
  }

  get expressions(): unknown {
    return this.read(propertyNumber.expressions);
  }

  get exprName(): unknown {
    return this.read(propertyNumber.exprName);
  }

  get extends(): unknown {
    return this.read(propertyNumber.extends);
  }

  get id(): unknown {
    return this.read(propertyNumber.id);
  }

  get implements(): unknown {
    return this.read(propertyNumber.implements);
  }

  get imported(): unknown {
    return this.read(propertyNumber.imported);
  }

  get importKind(): unknown {
    return this.read(propertyNumber.importKind);
  }

  get indexType(): unknown {
    return this.read(propertyNumber.indexType);
  }

  get init(): unknown {
    return this.read(propertyNumber.init);
  }

  get initializer(): unknown {
    return this.read(propertyNumber.initializer);
  }

  get key(): unknown {
    return this.read(propertyNumber.key);
  }

  get kind(): unknown {
    return this.read(propertyNumber.kind);
  }

  get labels(): unknown {
    return this.read(propertyNumber.labels);
  }

  get left(): unknown {
    return this.read(propertyNumber.left);
  }

  get literal(): unknown {
    return this.read(propertyNumber.literal);
  }

  get local(): unknown {
    return this.read(propertyNumber.local);
  }

  get members(): unknown {
    return this.read(propertyNumber.members);
  }

  get message(): unknown {
    return this.read(propertyNumber.message);
  }

  get meta(): unknown {
    return this.read(propertyNumber.meta);
  }

  get moduleReference(): unknown {
    return this.read(propertyNumber.moduleReference);
  }

  get name(): unknown {
    return this.read(propertyNumber.name);
  }

  get object(): unknown {
    return this.read(propertyNumber.object);
  }

  get objectType(): unknown {
    return this.read(propertyNumber.objectType);
  }

  get operator(): unknown {
    return this.read(propertyNumber.operator);
  }

  get param(): unknown {
    return this.read(propertyNumber.param);
  }

  get parameter(): unknown {
    return this.read(propertyNumber.parameter);
  }

  get params(): unknown {
    return this.read(propertyNumber.params);
  }

  get program(): unknown {
    return this.read(propertyNumber.program);
  }

  get properties(): unknown {
    return this.read(propertyNumber.properties);
  }

  get property(): unknown {
    return this.read(propertyNumber.property);
  }

  get qualifier(): unknown {
    return this.read(propertyNumber.qualifier);
  }

  get quasi(): unknown {
    return this.read(propertyNumber.quasi);
  }

  get quasis(): unknown {
    return this.read(propertyNumber.quasis);
  }

  get raw(): unknown {
    return this.read(propertyNumber.raw);
  }

  get regex(): unknown {
    return this.read(propertyNumber.regex);
  }

  get returnType(): unknown {
    return this.read(propertyNumber.returnType);
  }

  get right(): unknown {
    return this.read(propertyNumber.right);
  }

  get severity(): unknown {
    return this.read(propertyNumber.severity);
  }

  get source(): unknown {
    return this.read(propertyNumber.source);
  }

  get specifiers(): unknown {
    return this.read(propertyNumber.specifiers);
  }

  get static(): unknown {
    return this.read(propertyNumber.static);
  }

  get superClass(): unknown {
    return this.read(propertyNumber.superClass);
  }

  get superTypeArguments(): unknown {
    return this.read(propertyNumber.superTypeArguments);
  }

  get tag(): unknown {
    return this.read(propertyNumber.tag);
  }

  get test(): unknown {
    return this.read(propertyNumber.test);
  }

  get typeArguments(): unknown {
    return this.read(propertyNumber.typeArguments);
  }

  get typeName(): unknown {
    return this.read(propertyNumber.typeName);
  }

  get types(): unknown {
    return this.read(propertyNumber.types);
  }

  get value(): unknown {
    return this.read(propertyNumber.value);
  }

  read(property: number): unknown {
    return readField(fields[this.kindNumber * propertyCount + property] as number, this.at);
  }
}

/** What stands for a node in maps. */
export type NodeKey = number | Node;

/** Of two looks at one place in the memory the key is the same. */
export function keyOf(node: Node): NodeKey {
  return node instanceof MemoryNode ? node.at : node;
}

export function nodeAt(kind: number, at: number): MemoryNode {
  const variant = variantByte[kind] as number;
  return new MemoryNode(variant === 0 ? kind : kind + 1 + (bytes[at + variant] as number), at, 0, 0);
}

function boxAt(kind: number, at: number): MemoryNode | null {
  const position = integers[at >> 2] as number;
  return position === 0 ? null : nodeAt(kind, position);
}

function choiceAt(choice: number, at: number): MemoryNode | null {
  const kind = kindOfOption[(choice << 8) | (bytes[at] as number)] as number;
  if (kind === 0 || kind === elision) return null;
  const held = at + 8;
  return nodeAt(kind, isInlineChoice[choice] === 1 ? held : (integers[held >> 2] as number));
}

function patternAt(choice: number, at: number, decoratorsAt: number): MemoryNode {
  const kind = kindOfOption[(choice << 8) | (bytes[at] as number)] as number;
  return new MemoryNode(kind, integers[(at + 8) >> 2] as number, at + 16, decoratorsAt);
}

const elision = kindOf('Elision');
const parameterProperty = kindOf('PARAMETER_PROPERTY');
const parameterDefault = kindOf('PARAMETER_DEFAULT');
const propertyDefault = kindOf('PROPERTY_DEFAULT');
const targetDefault = kindOf('TARGET_DEFAULT');
const namespaceName = kindOf('NAMESPACE_NAME');
const restParameter = kindOf('REST_PARAMETER');

function readField(field: number, base: number): unknown {
  const at = base + fieldOffset(field);
  const target = fieldTarget(field);
  switch (fieldForm(field)) {
    case Form.text:
      return textAt(at);
    case Form.choice:
    case Form.maybeChoice:
      return choiceAt(target, at);
    case Form.one:
      return nodeAt(target, at);
    case Form.box:
    case Form.maybeBox:
      return boxAt(target, at);
    case Form.choices:
      return choicesAt(at, target);
    case Form.list:
      return listAt(at, target, fieldStride(field));
    case Form.flag:
      return bytes[at] === 1;
    case Form.word:
      return words[target]?.[bytes[at] as number] ?? null;
    case Form.constant:
      return constants[target];
    case Form.escaped:
      return escapedAt(at);
    case Form.number:
      return floats[at >> 3];
    case Form.named:
      return integers[(at >> 2) + 4] === 0 ? null : nodeAt(target, at);
    case Form.maybeBoxedChoice: {
      const held = integers[at >> 2] as number;
      return held === 0 ? null : choiceAt(target, held);
    }
    case Form.pattern:
      return patternAt(target, at, 0);
    case Form.maybePattern:
      return bytes[at] === 255 ? null : patternAt(target, at, 0);
    case Form.params:
      return parametersAt(integers[at >> 2] as number);
    case Form.joined:
      return joinedAt(target, base);
    case Form.maybeList:
      return integers[at >> 2] === 0 ? nothing : choicesAt(at, target);
    case Form.heritage:
      // Without a class above nothing was written there.
      return bytes[at - 16] === 255 ? null : boxAt(target, at);
    case Form.property:
      return integers[(at + 64) >> 2] === 0
        ? patternAt(bindingPattern, at + 40, 0)
        : new MemoryNode(propertyDefault, at, 0, 0);
    case Form.default:
      return bytes[at + 48] === 255
        ? nodeAt(kindOf('IdentifierReference'), at + 16)
        : new MemoryNode(targetDefault, at, 0, 0);
    case Form.namespace:
      return bytes[at + 32] === 0 ? new MemoryNode(namespaceName, at, 0, 0) : nodeAt(target, at);
    case Form.exported: {
      const declaration = choiceAt(target, at);
      if (declaration === null) return 'value';
      const { type } = declaration;
      const isType = type === 'TSTypeAliasDeclaration' || type === 'TSInterfaceDeclaration';
      return isType || declaration.read(propertyNumber.declare) === true ? 'type' : 'value';
    }
    case Form.template:
      return { raw: textAt(at), cooked: escapedAt(at + 16) };
    case Form.source:
      return source.slice(integers[at >> 2], integers[(at >> 2) + 1]);
    case Form.bigint:
      return BigInt(textAt(at));
    default:
      return undefined;
  }
}

const bindingPattern = 4;

function listAt(at: number, kind: number, stride: number): MemoryNode[] {
  const first = integers[at >> 2] as number;
  const count = integers[(at >> 2) + 2] as number;
  const items = new Array<MemoryNode>(count);
  for (let index = 0; index < count; index += 1) items[index] = nodeAt(kind, first + index * stride);
  return items;
}

function choicesAt(at: number, choice: number): (MemoryNode | null)[] {
  const first = integers[at >> 2] as number;
  const count = integers[(at >> 2) + 2] as number;
  const items = new Array<MemoryNode | null>(count);
  for (let index = 0; index < count; index += 1) items[index] = choiceAt(choice, first + index * 16);
  return items;
}

function joinedAt(join: number, base: number): unknown[] {
  const all: unknown[] = [];
  for (const field of joins[join] ?? []) {
    const part = readField(field, base);
    if (Array.isArray(part)) all.push(...part);
    else if (part !== null) all.push(part);
  }
  return all;
}

function parametersAt(at: number): MemoryNode[] {
  const first = integers[(at + 16) >> 2] as number;
  const count = integers[(at + 24) >> 2] as number;
  const all: MemoryNode[] = [];
  for (let index = 0; index < count; index += 1) all.push(parameterAt(first + index * 72));
  const rest = boxAt(restParameter, at + 40);
  if (rest !== null) all.push(rest);
  return all;
}

function parameterAt(at: number): MemoryNode {
  const isProperty = bytes[at + 13] !== 255 || bytes[at + 14] === 1 || bytes[at + 15] === 1;
  if (isProperty) return new MemoryNode(parameterProperty, at, 0, 0);
  if (integers[(at + 64) >> 2] !== 0) return new MemoryNode(parameterDefault, at, 0, 0);
  return patternAt(bindingPattern, at + 40, at + 16);
}
