/**
 * Writes `src/read/tree/layout.ts`: where the installed parser keeps what in the memory that it fills, taken from the
 * reader that its own package generates (`generated/deserialize/ts.js`). Run it when the parser's version changes, then
 * look at what changed in the structs that are told by hand below.
 *
 *   node analysis/scripts/parser-layout.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { visitorKeys } from 'oxc-parser';
import { properties } from '../src/read/tree/properties.ts';

/**
 * Structs that the generated reader builds from parts or under a condition. Names in capitals exist here alone: another
 * look at the memory of the struct that they stand in. The language is that of `layout.ts`.
 */
const byHand: Readonly<Record<string, string>> = {
  ErrorLabel: '-:',
  Program: 'Program: body=list Directive 88 + list Statement 112',
  FunctionBody: 'BlockStatement: body=list Directive 16 + list Statement 40',
  TSModuleBlock: 'TSModuleBlock: body=list Directive 16 + list Statement 40',
  TemplateElement: 'TemplateElement: value=template 16',
  StringLiteral: 'Literal: value=escaped 16',
  NumericLiteral: 'Literal: value=number 32',
  BooleanLiteral: 'Literal: value=flag 12',
  NullLiteral: 'Literal: value=null',
  BigIntLiteral: 'Literal: value=bigint 16',
  RegExpLiteral: 'Literal: value=null, raw=source 0, regex=true',
  Elision: '-:',
  ImportMeta: 'MetaProperty: meta=one IMPORT_WORD 0, property=one META_WORD 0',
  IMPORT_WORD: 'Identifier: decorators=[], typeAnnotation=null, name="import"',
  META_WORD: 'Identifier: decorators=[], typeAnnotation=null, name="meta"',
  NewTarget: 'MetaProperty: meta=one NEW_WORD 0, property=one TARGET_WORD 0',
  NEW_WORD: 'Identifier: decorators=[], typeAnnotation=null, name="new"',
  TARGET_WORD: 'Identifier: decorators=[], typeAnnotation=null, name="target"',
  ArrayAssignmentTarget:
    'ArrayPattern: decorators=[], typeAnnotation=null, elements=list? AssignmentTargetMaybeDefault 16 + box? AssignmentTargetRest 40',
  ObjectAssignmentTarget:
    'ObjectPattern: decorators=[], typeAnnotation=null, properties=list AssignmentTargetProperty 16 + box? AssignmentTargetRest 40',
  ArrayPattern:
    'ArrayPattern: decorators=[], typeAnnotation=null, elements=list? BindingPattern 16 + box? BindingRestElement 40',
  ObjectPattern:
    'ObjectPattern: decorators=[], typeAnnotation=null, properties=list BindingProperty 16 + box? BindingRestElement 40',
  AssignmentTargetPropertyIdentifier:
    'Property: kind="init", computed=false, key=one IdentifierReference 16, value=default TARGET_DEFAULT 0',
  TARGET_DEFAULT:
    'AssignmentPattern: decorators=[], typeAnnotation=null, left=one IdentifierReference 16, right=choice? Expression 48',
  VariableDeclarator: 'VariableDeclarator: id=pattern BindingPattern 16, init=choice? Expression 40',
  CatchClause: 'CatchClause: param=pattern? BindingPattern 32, body=box BlockStatement 56',
  Function:
    'by FunctionType 88: id=named? BindingIdentifier 16, typeParameters=box? TSTypeParameterDeclaration 48, params=box? TSThisParameter 56 + params FormalParameters 64, returnType=box? TSTypeAnnotation 72, body=box? FunctionBody 80, async=flag 90, declare=flag 91',
  ArrowFunctionExpression:
    'ArrowFunctionExpression: id=null, typeParameters=box? TSTypeParameterDeclaration 16, params=params FormalParameters 24, returnType=box? TSTypeAnnotation 32, body=choice ArrowFunctionBody 40, async=flag 56',
  FormalParameters: '-: items=list FormalParameter 16 + box? REST_PARAMETER 40',
  FormalParameter:
    '-: decorators=list Decorator 16, pattern=pattern BindingPattern 40, initial=boxed? Expression 64',
  PARAMETER_DEFAULT:
    'AssignmentPattern: typeAnnotation=null, decorators=list Decorator 16, left=pattern BindingPattern 40, right=boxed? Expression 64',
  PARAMETER_PROPERTY: 'TSParameterProperty: decorators=list Decorator 16, parameter=property 0',
  PROPERTY_DEFAULT:
    'AssignmentPattern: decorators=[], typeAnnotation=null, left=pattern BindingPattern 40, right=boxed? Expression 64',
  REST_PARAMETER:
    'RestElement: decorators=list Decorator 16, argument=choice BindingPattern 56, typeAnnotation=box? TSTypeAnnotation 72',
  Class:
    'by ClassType 136: decorators=list Decorator 16, id=named? BindingIdentifier 40, typeParameters=box? TSTypeParameterDeclaration 72, superClass=choice? Expression 80, superTypeArguments=heritage TSTypeParameterInstantiation 96, implements=list TSClassImplements 104, body=box ClassBody 128, abstract=flag 137, declare=flag 138',
  ImportDeclaration:
    'ImportDeclaration: specifiers=list-or-none ImportDeclarationSpecifier 16, source=one StringLiteral 40, attributes=box? WithClause 88, importKind=word ImportOrExportKind 13',
  WithClause: '-: attributes=list ImportAttribute 16',
  ExportDeclaration:
    'ExportNamedDeclaration: declaration=choice Declaration 16, specifiers=[], source=null, exportKind=exported 16',
  ExportNamedDeclaration:
    'ExportNamedDeclaration: declaration=null, specifiers=list ExportSpecifier 16, source=null, exportKind=word ImportOrExportKind 12',
  ExportFromDeclaration:
    'ExportNamedDeclaration: declaration=null, specifiers=list ExportSpecifier 16, source=one StringLiteral 40, attributes=box? WithClause 88, exportKind=word ImportOrExportKind 12',
  ExportAllDeclaration:
    'ExportAllDeclaration: exported=choice? ModuleExportName 16, source=one StringLiteral 72, attributes=box? WithClause 120, exportKind=word ImportOrExportKind 12',
  JSXElement:
    'JSXElement: openingElement=box JSXOpeningElement 16, children=list JSXChild 24, closingElement=box? JSXClosingElement 48',
  JSXText: 'JSXText:',
  JSX_REFERENCE: 'JSXIdentifier: name=text 16',
  JSX_THIS: 'JSXIdentifier: name="this"',
  TSEnumMember: 'TSEnumMember: id=choice TSEnumMemberName 16, initializer=choice? Expression 32',
  TSParenthesizedType: 'TSParenthesizedType: typeAnnotation=choice TSType 16',
  ParenthesizedExpression: 'ParenthesizedExpression: expression=choice Expression 16',
  TSClassImplements:
    'TSClassImplements: expression=choice HERITAGE_NAME 16, typeArguments=box? TSTypeParameterInstantiation 32',
  TSInterfaceHeritage:
    'TSInterfaceHeritage: expression=choice HERITAGE_NAME 16, typeArguments=box? TSTypeParameterInstantiation 32',
  HERITAGE_MEMBER:
    'MemberExpression: object=choice HERITAGE_NAME 16, property=one IdentifierName 32, computed=false',
  TSIndexSignature:
    'TSIndexSignature: parameters=one TSIndexSignatureName 16, typeAnnotation=box TSTypeAnnotation 56',
  TSCallSignatureDeclaration:
    'TSCallSignatureDeclaration: typeParameters=box? TSTypeParameterDeclaration 16, params=box? TSThisParameter 24 + params FormalParameters 32, returnType=box? TSTypeAnnotation 40',
  TSMethodSignature:
    'TSMethodSignature: key=choice PropertyKey 16, typeParameters=box? TSTypeParameterDeclaration 32, params=box? TSThisParameter 40 + params FormalParameters 48, returnType=box? TSTypeAnnotation 56, computed=flag 64',
  TSFunctionType:
    'TSFunctionType: typeParameters=box? TSTypeParameterDeclaration 16, params=box? TSThisParameter 24 + params FormalParameters 32, returnType=box TSTypeAnnotation 40',
  TSExternalModuleDeclaration:
    'TSModuleDeclaration: id=one StringLiteral 16, body=box? TSModuleBlock 64, declare=flag 72',
  TSNamespaceDeclaration:
    'TSModuleDeclaration: id=namespace BindingIdentifier 16, body=choice TSNamespaceDeclarationBody 48, declare=flag 65',
  NAMESPACE_NAME: 'TSQualifiedName:',
  TSGlobalDeclaration:
    'TSModuleDeclaration: id=one GLOBAL_WORD 16, body=one TSModuleBlock 24, declare=flag 88',
  GLOBAL_WORD: 'Identifier: decorators=[], typeAnnotation=null, name="global"',
  TSMappedType:
    'TSMappedType: key=one BindingIdentifier 16, constraint=choice TSType 48, nameType=choice? TSType 64, typeAnnotation=choice? TSType 80',
};

