/** What Prisma's client runs around its queries: `$use(middleware)`, `$extends({ query: { order: { create() { … } } } })`. */
import type { Value } from '../../../read/value.ts';
import { type CallSite, callIndexOf } from '../../call-index.ts';
import type { Program } from '../../program.ts';
import { entryOf, functionsIn, literalOf } from '../../values.ts';
import type { Hook } from './hook.ts';
import { isRegistered } from './registered.ts';

const EXTENDING = new Set(['$extends', 'defineExtension']);

/** @param tableOf The table of a model by its name on the client: `order`. */
export function prismaHooks(program: Program, tableOf: (accessor: string) => string | null): Hook[] {
  const calls = callIndexOf(program);
  return [
    ...calls
      .named(new Set(['$use']))
      .filter((site) => isRegistered(program, site))
      .flatMap(({ path, call }) => hookOf(program, null, null, path, call.args[0])),
    ...calls
      .named(EXTENDING)
      .filter((site) => isRegistered(program, site))
      .flatMap((site) => extended(program, site, tableOf)),
  ];
}

function extended(
  program: Program,
  { path, call }: CallSite,
  tableOf: (accessor: string) => string | null,
): Hook[] {
  const [extension] = call.args;
  const query = extension === undefined ? null : entryOf(program, path, extension, 'query');
  const models = query === null ? null : literalOf(program, query.path, query.value);
  if (models?.value.kind !== 'object') return [];
  return models.value.entries.flatMap(({ key, value }) => {
    // `$allOperations` beside the models hears raw queries, too.
    if (key.startsWith('$') && key !== '$allModels') return hookOf(program, null, null, models.path, value);
    const table = key === '$allModels' ? null : tableOf(key);
    const operations = literalOf(program, models.path, value);
    if ((table === null && key !== '$allModels') || operations.value.kind !== 'object') return [];
    return operations.value.entries.flatMap((entry) =>
      hookOf(program, table, entry.key === '$allOperations' ? null : entry.key, operations.path, entry.value),
    );
  });
}

/** `method` null: of all of them. */
function hookOf(
  program: Program,
  table: string | null,
  method: string | null,
  path: string,
  value: Value | undefined,
): Hook[] {
  const functions = value === undefined ? [] : functionsIn(program, path, value);
  if (functions.length === 0) return [];
  return [
    { table, hears: ({ methods }) => method === null || methods.includes(method), functions, self: null },
  ];
}
