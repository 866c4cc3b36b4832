/** Imports and exports of all shapes: ESM, CommonJS, TypeScript's own. */
import type { Node } from 'oxc-parser';
import type { ImportFact } from '../file-facts.ts';
import type { Recorder } from '../recorder.ts';
import { keyName, requiredModule, summarise } from '../summarise.ts';
import { keyOf } from '../tree/memory-node.ts';
import type { Value } from '../value.ts';
import type { Handlers, NodeOf } from '../walk.ts';
import { moduleExportName } from './declarations.ts';

export function modules(recorder: Recorder): Handlers {
  const note = (
    node: { start: number },
    specifier: string,
    kind: ImportFact['kind'],
    names: readonly string[],
    isTypeOnly = false,
    computed: Value | null = null,
  ): void => {
    recorder.imports.push({
      specifier,
      kind,
      line: recorder.lineOf(node),
      names: [...names],
      isTypeOnly,
      isOptional: recorder.tryDepth > 0 && kind !== 'static',
      within: recorder.within,
      computed,
    });
  };
  return {
    enter: {
      ImportDeclaration: (node) => {
        const names = node.specifiers.map((specifier) =>
          specifier.type === 'ImportDefaultSpecifier'
            ? 'default'
            : specifier.type === 'ImportNamespaceSpecifier'
              ? '*'
              : moduleExportName(specifier.imported),
        );
        const isTypeOnly =
          node.importKind === 'type' ||
          (node.specifiers.length > 0 &&
            node.specifiers.every((one) => one.type === 'ImportSpecifier' && one.importKind === 'type'));
        note(node, node.source.value, names.length === 0 ? 'side-effect' : 'static', names, isTypeOnly);
      },
      TSImportEqualsDeclaration: (node) => {
        if (node.moduleReference.type !== 'TSExternalModuleReference') return;
        note(node, node.moduleReference.expression.value, 'import-equals', ['*'], node.importKind === 'type');
      },
      TSImportType: (node) => {
        if (typeof node.source.value === 'string') note(node, node.source.value, 'type', [], true);
      },
      ExportAllDeclaration: (node) => {
        const isTypeOnly = node.exportKind === 'type';
        const specifier = node.source.value;
        const line = recorder.lineOf(node);
        note(node, specifier, 'reexport', ['*'], isTypeOnly);
        recorder.exports.push(
          node.exported === null
            ? { kind: 'all', specifier, line, isTypeOnly }
            : {
                kind: 'from',
                name: moduleExportName(node.exported),
                imported: '*',
                specifier,
                line,
                isTypeOnly,
              },
        );
      },
      ExportNamedDeclaration: (node) => exportNamed(recorder, node, note),
      ExportDefaultDeclaration: (node) => {
        const { declaration } = node;
        if (declaration.type === 'ArrowFunctionExpression' || declaration.type === 'ObjectExpression') {
          recorder.givenNames.set(keyOf(declaration), 'default');
        }
        if ('id' in declaration && declaration.id === null)
          recorder.givenNames.set(keyOf(declaration), 'default');
        const value: Value =
          declaration.type === 'TSInterfaceDeclaration'
            ? nameValue(recorder, declaration.id.name)
            : summarise(recorder, declaration);
        recorder.exports.push({
          kind: 'local',
          name: 'default',
          value,
          line: recorder.lineOf(node),
          isTypeOnly: declaration.type === 'TSInterfaceDeclaration',
        });
      },
      TSExportAssignment: (node) => {
        const value = summarise(recorder, node.expression);
        recorder.exports.push({
          kind: 'local',
          name: 'export=',
          value,
          line: recorder.lineOf(node),
          isTypeOnly: false,
        });
      },
      AssignmentExpression: (node) => exportCommonJs(recorder, node),
      VariableDeclarator: (node) => {
        if (node.init !== null && node.id.type === 'ObjectPattern')
          recorder.takenNames.set(keyOf(unwrapped(node.init)), patternNames(node.id));
      },
      MemberExpression: (node) => {
        if (node.computed) return;
        const object = unwrapped(node.object);
        if (object.type === 'CallExpression' || object.type === 'ImportExpression')
          recorder.takenNames.set(keyOf(object), [keyName(node.property)]);
      },
      TryStatement: () => {
        recorder.tryDepth += 1;
      },
      CallExpression: (node) => {
        const { callee } = node;
        const isRequire = callee.type === 'Identifier' && callee.name === 'require';
        if (!isRequire && !isRequireResolve(recorder, callee)) return;
        const required = requiredModule(recorder, node);
        if (required?.kind === 'module') {
          note(node, required.specifier, 'require', recorder.takenNames.get(keyOf(node)) ?? ['*']);
          return;
        }
        const asked = node.arguments[0];
        if (asked === undefined || asked.type === 'SpreadElement') return;
        if (!isRequire) {
          if (asked.type === 'Literal') note(node, String(asked.value), 'resolve', []);
        } else if (isGlobal(recorder, callee, 'require')) {
          note(node, '', 'require', [], false, summarise(recorder, asked));
        }
      },
      ImportExpression: (node) => {
        const source = summarise(recorder, node.source);
        if (source.kind === 'string')
          note(node, source.text, 'dynamic', recorder.takenNames.get(keyOf(node)) ?? ['*']);
        else note(node, '', 'dynamic', [], false, source);
      },
    },
    leave: {
      TryStatement: () => {
        recorder.tryDepth -= 1;
      },
    },
  };
}

