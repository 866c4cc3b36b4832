import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

/** `import { a, b as c } from './other.ts';`, over one or several lines. */
const importStatement = /^import\s+\{([^}]*)\}\s+from\s+'([^']+)';$/gm;
const exportedDeclaration = /^export (?=(?:async )?function (\w+)|const (\w+)|class (\w+))/gm;
const leftOver = /^(?:import|export)\b.*$/m;

/**
 * Joins the browser modules that `entry` reaches into one script: each becomes a function that is called once, before its importers.
 *
 * No bundler, as modules keep to a subset: named imports of relative modules, `export` in front of a declaration, no circles.
 *
 * @throws Error naming the file and statement that leaves this subset.
 * @example const script = bundle(new URL('./page/main.ts', import.meta.url));
 */
export function bundle(entry: URL): string {
  const modules = new Map<string, string>();
  addModule(entry, modules, []);
  const script = `'use strict';\n(() => {\n${[...modules.values()].join('\n')}\n})();\n`;
  const [markup] = /<\/script|<!--/i.exec(script) ?? [];
  if (markup)
    throw new Error(`the script of ${entry.pathname} holds ${markup}, which would end it inside a page`);
  return script;
}

function addModule(file: URL, modules: Map<string, string>, importers: readonly string[]): void {
  if (importers.includes(file.href)) {
    throw new Error(
      `${file.pathname} imports itself through ${importers.join(' → ')}; page modules need an order`,
    );
  }
  const source = javaScriptOf(file);
  const exported: string[] = [];
  const body = source
    .replace(importStatement, (statement, names: string, specifier: string) => {
      if (!specifier.startsWith('.')) {
        throw new Error(`${file.pathname} has ${statement}; a page can only import relative modules`);
      }
      const imported = new URL(specifier, file);
      if (!modules.has(imported.href)) addModule(imported, modules, [...importers, file.href]);
      return `const {${names.replace(/\s+as\s+/g, ': ')}} = ${variableOf(imported, modules)};`;
    })
    .replace(exportedDeclaration, (_, ...names: (string | undefined)[]) => {
      exported.push(names.slice(0, 3).find((name) => name !== undefined) ?? '');
      return '';
    });
  const [statement] = leftOver.exec(body) ?? [];
  if (statement)
    throw new Error(
      `${file.pathname} has “${statement}”; a page can only have named imports and exported declarations`,
    );
  modules.set(file.href, '');
  modules.set(
    file.href,
    `const ${variableOf(file, modules)} = (() => {\n${body}\nreturn { ${exported.join(', ')} };\n})();`,
  );
}

function variableOf(file: URL, modules: ReadonlyMap<string, string>): string {
  return `module${[...modules.keys()].indexOf(file.href)}`;
}

/** Built packages hold `.js` beside us, a checkout the `.ts` itself. */
function javaScriptOf(file: URL): string {
  const text = readFileSync(file, 'utf8');
  return file.pathname.endsWith('.ts') ? withoutTypes(text) : text;
}

function withoutTypes(text: string): string {
  // Node calls stripTypeScriptTypes experimental once on standard error, where it would worry whoever wanted a report.
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(text).replace(/[ \t]+$/gm, '');
  } finally {
    process.emitWarning = emitWarning;
  }
}
