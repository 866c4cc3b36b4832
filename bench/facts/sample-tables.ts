/** Tables as migrations and plain text tell of them: knows nothing of the analyzer. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutComments } from './sample-routes.ts';

/** Tables and views left after all migrations, read as text: created, dropped and renamed in path order, ways back cut off. */
export function tablesInMigrations(
  root: string,
  paths: readonly string[],
): { tables: ReadonlySet<string>; views: ReadonlySet<string> } {
  const tables = new Set<string>();
  const views = new Set<string>();
  for (const path of [...paths].sort()) {
    const text = withoutComments(upPart(readFileSync(join(root, path), 'utf8')));
    const steps = text.matchAll(
      /create\s+(?:or\s+replace\s+)?(?:table|(?<view>(?:materialized\s+)?view))\s+(?:if\s+not\s+exists\s+)?(?<create>[\w."`]+)|drop\s+(?:table|view)\s+(?:if\s+exists\s+)?(?<drop>[\w."`]+)|alter\s+table\s+(?:only\s+)?(?:if\s+exists\s+)?(?<from>[\w."`]+)\s+rename\s+to\s+(?<to>[\w."`]+)|createTable(?:\.bind)?\(\s*(?:\w+,\s*)?['"`](?<made>\w+)|dropTable(?:IfExists)?\(\s*['"`](?<gone>\w+)|renameTable\(\s*['"`](?<old>\w+)['"`]\s*,\s*['"`](?<now>\w+)/gi,
    );
    for (const { groups = {} } of steps) {
      const created = groups['create'] ?? groups['made'] ?? groups['to'] ?? groups['now'];
      const removed = groups['drop'] ?? groups['gone'] ?? groups['from'] ?? groups['old'];
      for (const names of [tables, views]) if (removed !== undefined) names.delete(plain(removed));
      // A name put together at run time leaves an empty one.
      if (created !== undefined && plain(created) !== '')
        (groups['view'] === undefined ? tables : views).add(plain(created));
    }
  }
  return { tables, views };
}

const plain = (name: string): string => (name.replace(/["`]/g, '').split('.').at(-1) ?? name).toLowerCase();

function upPart(text: string): string {
  const down =
    /(?:^|\n)\s*(?:exports\.down\b|(?:public\s+)?async down\s*\(|down\s*[:(]|export (?:const|async function|function) down\b)/.exec(
      text,
    );
  return down === null ? text : text.slice(0, down.index);
}

/** The texts of a tree in which a table is looked for. */
export function textsOf(root: string, paths: readonly string[]): string[] {
  return paths.map((path) => withoutComments(readFileSync(join(root, path), 'utf8')));
}

/**
 * Whether some line uses a table: its name after a word of SQL, as the first argument of a call, or under a key that names tables.
 * With this a table that no migration makes (made by code at run time, or by a library) is known to be real.
 */
export function isUsed(texts: readonly string[], table: string): boolean {
  const name = escaped(table);
  const uses = new RegExp(
    `\\b(?:from|into|join|update|table|exists)\\s+["'\`]?(?:\\w+\\.)?${name}\\b|\\(\\s*["'\`]${name}["'\`]|\\b(?:tableName|table|collection)\\s*[:=]\\s*["'\`]${name}["'\`]`,
    'i',
  );
  return texts.some((text) => uses.test(text));
}

/** Whether some line names a table at all: as a whole quoted word, in SQL, or by a class or model that it would be called after. */
export function isNamed(texts: readonly string[], table: string): boolean {
  if (isUsed(texts, table)) return true;
  const words = table.replace(/_/g, '').toLowerCase();
  const singular = words.replace(/ies$/, 'y').replace(/(?:es|s)$/, '');
  const declared = new RegExp(
    `["'\`]${escaped(table)}["'\`]|\\b(?:class|model)\\s+(?:${escaped(words)}|${escaped(singular)}(?:e?s)?)(?:entity|model|schema)?\\b`,
    'i',
  );
  return texts.some((text) => declared.test(text));
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
