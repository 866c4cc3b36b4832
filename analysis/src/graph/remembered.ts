/** A function of a name that looks for each name's answer once: names are few, and asked for often. */
export function rememberedByName<T>(find: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const remembered = known.get(name);
    if (remembered !== undefined) return remembered;
    const found = find(name);
    known.set(name, found);
    return found;
  };
}
