/** Writes the cut on the table as `boundaries.yaml`, for `banyan analyze` and `banyan check`. */
import { APART } from '../../graph/module-roles.ts';
import type { PageData, PageModule } from './data.ts';
import type { Cut } from './workbench.ts';

export function boundariesYaml(data: PageData, cut: Cut): string {
  const lines = [
    '# Exported from report.html: every module stands where it stood there.',
    'version: 1',
    'services:',
  ];
  cut.names.forEach((name, service) => {
    const own = data.modules.filter((_, module) => cut.labels[module] === service);
    const modules = own.filter(({ part }) => !part);
    const functions = own.flatMap((module) => functionsOf(data, module));
    const tables = data.tables.filter((_, table) => cut.owners[table] === service);
    if (own.length === 0 && tables.length === 0) return;
    lines.push(`  ${quoted(name)}:`);
    if (modules.length > 0)
      lines.push('    modules:', ...modules.map(({ path }) => `      - ${quoted(literalGlob(path))}`));
    if (functions.length > 0)
      lines.push('    functions:', ...functions.map((name) => `      - ${quoted(name)}`));
    if (tables.length > 0)
      lines.push('    tables:', ...tables.map((table) => `      - ${quoted(table.name)}`));
  });
  if (lines.at(-1) === 'services:') lines[lines.length - 1] = 'services: {}';
  const shared = data.modules.filter(
    (module, index) => (cut.labels[index] ?? -1) < 0 && !APART.has(module.role) && !module.part,
  );
  if (shared.length > 0)
    lines.push('shared:', ...shared.map(({ path }) => `  - ${quoted(literalGlob(path))}`));
  return `${lines.join('\n')}\n`;
}

/** `path#function` of a part; of one that stands with its file too, or the analyzer would take it away again. */
function functionsOf(data: PageData, { part }: PageModule): string[] {
  return part ? part.functions.map((name) => `${data.modules[part.of]?.path ?? ''}#${name}`) : [];
}

/** The glob that matches this path and no other. */
function literalGlob(path: string): string {
  return path.replace(/[\\*?[\]{}()!]/g, (character) => `\\${character}`);
}

/** A double-quoted YAML scalar is JSON, but for the characters that YAML takes as ends of line or refuses. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
