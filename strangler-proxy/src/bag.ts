/** Something that can be in a bag. */
export interface InBag {
  /** Where it is in there; the bag's own. */
  place: number;
}

const NOWHERE = -1;

/**
 * Things that come and go a thousand times a second, in no order.
 *
 * Not a Set or a Map: V8 moves those into a new table after every few deletions, and the table before keeps what was in
 * it and points to the next one. Once one such table has grown old, each new one and all that ever was in it lives until
 * the next full collection: a third of all memory survived every small one, and a request cost 40 µs instead of 27.
 */
export class Bag<Thing extends InBag> {
  readonly #things: Thing[] = [];

  get size(): number {
    return this.#things.length;
  }

  add(thing: Thing): void {
    thing.place = this.#things.length;
    this.#things.push(thing);
  }

  /** Nothing happens where it is not in here. */
  remove(thing: Thing): void {
    if (this.#things[thing.place] !== thing) return;
    const last = this.#things.pop() as Thing;
    if (last !== thing) {
      this.#things[thing.place] = last;
      last.place = thing.place;
    }
    thing.place = NOWHERE;
  }

  /** What is in it now; it may change while this is read. */
  toArray(): Thing[] {
    return this.#things.slice();
  }
}
