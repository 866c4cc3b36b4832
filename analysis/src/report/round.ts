/** Four decimals: more would only show the order of a floating-point sum. */
export function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
