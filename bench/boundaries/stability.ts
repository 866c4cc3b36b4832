/**
 * Small changes of the code must move few modules: 30 seeded edits of the facts, without a warm start, each clustered anew
 * and compared by the least share of modules that must move to make the two suggestions equal.
 *
 *     node bench/boundaries/stability.ts FOLDER …
 */
import { basename } from 'node:path';
import { fraction } from '../../analysis/src/boundaries/cluster/random.ts';
import { suggestBoundaries } from '../../analysis/src/boundaries/index.ts';
import type { EdgeFacts, Facts, ModuleFacts } from '../../analysis/src/graph/facts.ts';
import { readFacts } from '../../analysis/src/graph/index.ts';
import { labelsOf, mean } from './scoring.ts';

const EDITS = 30;
const MAX_MOVED = 0.03;

const EDIT_KINDS: readonly Edit[] = [addImport, deleteModule, moveFunction, splitModule];

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('usage: node bench/boundaries/stability.ts FOLDER …');
  process.exit(2);
}
let worstMean = 0;
for (const folder of folders) {
  const { facts } = await readFacts(folder, { useGit: false });
  const moved = movedShares(facts);
  const beyond = moved.filter((share) => share > MAX_MOVED).length;
  worstMean = Math.max(worstMean, mean(moved));
  console.log(
    `${basename(folder)} (${facts.modules.length} modules): mean ${percent(mean(moved))}, worst ${percent(Math.max(...moved))}, ${beyond} of ${EDITS} edits beyond ${percent(MAX_MOVED)}`,
  );
}
console.log(`worst mean against the bar: ratio ${(worstMean / MAX_MOVED).toFixed(2)}`);
if (worstMean > 1.5 * MAX_MOVED) process.exitCode = 1;

function movedShares(facts: Facts): number[] {
  const before = labelsOf(suggestBoundaries(facts));
  return Array.from({ length: EDITS }, (_, edit) => {
    const change = EDIT_KINDS[edit % EDIT_KINDS.length] as Edit;
    return movedShare(before, labelsOf(suggestBoundaries(change(facts, (n) => pick(edit, n)))));
  });
}

/** `choose(n)` draws one of 0 … n − 1. */
type Edit = (facts: Facts, choose: (n: number) => number) => Facts;

function pick(edit: number, n: number): number {
  return Math.floor(fraction(edit + 17, n) * n);
}

function addImport(facts: Facts, choose: (n: number) => number): Facts {
  const from = facts.modules[choose(facts.modules.length)] as ModuleFacts;
  const to = facts.modules[choose(facts.modules.length - 1)] as ModuleFacts;
  const edge: EdgeFacts = { from: from.path, to: to.path, kinds: { import: 1, call: 1 }, places: [] };
  return { ...facts, edges: [...facts.edges, edge] };
}

function deleteModule(facts: Facts, choose: (n: number) => number): Facts {
  const { path } = facts.modules[choose(facts.modules.length)] as ModuleFacts;
  return {
    ...facts,
    modules: facts.modules.filter((module) => module.path !== path),
    edges: facts.edges.filter(({ from, to }) => from !== path && to !== path),
    access: facts.access.filter(({ module }) => module !== path),
  };
}

/** One dependency of a module becomes another module's, as when the function that has it moves. */
function moveFunction(facts: Facts, choose: (n: number) => number): Facts {
  const index = choose(facts.edges.length);
  const to = facts.modules[choose(facts.modules.length)] as ModuleFacts;
  return {
    ...facts,
    edges: facts.edges.map((edge, i) =>
      i === index && edge.to !== to.path ? { ...edge, from: to.path } : edge,
    ),
  };
}

/** Every second dependency of a module goes to a new file beside it. */
function splitModule(facts: Facts, choose: (n: number) => number): Facts {
  const module = facts.modules[choose(facts.modules.length)] as ModuleFacts;
  const half = { ...module, path: module.path.replace(/(\.[^.]*)$/, '-part$1') };
  let seen = 0;
  return {
    ...facts,
    modules: [...facts.modules, half].sort((a, b) => (a.path < b.path ? -1 : 1)),
    edges: facts.edges.map((edge) => {
      if (edge.from !== module.path) return edge;
      seen += 1;
      return seen % 2 === 0 ? { ...edge, from: half.path } : edge;
    }),
  };
}

/** Share of common modules outside the best one-to-one pairing of old and new services. */
function movedShare(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): number {
  const overlaps = new Map<string, { old: string; next: string; count: number }>();
  let common = 0;
  for (const [path, old] of before) {
    const next = after.get(path);
    if (next === undefined) continue;
    common += 1;
    const key = JSON.stringify([old, next]);
    const overlap = overlaps.get(key) ?? { old, next, count: 0 };
    overlap.count += 1;
    overlaps.set(key, overlap);
  }
  const usedOld = new Set<string>();
  const usedNext = new Set<string>();
  let kept = 0;
  // Greedy, largest first: a lower bound of what stays, so the share that moves is never flattered.
  for (const { old, next, count } of [...overlaps.values()].sort((a, b) => b.count - a.count)) {
    if (usedOld.has(old) || usedNext.has(next)) continue;
    usedOld.add(old);
    usedNext.add(next);
    kept += count;
  }
  return common === 0 ? 0 : 1 - kept / common;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