function exportNamed(
  recorder: Recorder,
  node: NodeOf<'ExportNamedDeclaration'>,
  note: (
    node: { start: number },
    specifier: string,
    kind: ImportFact['kind'],
    names: readonly string[],
    isTypeOnly?: boolean,
  ) => void,
): void {
  const line = recorder.lineOf(node);
  const isType = node.exportKind === 'type';
  if (node.source !== null) {
    const specifier = node.source.value;
    const allTypes = node.specifiers.length > 0 && node.specifiers.every((one) => one.exportKind === 'type');
    const names = node.specifiers.map((one) => moduleExportName(one.local));
    note(node, specifier, 'reexport', names, isType || allTypes);
    for (const one of node.specifiers) {
      recorder.exports.push({
        kind: 'from',
        name: moduleExportName(one.exported),
        imported: moduleExportName(one.local),
        specifier,
        line,
        isTypeOnly: isType || one.exportKind === 'type',
      });
    }
    return;
  }
  for (const name of declaredNames(node.declaration)) {
    recorder.exports.push({
      kind: 'local',
      name,
      value: nameValue(recorder, name),
      line,
      isTypeOnly: isType,
    });
  }
  for (const one of node.specifiers) {
    const value = nameValue(recorder, moduleExportName(one.local));
    const isTypeOnly = isType || one.exportKind === 'type';
    recorder.exports.push({ kind: 'local', name: moduleExportName(one.exported), value, line, isTypeOnly });
  }
}

function nameValue(recorder: Recorder, name: string): Value {
  return { kind: 'name', name, binding: recorder.scopes.lookup(name) };
}

function declaredNames(declaration: Node | null): string[] {
  if (declaration === null) return [];
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.flatMap((declarator) => patternBindings(declarator.id));
  }
  return 'id' in declaration && declaration.id?.type === 'Identifier' ? [declaration.id.name] : [];
}

function patternBindings(pattern: Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        patternBindings(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : patternBindings(element)));
    case 'RestElement':
      return patternBindings(pattern.argument);
    case 'AssignmentPattern':
      return patternBindings(pattern.left);
    default:
      return [];
  }
}

/** `module.exports = x` exports under `export=`; `exports.a = x` and `module.exports.a = x` under `a`. */
function exportCommonJs(recorder: Recorder, node: NodeOf<'AssignmentExpression'>): void {
  const name = commonJsExportName(recorder, node.left);
  if (name === null) return;
  const value = summarise(recorder, node.right);
  recorder.exports.push({ kind: 'local', name, value, line: recorder.lineOf(node), isTypeOnly: false });
}

function commonJsExportName(recorder: Recorder, target: Node): string | null {
  if (isModuleExports(recorder, target)) return 'export=';
  if (target.type !== 'MemberExpression') return null;
  const name = keyName(target.property);
  if (name === '' || (target.computed && target.property.type !== 'Literal')) return null;
  return isModuleExports(recorder, target.object) || isGlobal(recorder, target.object, 'exports')
    ? name
    : null;
}

function isModuleExports(recorder: Recorder, node: Node): boolean {
  return (
    node.type === 'MemberExpression' &&
    !node.computed &&
    node.property.type === 'Identifier' &&
    node.property.name === 'exports' &&
    isGlobal(recorder, node.object, 'module')
  );
}

function isGlobal(recorder: Recorder, node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name && recorder.scopes.lookup(name) === -1;
}

function isRequireResolve(recorder: Recorder, callee: Node): boolean {
  return (
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 'resolve' &&
    isGlobal(recorder, callee.object, 'require')
  );
}

function unwrapped(node: Node): Node {
  if (node.type === 'AwaitExpression') return unwrapped(node.argument);
  if (node.type === 'ParenthesizedExpression' || node.type === 'TSAsExpression')
    return unwrapped(node.expression);
  return node;
}

function patternNames(pattern: NodeOf<'ObjectPattern'>): string[] {
  return pattern.properties.map((property) =>
    property.type === 'Property' && !property.computed ? keyName(property.key) : '*',
  );
}
