/**
 * The fixture gallery: one small tree per construct, with its facts written by hand.
 *
 * `expected.json` holds any of the keys of `Facts`. Each key it has is compared completely, so that missing facts
 * and invented ones both fail. An expected item names only the fields that the fixture is about; every found item
 * must match exactly one expected item and the other way round. Where the code gives no order (any of several
 * implementers may be called), a list is written `{ "inAnyOrder": [...] }`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '../src/graph/facts.ts';

export const fixturesFolder = join(import.meta.dirname, 'fixtures');

export interface Expectation {
  /** What the tree shows, in one sentence. */
  readonly about: string;
  readonly facts: { readonly [Key in keyof Facts]?: unknown };
}

export function fixtureNames(): string[] {
  return readdirSync(fixturesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

export function treeOf(fixture: string): string {
  return join(fixturesFolder, fixture, 'tree');
}

export function readExpectation(fixture: string): Expectation {
  return expectationOf(JSON.parse(readFileSync(join(fixturesFolder, fixture, 'expected.json'), 'utf8')));
}

export function expectationOf(json: unknown): Expectation {
  // `keep` is for the renamer: names by which a framework finds things.
  const { about, keep: _, ...facts } = json as { about: string; keep?: string[] } & Expectation['facts'];
  return { about, facts };
}

export interface Difference {
  readonly key: string;
  readonly missing: readonly unknown[];
  readonly invented: readonly unknown[];
}

/** What is expected and not found, and what is found and not expected, key by key; empty when all agree. */
export function differences(expected: Expectation['facts'], found: Facts): Difference[] {
  const all: Difference[] = [];
  for (const [key, want] of Object.entries(expected)) {
    const have = found[key as keyof Facts];
    if (!Array.isArray(want) || !Array.isArray(have)) {
      if (!matches(want, have)) all.push({ key, missing: [want], invented: [have] });
      continue;
    }
    const open = [...have];
    const missing = want.filter((item) => {
      const at = open.findIndex((candidate) => matches(item, candidate));
      if (at >= 0) open.splice(at, 1);
      return at < 0;
    });
    const invented = open.map((item) => shownLike(item, want[0]));
    if (missing.length > 0 || invented.length > 0) all.push({ key, missing, invented });
  }
  return all;
}

/** Lists and `kinds` are compared whole; other objects only in the fields that are expected. */
function matches(want: unknown, have: unknown, isWhole = false): boolean {
  if (Array.isArray(want)) {
    return (
      Array.isArray(have) && want.length === have.length && want.every((item, at) => matches(item, have[at]))
    );
  }
  if (typeof want !== 'object' || want === null) return want === have;
  if ('inAnyOrder' in want) return sameInAnyOrder(want.inAnyOrder, have);
  if (typeof have !== 'object' || have === null) return false;
  if (isWhole && Object.keys(want).length !== Object.keys(have).length) return false;
  const record = have as Record<string, unknown>;
  return Object.entries(want).every(([key, value]) => {
    // Listed by name, and names change.
    if (/^(?:exports|modules|readers|routes|writers)$/.test(key)) return sameNames(value, record[key]);
    return matches(value, record[key], key === 'kinds');
  });
}

function sameInAnyOrder(want: unknown, have: unknown): boolean {
  if (!Array.isArray(want) || !Array.isArray(have) || want.length !== have.length) return false;
  const open = [...have];
  return want.every((item) => {
    const at = open.findIndex((candidate) => matches(item, candidate));
    return at >= 0 && open.splice(at, 1).length === 1;
  });
}

function sameNames(want: unknown, have: unknown): boolean {
  if (!Array.isArray(want) || !Array.isArray(have)) return false;
  return want.toSorted().join('\n') === have.toSorted().join('\n');
}

/** Only the fields that the fixture's first item names: a whole route would hide what differs. */
function shownLike(item: unknown, example: unknown): unknown {
  if (typeof item !== 'object' || item === null || typeof example !== 'object' || example === null)
    return item;
  const record = item as Record<string, unknown>;
  return Object.fromEntries(Object.keys(example).map((key) => [key, record[key]]));
}
