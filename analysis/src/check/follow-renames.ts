/** Recognises what the baseline knows under an earlier name: a file that moved takes its findings along. */
import { basename, dirname } from 'node:path/posix';
import { compareText } from '../report/order.ts';
import type { Finding, Rule } from './finding.ts';

type NameKind = 'module' | 'table' | 'service' | 'function';

/** All names that the code and the rules have now. */
export interface NamesNow {
  readonly modules: ReadonlySet<string>;
  readonly tables: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  /** `file#function`. */
  readonly functions: ReadonlySet<string>;
}

/** What stands where in the key of a finding; `null` never gets another name. The last kind goes for all that follow. */
const kindsInKey: Partial<Record<Rule, readonly (NameKind | null)[]>> = {
  dependency: ['module', 'module'],
  'service-cycle': ['service', 'service'],
  'table-access': ['module', 'table', null],
  transaction: ['module', 'function', 'service'],
  'unassigned-module': ['module'],
};

/** A finding's lasting identity. */
export type Known = Pick<Finding, 'rule' | 'key'>;

interface Part {
  readonly kind: NameKind;
  readonly name: string;
}

/** One name of the baseline that is gone, and a name that may be the same thing today. */
interface Candidate {
  readonly before: Part;
  readonly after: Part;
  /** Entries that the new name explains. */
  readonly entries: Set<Known>;
}

/**
 * For entries of the baseline that are found no more, the new finding that each has become. A name is followed only if it is gone,
 * the new one is not in the baseline, and at least half of the entries with the old name are there with the new one; a file, besides,
 * only if it kept its name or its folder. Each finding stands for one entry, so that renaming never makes room for more.
 *
 * @example followRenames(stale, unknown, baseline.known, names).get(entry) // the same finding at its new place
 */
export function followRenames<K extends Known, F extends Known>(
  stale: readonly K[],
  unknown: readonly F[],
  known: readonly Known[],
  now: NamesNow,
): Map<K, F> {
  const named = new Set(known.flatMap((entry) => partsOf(entry).map(idOf)));
  const mayBecome = (before: Part, after: Part, rule: Rule) =>
    before.kind === after.kind &&
    !isThere(before, now) &&
    !named.has(idOf(after)) &&
    (before.kind !== 'module' || isLikelyMoved(before.name, after.name, rule));
  const renames = renamesAmong(stale, candidatesIn(stale, unknown, mayBecome));
  const open = new Map(unknown.map((finding) => [identityOf(finding), finding]));
  const followed = new Map<K, F>();
  for (const entry of stale) {
    const identity = identityOf(renamed(entry, renames));
    const finding = open.get(identity);
    if (finding === undefined) continue;
    open.delete(identity);
    followed.set(entry, finding);
  }
  return followed;
}

/** The same for the same finding; the services of a transaction have no order. */
function identityOf({ rule, key }: Known): string {
  const ordered = rule === 'transaction' ? [...key.slice(0, 2), ...key.slice(2).sort(compareText)] : key;
  return JSON.stringify([rule, ...ordered]);
}

function kindAt(rule: Rule, index: number): NameKind | null {
  const kinds = kindsInKey[rule] ?? [];
  return kinds[Math.min(index, kinds.length - 1)] ?? null;
}

function partsOf({ rule, key }: Known): Part[] {
  return key.flatMap((text, index) => {
    const kind = kindAt(rule, index);
    return kind === null ? [] : [partOf(kind, text, key)];
  });
}

function partOf(kind: NameKind, text: string, key: readonly string[]): Part {
  return { kind, name: kind === 'function' ? `${key[0]}#${text}` : text };
}

function idOf({ kind, name }: Part): string {
  return `${kind} ${name}`;
}

function isThere({ kind, name }: Part, now: NamesNow): boolean {
  return now[`${kind}s`].has(name);
}

/** Where a path is all that there is of a finding, a new file beside a deleted one is not the same. */
function isLikelyMoved(before: string, after: string, rule: Rule): boolean {
  if (basename(before) === basename(after)) return true;
  return rule !== 'unassigned-module' && dirname(before) === dirname(after);
}

