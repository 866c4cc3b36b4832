/**
 * Where the parser keeps what in the memory that it fills: written by `analysis/scripts/parser-layout.ts`, not by hand.
 */

/** The layout is that of this version alone. */
export const layoutVersion = '0.159.0';

/** What stands behind the first byte of a choice: a box of a struct, the struct itself (`@`), or a word. */
export const choices: Readonly<Record<string, string>> = {
  Statement:
    '0 BlockStatement, 1 BreakStatement, 2 ContinueStatement, 3 DebuggerStatement, 4 DoWhileStatement, 5 EmptyStatement, 6 ExpressionStatement, 7 ForInStatement, 8 ForOfStatement, 9 ForStatement, 10 IfStatement, 11 LabeledStatement, 12 ReturnStatement, 13 SwitchStatement, 14 ThrowStatement, 15 TryStatement, 16 WhileStatement, 17 WithStatement, 32 VariableDeclaration, 33 Function, 34 Class, 35 TSTypeAliasDeclaration, 36 TSInterfaceDeclaration, 37 TSEnumDeclaration, 38 TSExternalModuleDeclaration, 39 TSNamespaceDeclaration, 40 TSGlobalDeclaration, 41 TSImportEqualsDeclaration, 64 ImportDeclaration, 65 ExportAllDeclaration, 66 ExportDefaultDeclaration, 67 ExportDeclaration, 68 ExportNamedDeclaration, 69 ExportFromDeclaration, 70 TSExportAssignment, 71 TSNamespaceExportDeclaration',
  Expression:
    '0 BooleanLiteral, 1 NullLiteral, 2 NumericLiteral, 3 BigIntLiteral, 4 RegExpLiteral, 5 StringLiteral, 6 TemplateLiteral, 7 IdentifierReference, 8 Super, 9 ArrayExpression, 10 ArrowFunctionExpression, 11 AssignmentExpression, 12 AwaitExpression, 13 BinaryExpression, 14 CallExpression, 15 ChainExpression, 16 Class, 17 ConditionalExpression, 18 Function, 19 ImportExpression, 20 LogicalExpression, 21 NewExpression, 22 ObjectExpression, 23 ParenthesizedExpression, 24 SequenceExpression, 25 TaggedTemplateExpression, 26 ThisExpression, 27 UnaryExpression, 28 UpdateExpression, 29 YieldExpression, 30 PrivateInExpression, 31 ImportMeta, 32 NewTarget, 33 JSXElement, 34 JSXFragment, 35 TSAsExpression, 36 TSSatisfiesExpression, 37 TSTypeAssertion, 38 TSNonNullExpression, 39 TSInstantiationExpression, 40 V8IntrinsicExpression, 48 ComputedMemberExpression, 49 StaticMemberExpression, 50 PrivateFieldExpression',
  ArrayExpressionElement:
    '0 BooleanLiteral, 1 NullLiteral, 2 NumericLiteral, 3 BigIntLiteral, 4 RegExpLiteral, 5 StringLiteral, 6 TemplateLiteral, 7 IdentifierReference, 8 Super, 9 ArrayExpression, 10 ArrowFunctionExpression, 11 AssignmentExpression, 12 AwaitExpression, 13 BinaryExpression, 14 CallExpression, 15 ChainExpression, 16 Class, 17 ConditionalExpression, 18 Function, 19 ImportExpression, 20 LogicalExpression, 21 NewExpression, 22 ObjectExpression, 23 ParenthesizedExpression, 24 SequenceExpression, 25 TaggedTemplateExpression, 26 ThisExpression, 27 UnaryExpression, 28 UpdateExpression, 29 YieldExpression, 30 PrivateInExpression, 31 ImportMeta, 32 NewTarget, 33 JSXElement, 34 JSXFragment, 35 TSAsExpression, 36 TSSatisfiesExpression, 37 TSTypeAssertion, 38 TSNonNullExpression, 39 TSInstantiationExpression, 40 V8IntrinsicExpression, 48 ComputedMemberExpression, 49 StaticMemberExpression, 50 PrivateFieldExpression, 64 SpreadElement, 65 Elision',
  TSType:
    '0 TSAnyKeyword, 1 TSBigIntKeyword, 2 TSBooleanKeyword, 3 TSIntrinsicKeyword, 4 TSNeverKeyword, 5 TSNullKeyword, 6 TSNumberKeyword, 7 TSObjectKeyword, 8 TSStringKeyword, 9 TSSymbolKeyword, 10 TSThisType, 11 TSUndefinedKeyword, 12 TSUnknownKeyword, 13 TSVoidKeyword, 14 TSArrayType, 15 TSConditionalType, 16 TSConstructorType, 17 TSFunctionType, 18 TSImportType, 19 TSIndexedAccessType, 20 TSInferType, 21 TSIntersectionType, 22 TSLiteralType, 23 TSMappedType, 24 TSNamedTupleMember, 26 TSTemplateLiteralType, 27 TSTupleType, 28 TSTypeLiteral, 29 TSTypeOperator, 30 TSTypePredicate, 31 TSTypeQuery, 32 TSTypeReference, 33 TSUnionType, 34 TSParenthesizedType, 35 JSDocNullableType, 36 JSDocNonNullableType, 37 JSDocUnknownType',
  BindingPattern: '0 BindingIdentifier, 1 ObjectPattern, 2 ArrayPattern, 3 AssignmentPattern',
  PropertyKey:
    '0 BooleanLiteral, 1 NullLiteral, 2 NumericLiteral, 3 BigIntLiteral, 4 RegExpLiteral, 5 StringLiteral, 6 TemplateLiteral, 7 IdentifierReference, 8 Super, 9 ArrayExpression, 10 ArrowFunctionExpression, 11 AssignmentExpression, 12 AwaitExpression, 13 BinaryExpression, 14 CallExpression, 15 ChainExpression, 16 Class, 17 ConditionalExpression, 18 Function, 19 ImportExpression, 20 LogicalExpression, 21 NewExpression, 22 ObjectExpression, 23 ParenthesizedExpression, 24 SequenceExpression, 25 TaggedTemplateExpression, 26 ThisExpression, 27 UnaryExpression, 28 UpdateExpression, 29 YieldExpression, 30 PrivateInExpression, 31 ImportMeta, 32 NewTarget, 33 JSXElement, 34 JSXFragment, 35 TSAsExpression, 36 TSSatisfiesExpression, 37 TSTypeAssertion, 38 TSNonNullExpression, 39 TSInstantiationExpression, 40 V8IntrinsicExpression, 48 ComputedMemberExpression, 49 StaticMemberExpression, 50 PrivateFieldExpression, 64 IdentifierName, 65 PrivateIdentifier',
  AssignmentOperator:
    '0 "=", 1 "+=", 2 "-=", 3 "*=", 4 "/=", 5 "%=", 6 "**=", 7 "<<=", 8 ">>=", 9 ">>>=", 10 "|=", 11 "^=", 12 "&=", 13 "||=", 14 "&&=", 15 "??="',
  AssignmentTarget:
    '0 IdentifierReference, 1 TSAsExpression, 2 TSSatisfiesExpression, 3 TSNonNullExpression, 4 TSTypeAssertion, 8 ArrayAssignmentTarget, 9 ObjectAssignmentTarget, 48 ComputedMemberExpression, 49 StaticMemberExpression, 50 PrivateFieldExpression',
  AssignmentTargetMaybeDefault:
    '0 IdentifierReference, 1 TSAsExpression, 2 TSSatisfiesExpression, 3 TSNonNullExpression, 4 TSTypeAssertion, 8 ArrayAssignmentTarget, 9 ObjectAssignmentTarget, 16 AssignmentTargetWithDefault, 48 ComputedMemberExpression, 49 StaticMemberExpression, 50 PrivateFieldExpression',
  AssignmentTargetProperty: '0 AssignmentTargetPropertyIdentifier, 1 AssignmentTargetPropertyProperty',
  BinaryOperator:
    '0 "==", 1 "!=", 2 "===", 3 "!==", 4 "<", 5 "<=", 6 ">", 7 ">=", 8 "+", 9 "-", 10 "*", 11 "/", 12 "%", 13 "**", 14 "<<", 15 ">>", 16 ">>>", 17 "|", 18 "^", 19 "&", 20 "in", 21 "instanceof"',
  Argument:
    '0 BooleanLiteral, 1 NullLiteral, 2 NumericLiteral, 3 BigIntLiteral, 4 RegExpLiteral, 5 StringLiteral, 6 TemplateLiteral, 7 IdentifierReference, 8 Super, 9 ArrayExpression, 10 ArrowFunctionExpression, 11 AssignmentExpression, 12 AwaitExpression, 13 BinaryExpression, 14 CallExpression, 15 ChainExpression, 16 Class, 17 ConditionalExpression, 18 Function, 19 ImportExpression, 20 LogicalExpression, 21 NewExpression, 22 ObjectExpression, 23 ParenthesizedExpression, 24 SequenceExpression, 25 TaggedTemplateExpression, 26 ThisExpression, 27 UnaryExpression, 28 UpdateExpression, 29 YieldExpression, 30 PrivateInExpression, 31 ImportMeta, 32 NewTarget, 33 JSXElement, 34 JSXFragment, 35 TSAsExpression, 36 TSSatisfiesExpression, 37 TSTypeAssertion, 38 TSNonNullExpression, 39 TSInstantiationExpression, 40 V8IntrinsicExpression, 48 ComputedMemberExpression, 49 StaticMemberExpression, 50 PrivateFieldExpression, 64 SpreadElement',
  ChainElement:
    '0 CallExpression, 1 TSNonNullExpression, 48 ComputedMemberExpression, 49 StaticMemberExpression, 50 PrivateFieldExpression',
  ClassType: '0 "ClassDeclaration", 1 "ClassExpression"',
  HERITAGE_NAME: '0 IdentifierReference, 1 HERITAGE_MEMBER, 2 ThisExpression',
  ClassElement:
    '0 StaticBlock, 1 MethodDefinition, 2 PropertyDefinition, 3 AccessorProperty, 4 TSIndexSignature',
  MethodDefinitionType: '0 "MethodDefinition", 1 "TSAbstractMethodDefinition"',
  MethodDefinitionKind: '0 "constructor", 1 "method", 2 "get", 3 "set"',
  FunctionType:
    '0 "FunctionDeclaration", 1 "FunctionExpression", 2 "TSDeclareFunction", 3 "TSEmptyBodyFunctionExpression"',
  PropertyDefinitionType: '0 "PropertyDefinition", 1 "TSAbstractPropertyDefinition"',
  AccessorPropertyType: '0 "AccessorProperty", 1 "TSAbstractAccessorProperty"',
  LogicalOperator: '0 "||", 1 "&&", 2 "??"',
  ObjectPropertyKind: '0 ObjectProperty, 1 SpreadElement',
  PropertyKind: '0 "init", 1 "get", 2 "set"',
  UnaryOperator: '0 "+", 1 "-", 2 "!", 3 "~", 4 "typeof", 5 "void", 6 "delete"',
  UpdateOperator: '0 "++", 1 "--"',
  SimpleAssignmentTarget:
    '0 IdentifierReference, 1 TSAsExpression, 2 TSSatisfiesExpression, 3 TSNonNullExpression, 4 TSTypeAssertion, 48 ComputedMemberExpression, 49 StaticMemberExpression, 50 PrivateFieldExpression',
  JSXElementName: '0 JSXIdentifier, 1 JSX_REFERENCE, 2 JSXNamespacedName, 3 JSXMemberExpression, 4 JSX_THIS',
  JSXMemberExpressionObject: '0 JSX_REFERENCE, 1 JSXMemberExpression, 2 JSX_THIS',
  JSXAttributeItem: '0 JSXAttribute, 1 JSXSpreadAttribute',
  JSXAttributeName: '0 JSXIdentifier, 1 JSXNamespacedName',
  JSXAttributeValue: '0 StringLiteral, 1 JSXExpressionContainer, 2 JSXElement, 3 JSXFragment',
  JSXExpression:
    '0 BooleanLiteral, 1 NullLiteral, 2 NumericLiteral, 3 BigIntLiteral, 4 RegExpLiteral, 5 StringLiteral, 6 TemplateLiteral, 7 IdentifierReference, 8 Super, 9 ArrayExpression, 10 ArrowFunctionExpression, 11 AssignmentExpression, 12 AwaitExpression, 13 BinaryExpression, 14 CallExpression, 15 ChainExpression, 16 Class, 17 ConditionalExpression, 18 Function, 19 ImportExpression, 20 LogicalExpression, 21 NewExpression, 22 ObjectExpression, 23 ParenthesizedExpression, 24 SequenceExpression, 25 TaggedTemplateExpression, 26 ThisExpression, 27 UnaryExpression, 28 UpdateExpression, 29 YieldExpression, 30 PrivateInExpression, 31 ImportMeta, 32 NewTarget, 33 JSXElement, 34 JSXFragment, 35 TSAsExpression, 36 TSSatisfiesExpression, 37 TSTypeAssertion, 38 TSNonNullExpression, 39 TSInstantiationExpression, 40 V8IntrinsicExpression, 48 ComputedMemberExpression, 49 StaticMemberExpression, 50 PrivateFieldExpression, 64 JSXEmptyExpression',
  JSXChild: '0 JSXText, 1 JSXElement, 2 JSXFragment, 3 JSXExpressionContainer, 4 JSXSpreadChild',
  TSImportTypeQualifier: '0 IdentifierName, 1 TSImportTypeQualifiedName',
  TSLiteral:
    '0 BooleanLiteral, 1 NumericLiteral, 2 BigIntLiteral, 3 StringLiteral, 4 TemplateLiteral, 5 UnaryExpression',
  TSTupleElement:
    '0 TSAnyKeyword, 1 TSBigIntKeyword, 2 TSBooleanKeyword, 3 TSIntrinsicKeyword, 4 TSNeverKeyword, 5 TSNullKeyword, 6 TSNumberKeyword, 7 TSObjectKeyword, 8 TSStringKeyword, 9 TSSymbolKeyword, 10 TSThisType, 11 TSUndefinedKeyword, 12 TSUnknownKeyword, 13 TSVoidKeyword, 14 TSArrayType, 15 TSConditionalType, 16 TSConstructorType, 17 TSFunctionType, 18 TSImportType, 19 TSIndexedAccessType, 20 TSInferType, 21 TSIntersectionType, 22 TSLiteralType, 23 TSMappedType, 24 TSNamedTupleMember, 26 TSTemplateLiteralType, 27 TSTupleType, 28 TSTypeLiteral, 29 TSTypeOperator, 30 TSTypePredicate, 31 TSTypeQuery, 32 TSTypeReference, 33 TSUnionType, 34 TSParenthesizedType, 35 JSDocNullableType, 36 JSDocNonNullableType, 37 JSDocUnknownType, 64 TSOptionalType, 65 TSRestType',
  TSSignature:
    '0 TSIndexSignature, 1 TSPropertySignature, 2 TSCallSignatureDeclaration, 3 TSConstructSignatureDeclaration, 4 TSMethodSignature',
  TSTypeOperatorOperator: '0 "keyof", 1 "unique", 2 "readonly"',
  TSTypePredicateName: '0 IdentifierName, 1 TSThisType',
  TSTypeQueryExprName: '0 IdentifierReference, 1 TSQualifiedName, 2 ThisExpression, 3 TSImportType',
  TSTypeName: '0 IdentifierReference, 1 TSQualifiedName, 2 ThisExpression',
  ArrowFunctionBody:
    '0 BooleanLiteral, 1 NullLiteral, 2 NumericLiteral, 3 BigIntLiteral, 4 RegExpLiteral, 5 StringLiteral, 6 TemplateLiteral, 7 IdentifierReference, 8 Super, 9 ArrayExpression, 10 ArrowFunctionExpression, 11 AssignmentExpression, 12 AwaitExpression, 13 BinaryExpression, 14 CallExpression, 15 ChainExpression, 16 Class, 17 ConditionalExpression, 18 Function, 19 ImportExpression, 20 LogicalExpression, 21 NewExpression, 22 ObjectExpression, 23 ParenthesizedExpression, 24 SequenceExpression, 25 TaggedTemplateExpression, 26 ThisExpression, 27 UnaryExpression, 28 UpdateExpression, 29 YieldExpression, 30 PrivateInExpression, 31 ImportMeta, 32 NewTarget, 33 JSXElement, 34 JSXFragment, 35 TSAsExpression, 36 TSSatisfiesExpression, 37 TSTypeAssertion, 38 TSNonNullExpression, 39 TSInstantiationExpression, 40 V8IntrinsicExpression, 48 ComputedMemberExpression, 49 StaticMemberExpression, 50 PrivateFieldExpression, 64 FunctionBody',
  ForStatementLeft:
    '0 IdentifierReference, 1 TSAsExpression, 2 TSSatisfiesExpression, 3 TSNonNullExpression, 4 TSTypeAssertion, 8 ArrayAssignmentTarget, 9 ObjectAssignmentTarget, 16 VariableDeclaration, 48 ComputedMemberExpression, 49 StaticMemberExpression, 50 PrivateFieldExpression',
  VariableDeclarationKind: '0 "var", 1 "let", 2 "const", 3 "using", 4 "await using"',
  ForStatementInit:
    '0 BooleanLiteral, 1 NullLiteral, 2 NumericLiteral, 3 BigIntLiteral, 4 RegExpLiteral, 5 StringLiteral, 6 TemplateLiteral, 7 IdentifierReference, 8 Super, 9 ArrayExpression, 10 ArrowFunctionExpression, 11 AssignmentExpression, 12 AwaitExpression, 13 BinaryExpression, 14 CallExpression, 15 ChainExpression, 16 Class, 17 ConditionalExpression, 18 Function, 19 ImportExpression, 20 LogicalExpression, 21 NewExpression, 22 ObjectExpression, 23 ParenthesizedExpression, 24 SequenceExpression, 25 TaggedTemplateExpression, 26 ThisExpression, 27 UnaryExpression, 28 UpdateExpression, 29 YieldExpression, 30 PrivateInExpression, 31 ImportMeta, 32 NewTarget, 33 JSXElement, 34 JSXFragment, 35 TSAsExpression, 36 TSSatisfiesExpression, 37 TSTypeAssertion, 38 TSNonNullExpression, 39 TSInstantiationExpression, 40 V8IntrinsicExpression, 48 ComputedMemberExpression, 49 StaticMemberExpression, 50 PrivateFieldExpression, 64 VariableDeclaration',
  TSEnumMemberName: '0 IdentifierName, 1 StringLiteral, 2 StringLiteral, 3 TemplateLiteral',
  TSNamespaceDeclarationBody: '0 TSNamespaceDeclaration, 1 TSModuleBlock',
  ImportOrExportKind: '0 "value", 1 "type"',
  TSModuleReference: '0 TSExternalModuleReference, 1 IdentifierReference, 2 TSQualifiedName',
  ImportDeclarationSpecifier: '0 ImportSpecifier, 1 ImportDefaultSpecifier, 2 ImportNamespaceSpecifier',
  ModuleExportName: '0 @IdentifierName, 1 @IdentifierReference, 2 @StringLiteral',
  ImportAttributeKey: '0 @IdentifierName, 1 @StringLiteral',
  ExportDefaultDeclarationKind:
    '0 BooleanLiteral, 1 NullLiteral, 2 NumericLiteral, 3 BigIntLiteral, 4 RegExpLiteral, 5 StringLiteral, 6 TemplateLiteral, 7 IdentifierReference, 8 Super, 9 ArrayExpression, 10 ArrowFunctionExpression, 11 AssignmentExpression, 12 AwaitExpression, 13 BinaryExpression, 14 CallExpression, 15 ChainExpression, 16 Class, 17 ConditionalExpression, 18 Function, 19 ImportExpression, 20 LogicalExpression, 21 NewExpression, 22 ObjectExpression, 23 ParenthesizedExpression, 24 SequenceExpression, 25 TaggedTemplateExpression, 26 ThisExpression, 27 UnaryExpression, 28 UpdateExpression, 29 YieldExpression, 30 PrivateInExpression, 31 ImportMeta, 32 NewTarget, 33 JSXElement, 34 JSXFragment, 35 TSAsExpression, 36 TSSatisfiesExpression, 37 TSTypeAssertion, 38 TSNonNullExpression, 39 TSInstantiationExpression, 40 V8IntrinsicExpression, 48 ComputedMemberExpression, 49 StaticMemberExpression, 50 PrivateFieldExpression, 64 Function, 65 Class, 66 TSInterfaceDeclaration',
  Declaration:
    '32 VariableDeclaration, 33 Function, 34 Class, 35 TSTypeAliasDeclaration, 36 TSInterfaceDeclaration, 37 TSEnumDeclaration, 38 TSExternalModuleDeclaration, 39 TSNamespaceDeclaration, 40 TSGlobalDeclaration, 41 TSImportEqualsDeclaration',
  ErrorSeverity: '0 "Error", 1 "Warning", 2 "Advice"',
};

