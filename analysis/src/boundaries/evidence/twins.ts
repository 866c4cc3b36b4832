/**
 * Entities that no operation tells apart. The paragraphs, notes and line breaks of a text are always loaded together: forty of
 * them are forty rows of the evidence, but hardly forty things to divide. Modularity parts what is heavy, so at full weight
 * they would be cut by accident, while three small things that do differ stay together.
 */
import type { Evidence } from './evidence.ts';

/** How many modules the same operations touch as each module, itself included; 1 where no operation touches it. */
export function twinsOf({ modules, transactions }: Pick<Evidence, 'modules' | 'transactions'>): number[] {
  const touching: number[][] = modules.map(() => []);
  transactions.forEach((steps, operation) => {
    for (const node of new Set(steps.map(([touched]) => touched))) touching[node]?.push(operation);
  });
  const counts = new Map<string, number>();
  const keys = touching.map((operations) => operations.join());
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return keys.map((key) => (key === '' ? 1 : (counts.get(key) as number)));
}
