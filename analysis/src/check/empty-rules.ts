import { basename } from 'node:path/posix';
import { closestName } from '../boundaries/closest-name.ts';
import { compilePattern, escapePattern } from '../boundaries/path-pattern.ts';
import type { Facts, Place } from '../graph/facts.ts';
import type { Finding } from './finding.ts';
import type { CheckRules } from './rules.ts';

/** Rules that hold nothing, each with what may have been meant. */
export function emptyRules(facts: Facts, modules: readonly string[], rules: CheckRules): Finding[] {
  const tables = facts.tables.map((table) => table.name);
  const functions = new Set(facts.functions.map(({ module, name }) => `${module}#${name}`));
  const names = rules.services.map((service) => service.name);
  const patterns = [
    ...rules.services.flatMap((service) =>
      service.modules.map((pattern) => ({ pattern, owner: service.name })),
    ),
    ...rules.shared.map((pattern) => ({ pattern, owner: 'shared' })),
    ...rules.groups.map((pattern) => ({ pattern, owner: 'together or apart' })),
  ].filter(({ pattern }) => !modules.some((path) => pattern.matches(path)));
  const known = new Set(tables);
  return [
    ...patterns.map(({ pattern, owner }) =>
      emptyRule(
        [owner, pattern.text],
        pattern.at,
        `“${pattern.text}” of ${owner} matches no module`,
        meantPattern(pattern.text, modules),
      ),
    ),
    ...rules.services
      .filter(
        ({ modules: patterns, tables, functions }) =>
          patterns.length + tables.length + functions.length === 0,
      )
      .map(({ name, at }) => emptyRule([name], at, `${name} holds no module, function or table`, null)),
    ...rules.services.flatMap((service) =>
      service.functions
        .filter(({ text }) => !functions.has(text))
        .map(({ text, at }) =>
          emptyRule(
            [service.name, text],
            at,
            `function “${text}” of ${service.name} is not in the code`,
            null,
          ),
        ),
    ),
    ...rules.services.flatMap((service) =>
      service.tables
        .filter((table) => !known.has(table.text))
        .map((table) =>
          emptyRule(
            [service.name, table.text],
            table.at,
            `table “${table.text}” of ${service.name} is not in the code`,
            closestName(table.text, tables),
          ),
        ),
    ),
    ...[...rules.allowed, ...rules.forbidden].flatMap((arrow) =>
      [arrow.from, arrow.to]
        .filter((end) => !names.some((name) => end.matches(name)))
        .map((end) =>
          emptyRule(
            [arrow.from.text, arrow.to.text, end.text],
            arrow.at,
            `the arrow ${arrow.from.text} → ${arrow.to.text} names “${end.text}”, which is no service`,
            closestName(end.text, names),
          ),
        ),
    ),
  ];
}

function emptyRule(key: readonly string[], at: Place, message: string, meant: string | null): Finding {
  const question = meant === null ? '' : ` Was “${meant}” meant?`;
  return { rule: 'empty-rule', key, at, message, cure: `Correct the name, or take the rule out.${question}` };
}

/** The pattern in the form that paths have here, the folder's content for a folder, or where a file of that name is now. */
function meantPattern(text: string, modules: readonly string[]): string | null {
  const path = text
    .replaceAll('\\', '/')
    .replace(/^(\.?\/)+/, '')
    .replace(/\/+$/, '');
  // Patterns have a longest length, and a folder's is longer than its own.
  if (path === '' || path.length > 900) return null;
  for (const candidate of [path, `${path}/**`]) {
    const { matches } = compilePattern(candidate);
    if (modules.some(matches)) return candidate;
  }
  const namesakes = modules.filter((module) => basename(module) === basename(path));
  const [only] = namesakes;
  return namesakes.length === 1 && only !== undefined ? escapePattern(only) : null;
}
