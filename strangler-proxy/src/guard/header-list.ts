/** The first value of a field in a list of names and values in turn, whatever the case of its name. */
export function headerOf(flat: readonly string[], lowerName: string): string | undefined {
  for (let index = 0; index + 1 < flat.length; index += 2) {
    if ((flat[index] as string).toLowerCase() === lowerName) return flat[index + 1];
  }
  return undefined;
}

/** The list without the fields of these lower-case names. */
export function withoutFields(flat: readonly string[], lowerNames: ReadonlySet<string>): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const name = flat[index] as string;
    if (!lowerNames.has(name.toLowerCase())) kept.push(name, flat[index + 1] as string);
  }
  return kept;
}
