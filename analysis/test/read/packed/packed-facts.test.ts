import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dialectOf } from '../../../src/read/dialect.ts';
import type { FileFacts } from '../../../src/read/file-facts.ts';
import { packFacts } from '../../../src/read/packed/pack-facts.ts';
import { loadPacked, storePacked } from '../../../src/read/packed/packed-store.ts';
import { unpackFacts } from '../../../src/read/packed/unpack-facts.ts';
import { readSource } from '../../../src/read/read-source.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');

/** Every construct that the gallery knows. */
const texts = readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
  const dialect = dialectOf(path);
  return dialect === null ? [] : [{ path, dialect, text: readFileSync(join(fixtures, path), 'utf8') }];
});

/** Views decode when asked: this asks for everything. */
function plain<T>(part: T): unknown {
  if (Array.isArray(part)) return part.map(plain);
  if (part === null || typeof part !== 'object') return part;
  const names = new Set<string>();
  for (let at: object = part; at !== Object.prototype; at = Object.getPrototypeOf(at) as object) {
    const isView = at !== part;
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (isView ? get !== undefined : Object.getPrototypeOf(part) === Object.prototype) names.add(name);
  }
  return Object.fromEntries([...names].map((name) => [name, plain((part as Record<string, unknown>)[name])]));
}

function roundTrip(facts: FileFacts): unknown {
  return plain(unpackFacts(packFacts(facts)));
}

describe('packed facts', () => {
  it('say the same as the facts that were packed', () => {
    expect(texts.length).toBeGreaterThan(100);
    for (const { path, dialect, text } of texts) {
      const facts = readSource(text, dialect);
      expect(roundTrip(facts), path).toEqual(facts);
    }
  });

  it.each([
    ['numbers of every size', 'f(0, 1, 67108863, 67108864, 1.5, 1e300, 0.1 + 0.2);'],
    ['characters of every width', 'f("ä", "漢字", "😀", "\\ud800", "\\0");'],
    ['a syntax error', 'const a = ;'],
    ['nothing', ''],
  ])('keep %s, also on disk', (_, text) => {
    const facts = readSource(text, 'ts');
    expect(roundTrip(facts)).toEqual(facts);
    const stored = loadPacked(storePacked(new Map([['one', packFacts(facts)]])));
    const loaded = stored.get('one')?.();
    expect(loaded && plain(unpackFacts(loaded))).toEqual(facts);
  });

  it('give the same object each time, since linkers compare values by identity', () => {
    const facts = unpackFacts(packFacts(readSource('const a = { b: [1] }; f(a);', 'ts')));
    expect(facts.bindings[0]?.value).toBe(facts.bindings[0]?.value);
    expect(facts.calls[0]?.args).toBe(facts.calls[0]?.args);
  });
});
