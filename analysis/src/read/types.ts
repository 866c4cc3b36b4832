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
  const inner = (child: Node | null | undefined): TypeRef =>
    typeOf(recorder, child, depth + 1) ?? { kind: 'other', syntax: 'none' };
  switch (node.type) {
    case 'TSTypeAnnotation':
      return typeOf(recorder, node.typeAnnotation, depth);
    case 'TSParenthesizedType':
    case 'TSOptionalType':
    case 'TSRestType':
      return typeOf(recorder, node.typeAnnotation, depth);
    case 'TSTypeReference':
      return namedType(recorder, node.typeName, node.typeArguments?.params.map(inner) ?? []);
    case 'TSClassImplements':
    case 'TSInterfaceHeritage':
      return namedType(recorder, node.expression, node.typeArguments?.params.map(inner) ?? []);
    case 'TSUnionType':
      return { kind: 'union', of: node.types.map(inner) };
    case 'TSIntersectionType':
      return { kind: 'intersection', of: node.types.map(inner) };
    case 'TSArrayType':
      return { kind: 'array', of: inner(node.elementType) };
    case 'TSTypeOperator':
      return inner(node.typeAnnotation);
    case 'TSLiteralType':
      return node.literal.type === 'Literal' && typeof node.literal.value === 'string'
        ? { kind: 'literal', text: node.literal.value }
        : { kind: 'other', syntax: 'literal' };
    case 'TSTypeLiteral':
      return { kind: 'object', members: typeMembers(recorder, node.members, depth + 1) };
    case 'TSTypeQuery':
      return node.exprName.type === 'TSImportType'
        ? inner(node.exprName)
        : { kind: 'typeof', of: summarise(recorder, node.exprName) };
    case 'TSImportType': {
      const specifier = node.source.value;
      return typeof specifier === 'string'
        ? { kind: 'imported', specifier, name: node.qualifier === null ? '*' : dottedName(node.qualifier) }
        : { kind: 'other', syntax: node.type };
    }
    case 'TSFunctionType':
      return { kind: 'function', returns: inner(node.returnType) };
    case 'TSIndexedAccessType': {
      const key = inner(node.indexType);
      return key.kind === 'literal'
        ? { kind: 'indexed', of: inner(node.objectType), key: key.text }
        : { kind: 'other', syntax: node.type };
    }
    default:
      return { kind: 'other', syntax: node.type };
  }
}

function namedType(recorder: Recorder, name: Node, args: readonly TypeRef[]): TypeRef {
  const dotted = dottedName(name);
  const first = dotted.split('.', 1)[0] ?? '';
  return { kind: 'named', name: dotted, binding: recorder.scopes.lookup(first), args };
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
