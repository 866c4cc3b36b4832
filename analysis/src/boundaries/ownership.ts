/**
 * Which service owns each table. Runs in the browser too (the what-if page): no imports but types.
 */
import type { AccessMode, TableStep } from '../graph/facts.ts';

export interface OwnershipFacts {
  readonly tables: readonly { readonly name: string; readonly definedAt: { readonly path: string } | null }[];
  readonly access: readonly { readonly module: string; readonly table: string; readonly mode: AccessMode }[];
  readonly transactions: readonly { readonly steps: readonly TableStep[] }[];
}

/** A place that writes a table says more about its owner than ones that read it. */
const SCORE = { write: 4, read: 1, defined: 3 } as const;
/** `orders.ts` that writes `orders` is more likely its owner than `checkout.ts` that writes it too. */
const NAMESAKE_FACTOR = 1.5;

/**
 * Table → owning service: the one that writes it most, then defines or reads it most, namesakes first.
 * A table that nobody outside the shared modules touches has no owner and is not in the map.
 *
 * @example tableOwners(facts, (path) => labels.get(path) ?? null).get('orders');
 */
export function tableOwners(
  facts: OwnershipFacts,
  serviceOf: (module: string) => string | null,
): Map<string, string> {
  const owners = new Map<string, string>();
  for (const [table, [first]] of rankedOwners(facts, serviceOf)) if (first) owners.set(table, first[0]);
  return owners;
}

/** Table → services with their claims on it, the strongest first. */
export function rankedOwners(
  facts: OwnershipFacts,
  serviceOf: (module: string) => string | null,
): Map<string, (readonly [service: string, score: number])[]> {
  const scores = new Map<string, Map<string, number>>();
  const add = (table: string, service: string | null, score: number): void => {
    if (service === null) return;
    let row = scores.get(table);
    if (!row) {
      row = new Map();
      scores.set(table, row);
    }
    row.set(service, (row.get(service) ?? 0) + score);
  };
  for (const table of facts.tables) {
    if (table.definedAt) add(table.name, serviceOf(table.definedAt.path), SCORE.defined);
  }
  for (const access of facts.access) {
    const score = access.mode === 'W' ? SCORE.write : SCORE.read;
    add(
      access.table,
      serviceOf(access.module),
      isNamesake(access.module, access.table) ? score * NAMESAKE_FACTOR : score,
    );
  }
  return new Map(
    [...scores]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([table, row]) => [table, [...row].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))]),
  );
}

/** Whether the file's name holds the table's, plural or not, whatever the case and separators. */
function isNamesake(module: string, table: string): boolean {
  const letters = (text: string): string => text.toLowerCase().replace(/[^\p{L}]/gu, '');
  const stem = letters(table).replace(/s$/, '');
  return stem !== '' && letters(module.slice(module.lastIndexOf('/') + 1)).includes(stem);
}
