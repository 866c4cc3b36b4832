/** Scopes and the names declared in them, with what each name holds. */
import type { Node } from 'oxc-parser';
import type { BindingFact } from '../file-facts.ts';
import type { Recorder } from '../recorder.ts';
import { argumentOfRest, keyName, summarise } from '../summarise.ts';
import { keyOf } from '../tree/memory-node.ts';
import { typeOf } from '../types.ts';
import type { Value } from '../value.ts';
import type { Handlers } from '../walk.ts';

export function declarations(recorder: Recorder): Handlers {
  const openBlock = (node: { body: readonly Node[] }): void => {
    recorder.scopes.push(false);
    hoist(recorder, node.body);
  };
  const close = (): void => recorder.scopes.pop();
  const openLoop = (): void => recorder.scopes.push(false);
  return {
    enter: {
      Program: (node) => hoist(recorder, node.body),
      BlockStatement: openBlock,
      StaticBlock: openBlock,
      TSModuleBlock: openBlock,
      SwitchStatement: (node) => {
        recorder.scopes.push(false);
        for (const branch of node.cases) hoist(recorder, branch.consequent);
      },
      ForStatement: (node) => {
        openLoop();
        if (node.init?.type === 'VariableDeclaration') hoist(recorder, [node.init]);
      },
      ForInStatement: (node) => {
        openLoop();
        if (node.left.type === 'VariableDeclaration') hoist(recorder, [node.left]);
      },
      ForOfStatement: (node) => {
        openLoop();
        if (node.left.type !== 'VariableDeclaration') return;
        hoist(recorder, [node.left]);
        const element: Value = { kind: 'element', of: summarise(recorder, node.right) };
        for (const declarator of node.left.declarations)
          bindPattern(recorder, declarator.id, 'const', element);
      },
      CatchClause: (node) => {
        recorder.scopes.push(false);
        if (node.param !== null) bindPattern(recorder, node.param, 'catch', null);
      },
      VariableDeclarator: (node) => {
        if (node.init === null) {
          bindPattern(recorder, node.id, 'let', null);
          return;
        }
        if (node.id.type === 'Identifier') nameParts(recorder, node.init, node.id.name);
        bindPattern(recorder, node.id, 'const', summarise(recorder, node.init));
      },
      Property: (node) => {
        if (node.kind === 'init' || node.kind === 'get') nameProperty(recorder, node);
      },
    },
    leave: {
      BlockStatement: close,
      StaticBlock: close,
      TSModuleBlock: close,
      SwitchStatement: close,
      ForStatement: close,
      ForInStatement: close,
      ForOfStatement: close,
      CatchClause: close,
    },
  };
}

/** `'use server'` among the directives. */
function beginsAsAction(statements: readonly Node[]): boolean {
  for (const statement of statements) {
    if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'Literal') return false;
    if (statement.expression.value === 'use server') return true;
  }
  return false;
}

