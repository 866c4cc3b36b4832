/** Figures in words. */

/** `1 module`, `2 modules`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? singular : plural}`;
}

/** A cost or effort for people: whole from ten on, else one decimal. */
export function shortNumber(value: number): string {
  return value >= 10 ? Math.round(value).toLocaleString('en') : String(Math.round(value * 10) / 10);
}