/** Choices that the generated reader answers with objects of its own. */
const choicesByHand: Readonly<Record<string, string>> = {
  HERITAGE_NAME: '0 IdentifierReference, 1 HERITAGE_MEMBER, 2 ThisExpression',
  JSXElementName: '0 JSXIdentifier, 1 JSX_REFERENCE, 2 JSXNamespacedName, 3 JSXMemberExpression, 4 JSX_THIS',
  JSXMemberExpressionObject: '0 JSX_REFERENCE, 1 JSXMemberExpression, 2 JSX_THIS',
};

/** Fields that anybody asks for, or that a walk goes through. */
const wanted: ReadonlySet<string> = new Set([...properties, ...Object.values(visitorKeys).flat()]);

const require = createRequire(import.meta.url);
const source = readFileSync(require.resolve('oxc-parser/src-js/generated/deserialize/ts.js'), 'utf8');

/** Bodies of the generated functions by what they read: `CallExpression`, `OptionBoxTSTypeAnnotation`. */
const bodies = new Map(
  [...source.matchAll(/^function deserialize(\w+)\(pos\) \{\n([\s\S]*?)^\}$/gm)].map(
    ([, name = '', body = '']) => [name, body],
  ),
);

const choices = new Map<string, string>();
const structs = new Map<string, string>();
const sizes = new Map<string, number>();

