import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bag, type InBag } from '../src/bag.ts';

const named = (name: number): InBag & { readonly name: number } => ({ name, place: 0 });

describe('Bag', () => {
  it('holds what was added and not removed, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(8))), (steps) => {
        const bag = new Bag<ReturnType<typeof named>>();
        const inside = new Map<number, ReturnType<typeof named>>();
        const outside = new Map(Array.from({ length: 9 }, (_, name) => [name, named(name)]));
        for (const [adds, name] of steps) {
          const thing = adds ? outside.get(name) : inside.get(name);
          if (!thing) continue;
          (adds ? outside : inside).delete(name);
          (adds ? inside : outside).set(name, thing);
          if (adds) bag.add(thing);
          else bag.remove(thing);
        }
        expect(bag.size).toBe(inside.size);
        expect(new Set(bag.toArray())).toEqual(new Set(inside.values()));
      }),
    );
  });

  it('ignores the removal of what is not in it', () => {
    const bag = new Bag<InBag>();
    const [one, other] = [named(1), named(2)];
    bag.add(one);
    bag.remove(other);
    bag.remove(one);
    bag.remove(one);
    expect(bag.size).toBe(0);
  });

  it('can be emptied while it is read', () => {
    const bag = new Bag<InBag>();
    const things = [named(1), named(2), named(3)];
    for (const thing of things) bag.add(thing);
    const seen: InBag[] = [];
    for (const thing of bag.toArray()) {
      bag.remove(thing);
      seen.push(thing);
    }
    expect(seen).toEqual(things);
    expect(bag.size).toBe(0);
  });
});