/** Type of a node, its fields with the byte at which each begins. */
export const structs: Readonly<Record<string, string>> = {
  RawTransferData: ': program=one Program 0, errors=list Error 272',
  Program: 'Program: body=list Directive 88 + list Statement 112',
  Directive: 'ExpressionStatement: expression=one StringLiteral 16',
  StringLiteral: 'Literal: value=escaped 16',
  BlockStatement: 'BlockStatement: body=list Statement 16',
  BreakStatement: 'BreakStatement: label=named? LabelIdentifier 16',
  LabelIdentifier: 'Identifier: decorators=[], name=text 16, typeAnnotation=null',
  ContinueStatement: 'ContinueStatement: label=named? LabelIdentifier 16',
  DebuggerStatement: 'DebuggerStatement: ',
  DoWhileStatement: 'DoWhileStatement: body=choice Statement 16, test=choice Expression 32',
  BooleanLiteral: 'Literal: value=flag 12',
  NullLiteral: 'Literal: value=null',
  NumericLiteral: 'Literal: value=number 32',
  BigIntLiteral: 'Literal: value=bigint 16',
  RegExpLiteral: 'Literal: value=null, raw=source 0, regex=true',
  TemplateLiteral: 'TemplateLiteral: quasis=list TemplateElement 16, expressions=list Expression 40',
  TemplateElement: 'TemplateElement: value=template 16',
  IdentifierReference: 'Identifier: decorators=[], name=text 16, typeAnnotation=null',
  Super: 'Super: ',
  ArrayExpression: 'ArrayExpression: elements=list ArrayExpressionElement 16',
  ArrowFunctionExpression:
    'ArrowFunctionExpression: id=null, typeParameters=box? TSTypeParameterDeclaration 16, params=params FormalParameters 24, returnType=box? TSTypeAnnotation 32, body=choice ArrowFunctionBody 40, async=flag 56',
  TSTypeParameterDeclaration: 'TSTypeParameterDeclaration: params=list TSTypeParameter 16',
  TSTypeParameter:
    'TSTypeParameter: name=one BindingIdentifier 16, constraint=choice? TSType 48, default=choice? TSType 64',
  BindingIdentifier: 'Identifier: decorators=[], name=text 16, typeAnnotation=null',
  TSAnyKeyword: 'TSAnyKeyword: ',
  TSBigIntKeyword: 'TSBigIntKeyword: ',
  TSBooleanKeyword: 'TSBooleanKeyword: ',
  TSIntrinsicKeyword: 'TSIntrinsicKeyword: ',
  TSNeverKeyword: 'TSNeverKeyword: ',
  TSNullKeyword: 'TSNullKeyword: ',
  TSNumberKeyword: 'TSNumberKeyword: ',
  TSObjectKeyword: 'TSObjectKeyword: ',
  TSStringKeyword: 'TSStringKeyword: ',
  TSSymbolKeyword: 'TSSymbolKeyword: ',
  TSThisType: 'TSThisType: ',
  TSUndefinedKeyword: 'TSUndefinedKeyword: ',
  TSUnknownKeyword: 'TSUnknownKeyword: ',
  TSVoidKeyword: 'TSVoidKeyword: ',
  TSArrayType: 'TSArrayType: elementType=choice TSType 16',
  TSConditionalType:
    'TSConditionalType: checkType=choice TSType 16, extendsType=choice TSType 32, trueType=choice TSType 48, falseType=choice TSType 64',
  TSConstructorType:
    'TSConstructorType: abstract=flag 40, typeParameters=box? TSTypeParameterDeclaration 16, params=params FormalParameters 24, returnType=box TSTypeAnnotation 32',
  FormalParameters: '-: items=list FormalParameter 16 + box? REST_PARAMETER 40',
  FormalParameter:
    '-: decorators=list Decorator 16, pattern=pattern BindingPattern 40, initial=boxed? Expression 64',
  Decorator: 'Decorator: expression=choice Expression 16',
  ObjectPattern:
    'ObjectPattern: decorators=[], typeAnnotation=null, properties=list BindingProperty 16 + box? BindingRestElement 40',
  BindingProperty:
    'Property: kind="init", key=choice PropertyKey 16, value=choice BindingPattern 32, computed=flag 13',
  AssignmentExpression:
    'AssignmentExpression: operator=word AssignmentOperator 12, left=choice AssignmentTarget 16, right=choice Expression 32',
  TSAsExpression: 'TSAsExpression: expression=choice Expression 16, typeAnnotation=choice TSType 32',
  TSSatisfiesExpression:
    'TSSatisfiesExpression: expression=choice Expression 16, typeAnnotation=choice TSType 32',
  TSNonNullExpression: 'TSNonNullExpression: expression=choice Expression 16',
  TSTypeAssertion: 'TSTypeAssertion: typeAnnotation=choice TSType 16, expression=choice Expression 32',
  ArrayAssignmentTarget:
    'ArrayPattern: decorators=[], typeAnnotation=null, elements=list? AssignmentTargetMaybeDefault 16 + box? AssignmentTargetRest 40',
  ObjectAssignmentTarget:
    'ObjectPattern: decorators=[], typeAnnotation=null, properties=list AssignmentTargetProperty 16 + box? AssignmentTargetRest 40',
  AssignmentTargetPropertyIdentifier:
    'Property: kind="init", computed=false, key=one IdentifierReference 16, value=default TARGET_DEFAULT 0',
  TARGET_DEFAULT:
    'AssignmentPattern: decorators=[], typeAnnotation=null, left=one IdentifierReference 16, right=choice? Expression 48',
  AssignmentTargetPropertyProperty:
    'Property: kind="init", key=choice PropertyKey 16, value=choice AssignmentTargetMaybeDefault 32, computed=flag 12',
  AssignmentTargetRest:
    'RestElement: decorators=[], argument=choice AssignmentTarget 16, typeAnnotation=null, value=null',
  AssignmentTargetWithDefault:
    'AssignmentPattern: decorators=[], left=choice AssignmentTarget 16, right=choice Expression 32, typeAnnotation=null',
  ComputedMemberExpression:
    'MemberExpression: object=choice Expression 16, property=choice Expression 32, computed=true',
  StaticMemberExpression:
    'MemberExpression: object=choice Expression 16, property=one IdentifierName 32, computed=false',
  IdentifierName: 'Identifier: decorators=[], name=text 16, typeAnnotation=null',
  PrivateFieldExpression:
    'MemberExpression: object=choice Expression 16, property=one PrivateIdentifier 32, computed=false',
  PrivateIdentifier: 'PrivateIdentifier: name=text 16',
  AwaitExpression: 'AwaitExpression: argument=choice Expression 16',
  BinaryExpression:
    'BinaryExpression: left=choice Expression 16, operator=word BinaryOperator 12, right=choice Expression 32',
  CallExpression:
    'CallExpression: callee=choice Expression 16, typeArguments=box? TSTypeParameterInstantiation 32, arguments=list Argument 40',
  TSTypeParameterInstantiation: 'TSTypeParameterInstantiation: params=list TSType 16',
  ChainExpression: 'ChainExpression: expression=choice ChainElement 16',
  Class:
    'by ClassType 136: decorators=list Decorator 16, id=named? BindingIdentifier 40, typeParameters=box? TSTypeParameterDeclaration 72, superClass=choice? Expression 80, superTypeArguments=heritage TSTypeParameterInstantiation 96, implements=list TSClassImplements 104, body=box ClassBody 128, abstract=flag 137, declare=flag 138',
  TSClassImplements:
    'TSClassImplements: expression=choice HERITAGE_NAME 16, typeArguments=box? TSTypeParameterInstantiation 32',
  HERITAGE_MEMBER:
    'MemberExpression: object=choice HERITAGE_NAME 16, property=one IdentifierName 32, computed=false',
  ThisExpression: 'ThisExpression: ',
  ClassBody: 'ClassBody: body=list ClassElement 16',
  StaticBlock: 'StaticBlock: body=list Statement 16',
  MethodDefinition:
    'by MethodDefinitionType 12: decorators=list Decorator 16, key=choice PropertyKey 40, value=box Function 56, kind=word MethodDefinitionKind 13, computed=flag 14, static=flag 15',
  Function:
    'by FunctionType 88: id=named? BindingIdentifier 16, typeParameters=box? TSTypeParameterDeclaration 48, params=box? TSThisParameter 56 + params FormalParameters 64, returnType=box? TSTypeAnnotation 72, body=box? FunctionBody 80, async=flag 90, declare=flag 91',
  TSThisParameter: 'Identifier: decorators=[], name="this", typeAnnotation=box? TSTypeAnnotation 24',
  TSTypeAnnotation: 'TSTypeAnnotation: typeAnnotation=choice TSType 16',
  FunctionBody: 'BlockStatement: body=list Directive 16 + list Statement 40',
  PropertyDefinition:
    'by PropertyDefinitionType 12: decorators=list Decorator 16, key=choice PropertyKey 40, typeAnnotation=box? TSTypeAnnotation 56, value=choice? Expression 64, computed=flag 13, static=flag 14, declare=flag 15',
  AccessorProperty:
    'by AccessorPropertyType 12: decorators=list Decorator 16, key=choice PropertyKey 40, typeAnnotation=box? TSTypeAnnotation 56, value=choice? Expression 64, computed=flag 13, static=flag 14, declare=false',
  TSIndexSignature:
    'TSIndexSignature: parameters=one TSIndexSignatureName 16, typeAnnotation=box TSTypeAnnotation 56',
  TSIndexSignatureName: 'Identifier: decorators=[], name=text 16, typeAnnotation=box TSTypeAnnotation 32',
  ConditionalExpression:
    'ConditionalExpression: test=choice Expression 16, consequent=choice Expression 32, alternate=choice Expression 48',
  ImportExpression: 'ImportExpression: source=choice Expression 16, options=choice? Expression 32',
  LogicalExpression:
    'LogicalExpression: left=choice Expression 16, operator=word LogicalOperator 12, right=choice Expression 32',
  NewExpression:
    'NewExpression: callee=choice Expression 16, typeArguments=box? TSTypeParameterInstantiation 32, arguments=list Argument 40',
  ObjectExpression: 'ObjectExpression: properties=list ObjectPropertyKind 16',
  ObjectProperty:
    'Property: kind=word PropertyKind 12, key=choice PropertyKey 16, value=choice Expression 32, computed=flag 15',
  SpreadElement: 'SpreadElement: argument=choice Expression 16',
  ParenthesizedExpression: 'ParenthesizedExpression: expression=choice Expression 16',
  SequenceExpression: 'SequenceExpression: expressions=list Expression 16',
  TaggedTemplateExpression:
    'TaggedTemplateExpression: tag=choice Expression 16, typeArguments=box? TSTypeParameterInstantiation 32, quasi=one TemplateLiteral 40',
  UnaryExpression: 'UnaryExpression: operator=word UnaryOperator 12, argument=choice Expression 16',
  UpdateExpression:
    'UpdateExpression: operator=word UpdateOperator 12, argument=choice SimpleAssignmentTarget 16',
  YieldExpression: 'YieldExpression: argument=choice? Expression 16',
  PrivateInExpression:
    'BinaryExpression: left=one PrivateIdentifier 16, operator="in", right=choice Expression 48',
  ImportMeta: 'MetaProperty: meta=one IMPORT_WORD 0, property=one META_WORD 0',
  IMPORT_WORD: 'Identifier: decorators=[], typeAnnotation=null, name="import"',
  META_WORD: 'Identifier: decorators=[], typeAnnotation=null, name="meta"',
  NewTarget: 'MetaProperty: meta=one NEW_WORD 0, property=one TARGET_WORD 0',
  NEW_WORD: 'Identifier: decorators=[], typeAnnotation=null, name="new"',
  TARGET_WORD: 'Identifier: decorators=[], typeAnnotation=null, name="target"',
  JSXElement:
    'JSXElement: openingElement=box JSXOpeningElement 16, children=list JSXChild 24, closingElement=box? JSXClosingElement 48',
  JSXOpeningElement:
    'JSXOpeningElement: name=choice JSXElementName 16, typeArguments=box? TSTypeParameterInstantiation 32, attributes=list JSXAttributeItem 40',
  JSXIdentifier: 'JSXIdentifier: name=text 16',
  JSX_REFERENCE: 'JSXIdentifier: name=text 16',
  JSXNamespacedName: 'JSXNamespacedName: namespace=one JSXIdentifier 16, name=one JSXIdentifier 48',
  JSXMemberExpression:
    'JSXMemberExpression: object=choice JSXMemberExpressionObject 16, property=one JSXIdentifier 32',
  JSX_THIS: 'JSXIdentifier: name="this"',
  JSXAttribute: 'JSXAttribute: name=choice JSXAttributeName 16, value=choice? JSXAttributeValue 32',
  JSXExpressionContainer: 'JSXExpressionContainer: expression=choice JSXExpression 16',
  JSXFragment:
    'JSXFragment: openingFragment=one JSXOpeningFragment 16, children=list JSXChild 32, closingFragment=one JSXClosingFragment 56',
  JSXOpeningFragment: 'JSXOpeningFragment: ',
  JSXText: 'JSXText:',
  JSXSpreadChild: 'JSXSpreadChild: expression=choice Expression 16',
  JSXClosingFragment: 'JSXClosingFragment: ',
  TSInstantiationExpression:
    'TSInstantiationExpression: expression=choice Expression 16, typeArguments=box TSTypeParameterInstantiation 32',
  V8IntrinsicExpression: 'V8IntrinsicExpression: name=one IdentifierName 16, arguments=list Argument 48',
  JSXEmptyExpression: 'JSXEmptyExpression: ',
  JSXSpreadAttribute: 'JSXSpreadAttribute: argument=choice Expression 16',
  JSXClosingElement: 'JSXClosingElement: name=choice JSXElementName 16',
  BindingRestElement:
    'RestElement: decorators=[], argument=choice BindingPattern 16, typeAnnotation=null, value=null',
  ArrayPattern:
    'ArrayPattern: decorators=[], typeAnnotation=null, elements=list? BindingPattern 16 + box? BindingRestElement 40',
  AssignmentPattern:
    'AssignmentPattern: decorators=[], left=choice BindingPattern 16, right=choice Expression 32, typeAnnotation=null',
  REST_PARAMETER:
    'RestElement: decorators=list Decorator 16, argument=choice BindingPattern 56, typeAnnotation=box? TSTypeAnnotation 72',
  TSFunctionType:
    'TSFunctionType: typeParameters=box? TSTypeParameterDeclaration 16, params=box? TSThisParameter 24 + params FormalParameters 32, returnType=box TSTypeAnnotation 40',
  TSImportType:
    'TSImportType: source=one StringLiteral 16, options=box? ObjectExpression 64, qualifier=choice? TSImportTypeQualifier 72, typeArguments=box? TSTypeParameterInstantiation 88',
  TSImportTypeQualifiedName:
    'TSQualifiedName: left=choice TSImportTypeQualifier 16, right=one IdentifierName 32',
  TSIndexedAccessType: 'TSIndexedAccessType: objectType=choice TSType 16, indexType=choice TSType 32',
  TSInferType: 'TSInferType: typeParameter=box TSTypeParameter 16',
  TSIntersectionType: 'TSIntersectionType: types=list TSType 16',
  TSLiteralType: 'TSLiteralType: literal=choice TSLiteral 16',
  TSMappedType:
    'TSMappedType: key=one BindingIdentifier 16, constraint=choice TSType 48, nameType=choice? TSType 64, typeAnnotation=choice? TSType 80',
  TSNamedTupleMember: 'TSNamedTupleMember: label=one IdentifierName 16, elementType=choice TSTupleElement 48',
  TSTemplateLiteralType: 'TSTemplateLiteralType: quasis=list TemplateElement 16, types=list TSType 40',
  TSTupleType: 'TSTupleType: elementTypes=list TSTupleElement 16',
  TSTypeLiteral: 'TSTypeLiteral: members=list TSSignature 16',
  TSPropertySignature:
    'TSPropertySignature: computed=flag 12, key=choice PropertyKey 16, typeAnnotation=box? TSTypeAnnotation 32, static=false',
  TSCallSignatureDeclaration:
    'TSCallSignatureDeclaration: typeParameters=box? TSTypeParameterDeclaration 16, params=box? TSThisParameter 24 + params FormalParameters 32, returnType=box? TSTypeAnnotation 40',
  TSConstructSignatureDeclaration:
    'TSConstructSignatureDeclaration: typeParameters=box? TSTypeParameterDeclaration 16, params=params FormalParameters 24, returnType=box? TSTypeAnnotation 32',
  TSMethodSignature:
    'TSMethodSignature: key=choice PropertyKey 16, typeParameters=box? TSTypeParameterDeclaration 32, params=box? TSThisParameter 40 + params FormalParameters 48, returnType=box? TSTypeAnnotation 56, computed=flag 64',
  TSTypeOperator: 'TSTypeOperator: operator=word TSTypeOperatorOperator 12, typeAnnotation=choice TSType 16',
  TSTypePredicate:
    'TSTypePredicate: parameterName=choice TSTypePredicateName 16, typeAnnotation=box? TSTypeAnnotation 32',
  TSTypeQuery:
    'TSTypeQuery: exprName=choice TSTypeQueryExprName 16, typeArguments=box? TSTypeParameterInstantiation 32',
  TSQualifiedName: 'TSQualifiedName: left=choice TSTypeName 16, right=one IdentifierName 32',
  TSTypeReference:
    'TSTypeReference: typeName=choice TSTypeName 16, typeArguments=box? TSTypeParameterInstantiation 32',
  TSUnionType: 'TSUnionType: types=list TSType 16',
  TSParenthesizedType: 'TSParenthesizedType: typeAnnotation=choice TSType 16',
  JSDocNullableType: 'TSJSDocNullableType: typeAnnotation=choice TSType 16',
  JSDocNonNullableType: 'TSJSDocNonNullableType: typeAnnotation=choice TSType 16',
  JSDocUnknownType: 'TSJSDocUnknownType: ',
  TSOptionalType: 'TSOptionalType: typeAnnotation=choice TSType 16',
  TSRestType: 'TSRestType: typeAnnotation=choice TSType 16',
  Elision: '-:',
  EmptyStatement: 'EmptyStatement: ',
  ExpressionStatement: 'ExpressionStatement: expression=choice Expression 16',
  ForInStatement:
    'ForInStatement: left=choice ForStatementLeft 16, right=choice Expression 32, body=choice Statement 48',
  VariableDeclaration:
    'VariableDeclaration: kind=word VariableDeclarationKind 12, declarations=list VariableDeclarator 16, declare=flag 13',
  VariableDeclarator: 'VariableDeclarator: id=pattern BindingPattern 16, init=choice? Expression 40',
  ForOfStatement:
    'ForOfStatement: left=choice ForStatementLeft 16, right=choice Expression 32, body=choice Statement 48',
  ForStatement:
    'ForStatement: init=choice? ForStatementInit 16, test=choice? Expression 32, update=choice? Expression 48, body=choice Statement 64',
  IfStatement:
    'IfStatement: test=choice Expression 16, consequent=choice Statement 32, alternate=choice? Statement 48',
  LabeledStatement: 'LabeledStatement: label=one LabelIdentifier 16, body=choice Statement 48',
  ReturnStatement: 'ReturnStatement: argument=choice? Expression 16',
  SwitchStatement: 'SwitchStatement: discriminant=choice Expression 16, cases=list SwitchCase 32',
  SwitchCase: 'SwitchCase: test=choice? Expression 16, consequent=list Statement 32',
  ThrowStatement: 'ThrowStatement: argument=choice Expression 16',
  TryStatement:
    'TryStatement: block=box BlockStatement 16, handler=box? CatchClause 24, finalizer=box? BlockStatement 32',
  CatchClause: 'CatchClause: param=pattern? BindingPattern 32, body=box BlockStatement 56',
  WhileStatement: 'WhileStatement: test=choice Expression 16, body=choice Statement 32',
  WithStatement: 'WithStatement: object=choice Expression 16, body=choice Statement 32',
  TSTypeAliasDeclaration:
    'TSTypeAliasDeclaration: id=one BindingIdentifier 16, typeParameters=box? TSTypeParameterDeclaration 48, typeAnnotation=choice TSType 56, declare=flag 72',
  TSInterfaceDeclaration:
    'TSInterfaceDeclaration: id=one BindingIdentifier 16, typeParameters=box? TSTypeParameterDeclaration 48, extends=list TSInterfaceHeritage 56, body=box TSInterfaceBody 80, declare=flag 88',
  TSInterfaceHeritage:
    'TSInterfaceHeritage: expression=choice HERITAGE_NAME 16, typeArguments=box? TSTypeParameterInstantiation 32',
  TSInterfaceBody: 'TSInterfaceBody: body=list TSSignature 16',
  TSEnumDeclaration:
    'TSEnumDeclaration: id=one BindingIdentifier 16, body=one TSEnumBody 48, declare=flag 13',
  TSEnumBody: 'TSEnumBody: members=list TSEnumMember 16',
  TSEnumMember: 'TSEnumMember: id=choice TSEnumMemberName 16, initializer=choice? Expression 32',
  TSExternalModuleDeclaration:
    'TSModuleDeclaration: id=one StringLiteral 16, body=box? TSModuleBlock 64, declare=flag 72',
  TSModuleBlock: 'TSModuleBlock: body=list Directive 16 + list Statement 40',
  TSNamespaceDeclaration:
    'TSModuleDeclaration: id=namespace BindingIdentifier 16, body=choice TSNamespaceDeclarationBody 48, declare=flag 65',
  TSGlobalDeclaration:
    'TSModuleDeclaration: id=one GLOBAL_WORD 16, body=one TSModuleBlock 24, declare=flag 88',
  GLOBAL_WORD: 'Identifier: decorators=[], typeAnnotation=null, name="global"',
  TSImportEqualsDeclaration:
    'TSImportEqualsDeclaration: id=one BindingIdentifier 16, moduleReference=choice TSModuleReference 48, importKind=word ImportOrExportKind 12',
  TSExternalModuleReference: 'TSExternalModuleReference: expression=one StringLiteral 16',
  ImportDeclaration:
    'ImportDeclaration: specifiers=list-or-none ImportDeclarationSpecifier 16, source=one StringLiteral 40, attributes=box? WithClause 88, importKind=word ImportOrExportKind 13',
  ImportSpecifier:
    'ImportSpecifier: imported=choice ModuleExportName 16, local=one BindingIdentifier 72, importKind=word ImportOrExportKind 12',
  ImportDefaultSpecifier: 'ImportDefaultSpecifier: local=one BindingIdentifier 16',
  ImportNamespaceSpecifier: 'ImportNamespaceSpecifier: local=one BindingIdentifier 16',
  WithClause: '-: attributes=list ImportAttribute 16',
  ImportAttribute: 'ImportAttribute: key=choice ImportAttributeKey 16, value=one StringLiteral 72',
  ExportAllDeclaration:
    'ExportAllDeclaration: exported=choice? ModuleExportName 16, source=one StringLiteral 72, attributes=box? WithClause 120, exportKind=word ImportOrExportKind 12',
  ExportDefaultDeclaration:
    'ExportDefaultDeclaration: declaration=choice ExportDefaultDeclarationKind 16, exportKind="value"',
  ExportDeclaration:
    'ExportNamedDeclaration: declaration=choice Declaration 16, specifiers=[], source=null, exportKind=exported 16',
  ExportNamedDeclaration:
    'ExportNamedDeclaration: declaration=null, specifiers=list ExportSpecifier 16, source=null, exportKind=word ImportOrExportKind 12',
  ExportSpecifier:
    'ExportSpecifier: local=choice ModuleExportName 16, exported=choice ModuleExportName 72, exportKind=word ImportOrExportKind 12',
  ExportFromDeclaration:
    'ExportNamedDeclaration: declaration=null, specifiers=list ExportSpecifier 16, source=one StringLiteral 40, attributes=box? WithClause 88, exportKind=word ImportOrExportKind 12',
  TSExportAssignment: 'TSExportAssignment: expression=choice Expression 16',
  TSNamespaceExportDeclaration: 'TSNamespaceExportDeclaration: id=one IdentifierName 16',
  Error: ': severity=word ErrorSeverity 72, message=text 0, labels=list ErrorLabel 16',
  ErrorLabel: '-:',
  PARAMETER_DEFAULT:
    'AssignmentPattern: typeAnnotation=null, decorators=list Decorator 16, left=pattern BindingPattern 40, right=boxed? Expression 64',
  PARAMETER_PROPERTY: 'TSParameterProperty: decorators=list Decorator 16, parameter=property 0',
  PROPERTY_DEFAULT:
    'AssignmentPattern: decorators=[], typeAnnotation=null, left=pattern BindingPattern 40, right=boxed? Expression 64',
  NAMESPACE_NAME: 'TSQualifiedName:',
};

/** Bytes from one item of a list to the next. */
export const sizes: Readonly<Record<string, number>> = {
  Statement: 16,
  TemplateElement: 48,
  Expression: 16,
  TSType: 16,
  Decorator: 32,
  ClassElement: 16,
  Argument: 16,
  ObjectPropertyKind: 16,
  JSXChild: 16,
  JSXAttributeItem: 16,
  TSTupleElement: 16,
  TSSignature: 16,
  TSTypeParameter: 80,
  ArrayExpressionElement: 16,
  VariableDeclarator: 56,
  SwitchCase: 56,
  TSInterfaceHeritage: 40,
  TSEnumMember: 48,
  ErrorLabel: 24,
  Error: 80,
  FormalParameter: 72,
  Directive: 80,
  ImportAttribute: 120,
  TSClassImplements: 40,
  ExportSpecifier: 128,
  BindingProperty: 48,
};