/** Pairs of entries and findings that differ by one name, or by the folders of their files. */
function candidatesIn(
  stale: readonly Known[],
  unknown: readonly Known[],
  mayBecome: (before: Part, after: Part, rule: Rule) => boolean,
): Candidate[] {
  const bySketch = new Map<string, Known[]>();
  for (const finding of unknown)
    for (const sketch of sketchesOf(finding))
      bySketch.set(sketch, [...(bySketch.get(sketch) ?? []), finding]);
  const candidates = new Map<string, Candidate>();
  for (const entry of stale) {
    for (const finding of new Set(sketchesOf(entry).flatMap((sketch) => bySketch.get(sketch) ?? []))) {
      const pairs = differences(entry, finding);
      if (!pairs.every(([before, after]) => mayBecome(before, after, entry.rule))) continue;
      for (const [before, after] of pairs) {
        const id = JSON.stringify([idOf(before), idOf(after)]);
        const candidate = candidates.get(id) ?? { before, after, entries: new Set() };
        candidates.set(id, candidate);
        candidate.entries.add(entry);
      }
    }
  }
  return [...candidates.values()];
}

/** Findings that may be the same but for a name share one of these. */
function sketchesOf({ rule, key }: Known): string[] {
  const files = key.map((text, index) => (kindAt(rule, index) === 'module' ? basename(text) : text));
  const withoutOne = key.map((_, index) => [
    rule === 'transaction' ? (kindAt(rule, index) ?? '') : index,
    ...key.toSpliced(index, 1),
  ]);
  return [['files', ...files], ...withoutOne].map((sketch) => JSON.stringify([rule, key.length, ...sketch]));
}

/** Parts in which two keys of one rule differ, by place; services of a transaction that only one of them has. */
function differences(one: Known, other: Known): [Part, Part][] {
  if (one.rule === 'transaction') {
    const before = one.key.slice(2).filter((name) => !other.key.slice(2).includes(name));
    const after = other.key.slice(2).filter((name) => !one.key.slice(2).includes(name));
    const services = before.map((name, i): [Part, Part] => [
      { kind: 'service', name },
      { kind: 'service', name: after[i] ?? '' },
    ]);
    return [...byPlace(one, other, 2), ...services];
  }
  return byPlace(one, other, one.key.length);
}

function byPlace(one: Known, other: Known, length: number): [Part, Part][] {
  return one.key.slice(0, length).flatMap((text, index): [Part, Part][] => {
    const kind = kindAt(one.rule, index);
    const now = other.key[index] ?? '';
    if (text === now || kind === null) return [];
    return [[partOf(kind, text, one.key), partOf(kind, now, other.key)]];
  });
}

/** Old name → new name; the best explained first, and each new name for one old only. */
function renamesAmong(stale: readonly Known[], candidates: readonly Candidate[]): Map<string, string> {
  const entriesWith = new Map<string, number>();
  for (const entry of stale)
    for (const id of new Set(partsOf(entry).map(idOf))) entriesWith.set(id, (entriesWith.get(id) ?? 0) + 1);
  const renames = new Map<string, string>();
  const taken = new Set<string>();
  const keptName = ({ before, after }: Candidate) => Number(basename(before.name) === basename(after.name));
  const ordered = candidates.toSorted(
    (a, b) =>
      b.entries.size - a.entries.size ||
      keptName(b) - keptName(a) ||
      compareText(idOf(a.before), idOf(b.before)) ||
      compareText(idOf(a.after), idOf(b.after)),
  );
  for (const { before, after, entries } of ordered) {
    const [from, to] = [idOf(before), idOf(after)];
    if (renames.has(from) || taken.has(to) || entries.size * 2 < (entriesWith.get(from) ?? 0)) continue;
    renames.set(from, after.name);
    taken.add(to);
  }
  return renames;
}

function renamed<K extends Known>({ rule, key }: K, renames: ReadonlyMap<string, string>): Known {
  return {
    rule,
    key: key.map((text, index) => {
      const kind = kindAt(rule, index);
      if (kind === null) return text;
      const name = renames.get(idOf(partOf(kind, text, key)));
      if (name === undefined) return text;
      return kind === 'function' ? name.slice(name.lastIndexOf('#') + 1) : name;
    }),
  };
}
