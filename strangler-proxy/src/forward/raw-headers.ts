/** Fields as Node's client takes them: repeated ones as lists, in their order. */
export function toHeaderObject(flat: readonly string[]): Record<string, string | string[]> {
  const object: Record<string, string | string[]> = {};
  const nameOf = new Map<string, string>();
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const written = flat[index] as string;
    const value = flat[index + 1] as string;
    const lower = written.toLowerCase();
    const name = nameOf.get(lower) ?? written;
    const before = nameOf.has(lower) ? object[name] : undefined;
    nameOf.set(lower, name);
    // Not an assignment: a field named __proto__ must become a field.
    const joined = before === undefined ? value : [before, value].flat();
    Object.defineProperty(object, name, {
      value: joined,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return object;
}
