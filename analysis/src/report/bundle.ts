import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

/** One statement a file may start a line with: `import … from './other.ts';`, over one or several lines. */
const importStatement = /^import\s(?:type\s)?[^;]*?\sfrom\s'([^']+)';$/gm;
const exportKeyword = /^export (?=(?:async )?function|const|let|class)/gm;

/**
 * Joins the browser modules that `entry` reaches into one script, each before its importers.
 *
 * They share one scope, so that no bundler is needed. In return they keep to a subset: relative imports without renaming, exports
 * in front of declarations, and top-level names that are unique among them (a doubled name is a syntax error in a strict script).
 *
 * @example const script = bundle(new URL('./page/main.ts', import.meta.url));
 */
export function bundle(entry: URL): string {
  const sources = new Map<string, string>();
  collect(entry, sources, []);
  return `'use strict';\n(() => {\n${[...sources.values()].join('\n')}\n})();\n`;
}

function collect(file: URL, sources: Map<string, string>, importers: readonly string[]): void {
  if (sources.has(file.href)) return;
  if (importers.includes(file.href)) {
    throw new Error(
      `${file.pathname} imports itself through ${importers.join(' → ')}; page modules need an order`,
    );
  }
  const source = javaScriptOf(file);
  for (const [, specifier = ''] of source.matchAll(importStatement)) {
    if (!specifier.startsWith('.'))
      throw new Error(`${file.pathname} imports ${specifier}; a page can only use relative modules`);
    collect(new URL(specifier, file), sources, [...importers, file.href]);
  }
  sources.set(file.href, source.replace(importStatement, '').replace(exportKeyword, ''));
}

/** Built packages hold `.js` beside us, a checkout the `.ts` itself. */
function javaScriptOf(file: URL): string {
  const text = readFileSync(file, 'utf8');
  return file.pathname.endsWith('.ts') ? withoutTypes(text) : text;
}

function withoutTypes(text: string): string {
  // Node marks stripTypeScriptTypes experimental and says so once on standard error, where it would worry the reader of a report.
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}
