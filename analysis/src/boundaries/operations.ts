/** What one service must offer another. Runs in the browser too: no imports but types. */
import type { SeamKind } from './boundaries.ts';

/** What happens across the boundary at run time and can be asked for. */
const ASKED: ReadonlySet<SeamKind> = new Set(['call', 'name', 'event']);

/**
 * Names that become operations: what is called, looked up or listened to. An injected instance stands for them where no call of it is
 * known. What is only imported (a constant, a class to extend) or made anew (a constructor) is shared or copied instead.
 *
 * @example operationsAmong([{ kind: 'call', symbol: 'findOrder' }, { kind: 'import', symbol: 'Order' }]) // ['findOrder']
 */
export function operationsAmong(
  uses: readonly { readonly kind: SeamKind; readonly symbol: string }[],
): string[] {
  const isNamed = (symbol: string) => symbol !== '' && symbol !== '*' && !symbol.endsWith('.constructor');
  const asked = uses.filter(({ kind, symbol }) => ASKED.has(kind) && isNamed(symbol));
  const told = asked.length > 0 ? asked : uses.filter(({ kind }) => kind === 'inject');
  return [...new Set(told.map(({ symbol }) => symbol))].filter(isNamed);
}
