/**
 * A uniform sample of at most `size` items of a stream (Vitter's algorithm R): late ones are as likely kept as early ones.
 * `random` gives numbers in [0, 1).
 */
export function keepSample<Item>(
  sample: Item[],
  seen: number,
  item: () => Item,
  size: number,
  random: () => number,
): void {
  if (sample.length < size) {
    sample.push(item());
    return;
  }
  const place = Math.floor(random() * seen);
  if (place < size) sample[place] = item();
}