/** How a field is read by a function of this name: a word of `layout.ts` and what is read. */
function formOf(name: string): string {
  const body = bodies.get(name) ?? '';
  const scalar = { Str: 'text', JSStr: 'escaped', Bool: 'flag', F64: 'number' }[name];
  if (scalar !== undefined) return scalar;
  const list = /^Vec(Option)?(\w+)$/.exec(name);
  if (list !== null && body.includes('endPos')) {
    const stride = Number(/pos \+= (\d+)/.exec(body)?.[1]);
    const item = list[2] ?? '';
    mention(item);
    const known = sizes.get(item);
    if (known !== undefined && known !== stride) throw new Error(`${item}: sizes ${known} and ${stride}`);
    sizes.set(item, stride);
    return `list${list[1] === undefined ? '' : '?'} ${item}`;
  }
  const target = /return deserialize(\w+)\(int32\[pos >> 2\]\)/.exec(body)?.[1];
  if (target !== undefined) {
    mention(target);
    return `${target === 'FormalParameters' ? 'params' : 'box'} ${target}`;
  }
  if (name.startsWith('OptionBox')) return formOf(name.slice('Option'.length)).replace(/^box /, 'box? ');
  if (name.startsWith('Option')) {
    const inner = name.slice('Option'.length);
    mention(inner);
    if (/uint8\[pos\] === \d+/.test(body)) {
      const kind = formOf(inner).split(' ', 1)[0];
      return kind === 'word' ? `word? ${inner}` : `choice? ${inner}`;
    }
    if (body.includes('(pos >> 2) + 4]')) return `named? ${inner}`;
    throw new Error(`${name}: an unknown way to be absent`);
  }
  mention(name);
  if (!body.includes('switch (uint8[pos])')) return `one ${name}`;
  return /return (?:"|true)/.test(body) ? `word ${name}` : `choice ${name}`;
}

/** Everything that is referred to is written down, and only that. */
function mention(name: string): void {
  if (choices.has(name) || structs.has(name)) return;
  const body = bodies.get(name) ?? '';
  if (name in choicesByHand || (body.includes('switch (uint8[pos])') && !(name in byHand))) {
    choices.set(name, '');
    choices.set(name, choicesByHand[name] ?? choiceOf(name, body));
    for (const [target] of (choicesByHand[name] ?? '').matchAll(/[A-Za-z_]{2,}/g)) mention(target);
    return;
  }
  structs.set(name, '');
  structs.set(name, byHand[name] ?? structOf(name, body));
  for (const [, target = ''] of (byHand[name] ?? '').matchAll(
    /(?:one|box\??|params|choice\??|boxed\?|list\??|list-or-none|pattern\??|default|heritage|word\??|namespace|named\?|by) (\w+)/g,
  )) {
    mention(target);
  }
}

function choiceOf(name: string, body: string): string {
  const cases = [...body.matchAll(/case (\d+):\n([\s\S]*?)(?=^ {4}(?:case|default))/gm)];
  const options = cases.map(([, number], index) => {
    // Without a line of its own it goes on to the next.
    const code = cases.slice(index).find(([, , own]) => own !== '')?.[2] ?? '';
    const word = /return ("[^"]*"|true)/.exec(code)?.[1];
    if (word !== undefined) return `${number} ${word}`;
    const target = /return deserialize(Box)?(\w+)\(pos \+ 8\)/.exec(code);
    if (target === null) throw new Error(`${name}: an unknown option ${code}`);
    const option = target[2] ?? '';
    mention(option);
    return `${number} ${target[1] === undefined ? '@' : ''}${option}`;
  });
  return options.join(', ');
}

function structOf(name: string, body: string): string {
  const regular =
    /^ {2}(?:return|let node =) \{\n(?: {4}\w+: (?:"[^"]*"|null|true|false|\[\]|deserialize\w+\(pos(?: \+ \d+)?\)),\n)+ {2}\};\n(?: {2}node\.\w+ = deserialize\w+\(pos(?: \+ \d+)?\);\n)*(?: {2}return node;\n)?$/;
  if (!regular.test(body)) throw new Error(`${name} is not read field by field: it has to be told by hand`);
  const fields = new Map<string, string>();
  let type = '';
  for (const [, key = '', value = ''] of body.matchAll(/^ {2,4}(?:node\.)?(\w+)(?::| =) (.*)[,;]$/gm)) {
    const read = /^deserialize(\w+)\(pos(?: \+ (\d+))?\)$/.exec(value);
    if (key === 'type') {
      type = read === null ? value.slice(1, -1) : `by ${read[1]} ${read[2]}`;
      if (read !== null) mention(read[1] ?? '');
    } else if (wanted.has(key)) {
      fields.set(key, read === null ? value : `${formOf(read[1] ?? '')} ${read[2] ?? 0}`);
    }
  }
  return `${type}: ${[...fields].map(([key, value]) => `${key}=${value}`).join(', ')}`;
}

/** As the formatter wants it. */
function lineOf(name: string, text: string): string {
  const line = `  ${name}: '${text}',`;
  return line.length > lineWidth ? `  ${name}:\n    '${text}',` : line;
}
const lineWidth = 110;

export function parserLayout(): string {
  mention('RawTransferData');
  for (const name of ['PARAMETER_DEFAULT', 'PARAMETER_PROPERTY', 'PROPERTY_DEFAULT', 'NAMESPACE_NAME'])
    mention(name);
  for (const name of [
    'FormalParameter',
    'Directive',
    'ImportAttribute',
    'Decorator',
    'TSClassImplements',
    'ExportSpecifier',
    'BindingProperty',
  ])
    formOf(`Vec${name}`);
  const { version } = require('oxc-parser/package.json') as { version: string };
  const lines = (entries: Iterable<readonly [string, string]>): string =>
    [...entries].map(([name, text]) => lineOf(name, text)).join('\n');
  return `/**
 * Where the parser keeps what in the memory that it fills: written by \`analysis/scripts/parser-layout.ts\`, not by hand.
 */

/** The layout is that of this version alone. */
export const layoutVersion = '${version}';

/** What stands behind the first byte of a choice: a box of a struct, the struct itself (\`@\`), or a word. */
export const choices: Readonly<Record<string, string>> = {
${lines(choices)}
};

/** Type of a node, its fields with the byte at which each begins. */
export const structs: Readonly<Record<string, string>> = {
${lines(structs)}
};

/** Bytes from one item of a list to the next. */
export const sizes: Readonly<Record<string, number>> = {
${[...sizes].map(([name, size]) => `  ${name}: ${size},`).join('\n')}
};
`;
}

if (import.meta.main) {
  writeFileSync(new URL('../src/read/tree/layout.ts', import.meta.url), parserLayout());
}
