/** Names split into words: `OrderItemsService.ts` says order, items, service. */

/** Lower-case words of an identifier or file name, at least two letters each; hashes such as `f5c7bd6b1f8` say nothing. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/[A-Za-z]*\d+[A-Za-z]+\d+[A-Za-z\d]*/g, ' ')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 1);
}
