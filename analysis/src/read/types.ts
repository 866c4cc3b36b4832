/** Types as written, reduced to what facts need. */
import type { Node } from 'oxc-parser';
import type { Recorder } from './recorder.ts';
import { summarise } from './summarise.ts';
import type { TypeMember, TypeRef } from './value.ts';

/** Deeper parts of a type say nothing about who uses whom. */
const maxDepth = 6;

export function typeOf(recorder: Recorder, node: Node | null | undefined, depth = 0): TypeRef | null {
  if (node === null || node === undefined) return null;
  if (depth > maxDepth) return { kind: 'other', syntax: 'deep' };
  switch (node.type) {
    case 'TSTypeAnnotation':
      return typeOf(recorder, node.typeAnnotation, depth);
    case 'TSParenthesizedType':
    case 'TSOptionalType':
    case 'TSRestType':
      return typeOf(recorder, node.typeAnnotation, depth);
    case 'TSTypeReference':
      return namedType(recorder, node.typeName, node.typeArguments?.params ?? nothing, depth + 1);
    case 'TSClassImplements':
    case 'TSInterfaceHeritage':
      return namedType(recorder, node.expression, node.typeArguments?.params ?? nothing, depth + 1);
    case 'TSUnionType':
      return { kind: 'union', of: typesOf(recorder, node.types, depth + 1) };
    case 'TSIntersectionType':
      return { kind: 'intersection', of: typesOf(recorder, node.types, depth + 1) };
    case 'TSArrayType':
      return { kind: 'array', of: partOf(recorder, node.elementType, depth + 1) };
    case 'TSTypeOperator':
      return partOf(recorder, node.typeAnnotation, depth + 1);
    case 'TSLiteralType':
      return node.literal.type === 'Literal' && typeof node.literal.value === 'string'
        ? { kind: 'literal', text: node.literal.value }
        : { kind: 'other', syntax: 'literal' };
    case 'TSTypeLiteral':
      return { kind: 'object', members: typeMembers(recorder, node.members, depth + 1) };
    case 'TSTypeQuery':
      return node.exprName.type === 'TSImportType'
        ? partOf(recorder, node.exprName, depth + 1)
        : { kind: 'typeof', of: summarise(recorder, node.exprName) };
    case 'TSImportType': {
      const specifier = node.source.value;
      return typeof specifier === 'string'
        ? { kind: 'imported', specifier, name: node.qualifier === null ? '*' : dottedName(node.qualifier) }
        : { kind: 'other', syntax: node.type };
    }
    case 'TSFunctionType':
      return { kind: 'function', returns: partOf(recorder, node.returnType, depth + 1) };
    case 'TSIndexedAccessType': {
      const key = partOf(recorder, node.indexType, depth + 1);
      return key.kind === 'literal'
        ? { kind: 'indexed', of: partOf(recorder, node.objectType, depth + 1), key: key.text }
        : { kind: 'other', syntax: node.type };
    }
    default:
      return { kind: 'other', syntax: node.type };
  }
}

const nothing: readonly Node[] = [];

/** A type within another. */
function partOf(recorder: Recorder, node: Node | null | undefined, depth: number): TypeRef {
  return typeOf(recorder, node, depth) ?? { kind: 'other', syntax: 'none' };
}

function typesOf(recorder: Recorder, nodes: readonly Node[], depth: number): TypeRef[] {
  return nodes.map((node) => partOf(recorder, node, depth));
}

function namedType(recorder: Recorder, name: Node, args: readonly Node[], depth: number): TypeRef {
  const dotted = dottedName(name);
  return {
    kind: 'named',
    name: dotted,
    binding: recorder.scopes.lookup(firstName(dotted)),
    args: typesOf(recorder, args, depth),
  };
}

/** `a` of `a.b.c`. */
export function firstName(dotted: string): string {
  const end = dotted.indexOf('.');
  return end < 0 ? dotted : dotted.slice(0, end);
}

/** `ns.A` of a qualified name or member expression. */
export function dottedName(node: Node): string {
  switch (node.type) {
    case 'Identifier':
      return node.name;
    case 'TSQualifiedName':
      return `${dottedName(node.left)}.${dottedName(node.right)}`;
    case 'MemberExpression':
      return `${dottedName(node.object)}.${dottedName(node.property)}`;
    case 'ThisExpression':
      return 'this';
    default:
      return '';
  }
}

export function typeMembers(recorder: Recorder, members: readonly Node[], depth = 0): TypeMember[] {
  const found: TypeMember[] = [];
  for (const member of members) {
    if (member.type === 'TSPropertySignature' || member.type === 'TSMethodSignature') {
      const key = member.key;
      const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : '';
      if (name === '' || member.computed) continue;
      const other: TypeRef = { kind: 'other', syntax: 'none' };
      const type =
        member.type === 'TSPropertySignature'
          ? (typeOf(recorder, member.typeAnnotation, depth + 1) ?? other)
          : ({ kind: 'function', returns: typeOf(recorder, member.returnType, depth + 1) ?? other } as const);
      found.push({ name, type });
    }
  }
  return found;
}