/** Declares what a list of statements declares, before any of them is read: functions may be used above their place. */
function hoist(recorder: Recorder, statements: readonly Node[]): void {
  if (recorder.mayHoldActions && beginsAsAction(statements))
    recorder.functionAt(recorder.within).isServerAction = true;
  for (const statement of statements) {
    switch (statement.type) {
      case 'ImportDeclaration':
        for (const specifier of statement.specifiers) {
          const imported =
            specifier.type === 'ImportDefaultSpecifier'
              ? 'default'
              : specifier.type === 'ImportNamespaceSpecifier'
                ? '*'
                : moduleExportName(specifier.imported);
          recorder.declare(specifier.local.name, 'import', specifier, {
            imported,
            specifier: statement.source.value,
          });
        }
        break;
      case 'TSImportEqualsDeclaration':
        if (statement.moduleReference.type === 'TSExternalModuleReference') {
          const specifier = statement.moduleReference.expression.value;
          recorder.declare(statement.id.name, 'import', statement, { imported: 'export=', specifier });
        } else {
          recorder.declare(statement.id.name, 'const', statement, {
            value: summarise(recorder, statement.moduleReference),
          });
        }
        break;
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
        if (statement.declaration !== null) hoist(recorder, [statement.declaration]);
        break;
      case 'VariableDeclaration': {
        const kind = statement.kind === 'var' || statement.kind === 'let' ? statement.kind : 'const';
        for (const declarator of statement.declarations) bindPattern(recorder, declarator.id, kind, null);
        break;
      }
      case 'FunctionDeclaration':
      case 'TSDeclareFunction':
        if (statement.id !== null) {
          const binding = recorder.declare(statement.id.name, 'function', statement);
          const open = recorder.bindings[binding];
          // Overloads come before the implementation, which is the last: it has the body.
          if (open !== undefined && (open.value === null || statement.type === 'FunctionDeclaration')) {
            open.value = { kind: 'function', function: recorder.functionOf(statement) };
          }
        }
        break;
      case 'ClassDeclaration':
        if (statement.id !== null) {
          const value: Value = { kind: 'class', class: recorder.classOf(statement) };
          const open = recorder.bindings[recorder.declare(statement.id.name, 'class', statement)];
          if (open !== undefined) Object.assign(open, { kind: 'class', value });
        }
        break;
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
        recorder.declare(statement.id.name, 'type', statement);
        break;
      case 'TSEnumDeclaration':
        recorder.declare(statement.id.name, 'enum', statement);
        break;
      case 'TSModuleDeclaration':
        if (statement.id.type === 'Identifier') recorder.declare(statement.id.name, 'const', statement);
        break;
      default:
    }
  }
}

/** Declares every name of a pattern (again is harmless) and notes what it holds where that is known. */
export function bindPattern(
  recorder: Recorder,
  pattern: Node,
  kind: BindingFact['kind'],
  value: Value | null,
): void {
  const part = (name: string): Value | null => (value === null ? null : { kind: 'member', of: value, name });
  switch (pattern.type) {
    case 'Identifier': {
      const open = recorder.bindings[recorder.declare(pattern.name, kind, pattern)];
      if (open === undefined) return;
      if (open.kind === 'type') open.kind = kind;
      if (value !== null) open.value = value;
      if (pattern.typeAnnotation) open.type = typeOf(recorder, pattern.typeAnnotation);
      return;
    }
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') bindPattern(recorder, property.argument, kind, value);
        else
          bindPattern(recorder, property.value, kind, part(property.computed ? '' : keyName(property.key)));
      }
      return;
    case 'ArrayPattern':
      pattern.elements.forEach((element, position) => {
        if (element === null) return;
        if (element.type === 'RestElement') bindPattern(recorder, element.argument, kind, value);
        else
          bindPattern(
            recorder,
            element,
            kind,
            argumentOfRest(recorder, value, position) ?? part(String(position)),
          );
      });
      return;
    case 'AssignmentPattern': {
      if (value === null) {
        bindPattern(recorder, pattern.left, kind, null);
        return;
      }
      const initial = summarise(recorder, pattern.right);
      bindPattern(recorder, pattern.left, kind, { kind: 'either', options: [value, initial] });
      return;
    }
    default:
  }
}

/** A function, class or object takes the name of the variable it is put into, also through a wrapping call. */
export function nameParts(recorder: Recorder, node: Node, name: string): void {
  switch (node.type) {
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'ClassExpression':
    case 'ObjectExpression':
      if (!recorder.givenNames.has(keyOf(node))) recorder.givenNames.set(keyOf(node), name);
      return;
    case 'CallExpression':
      for (const argument of node.arguments) {
        if (argument.type === 'ArrowFunctionExpression' || argument.type === 'FunctionExpression') {
          nameParts(recorder, argument, name);
        }
      }
      return;
    case 'AwaitExpression':
      nameParts(recorder, node.argument, name);
      return;
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      nameParts(recorder, node.expression, name);
      return;
    default:
  }
}

function nameProperty(recorder: Recorder, node: Extract<Node, { type: 'Property' }>): void {
  const key = node.computed ? '' : keyName(node.key);
  if (key !== '') nameParts(recorder, node.value, key);
}

export function moduleExportName(node: Node): string {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'Literal' ? String(node.value) : '';
}
