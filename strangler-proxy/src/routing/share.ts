/** All callers, in basis points. */
export const ALL = 10_000;

/**
 * Reads a share as people write it; at most two decimals, because a basis point is the finest step there is.
 *
 * @returns basis points, or `undefined` when the text is no share.
 * @example parseShare('0.5%') // 50
 */
export function parseShare(text: string): number | undefined {
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?%$/.exec(text.trim());
  if (!match) return undefined;
  const share = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return share <= ALL ? share : undefined;
}

/** @example formatShare(50) // '0.5%' */
export function formatShare(basisPoints: number): string {
  return `${Number((basisPoints / 100).toFixed(2))}%`;
}
