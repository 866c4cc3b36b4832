/**
 * God objects, shared out by function: a module whose functions serve several services keeps a home, and those of its functions
 * that evidently work for another service go there, where that does not make the cut dearer.
 */
import type { Facts, FunctionFacts } from '../../graph/facts.ts';
import { APART } from '../../graph/module-roles.ts';
import { costOf, findSeams, type ServiceOf } from '../migration-cost.ts';
import { tableOwners } from '../ownership.ts';
import { expandFacts, type ModulePart } from './expand-facts.ts';
import { FunctionIndex } from './function-index.ts';
import { TouchedFacts } from './touched-facts.ts';
import { FunctionVotes } from './votes.ts';

export interface ServicePart extends ModulePart {
  readonly service: string;
}

export interface ModuleSplit {
  readonly module: string;
  /** Service of what stays, which is another than before where next to nothing would; `null`: shared code. */
  readonly home: string | null;
  readonly parts: readonly ServicePart[];
  /** Migration cost units that the cut is cheaper by. */
  readonly saves: number;
}

export interface SplitInput {
  readonly facts: Facts;
  readonly serviceOf: ServiceOf;
  /** Whether a module without a service is shared code, whose functions may go to the one service that uses them. */
  readonly isShared: (module: string) => boolean;
  /** Whether people decided where a module is. */
  readonly isPinned?: (module: string) => boolean;
  /** Whether people decided on the very file: nothing leaves it but what they placed. */
  readonly isWhole?: (module: string) => boolean;
  /** Owners that people decided. */
  readonly decidedOwners?: ReadonlyMap<string, string>;
  /** Functions that people placed, or left where their file is: module → function → service. */
  readonly decided?: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** A module of fewer functions is moved or kept whole: files that small are split by hand in a minute. */
const MIN_FUNCTIONS = 6;
/** A part of fewer functions, or of fewer lines, is no reason to touch a file. */
const MIN_PART = { functions: 2, lines: 12 } as const;
/** Cost units; shared code costs nothing across a boundary, so taking it to its one user need not save any. */
const MIN_SAVING = 1;

/**
 * Modules to split, sorted. Pure.
 *
 * @example splitModules({ facts, serviceOf, isShared: () => false }, new FunctionIndex(facts.functions))[0]?.parts
 */
export function splitModules(
  input: SplitInput,
  index = new FunctionIndex(input.facts.functions),
): ModuleSplit[] {
  const { facts, serviceOf, isShared } = input;
  const candidates = facts.modules.filter(
    ({ path, role }) =>
      !APART.has(role) &&
      (input.decided?.has(path) ||
        (!input.isWhole?.(path) &&
          (serviceOf(path) !== null || isShared(path)) &&
          (index.byModule.get(path)?.length ?? 0) >= MIN_FUNCTIONS)),
  );
  if (candidates.length === 0) return [];
  const votes = new FunctionVotes(facts, index, serviceOf, new Set(candidates.map(({ path }) => path)));
  const taken = new Set(facts.modules.map(({ path }) => path));
  const touched = new TouchedFacts(facts);
  return candidates.flatMap(({ path }): ModuleSplit[] => {
    const functions = index.byModule.get(path) ?? [];
    const decided = input.decided?.get(path);
    const before = serviceOf(path);
    // Whom people leave with their file is no part of it; that they name it keeps it from being taken away.
    const movable = decided ? functions.filter(({ name }) => decided.get(name) !== before) : functions;
    const proposed = partsOf(path, movable, decided ?? votes.placesOf(path), taken, decided !== undefined);
    if (proposed.length === 0) return [];
    const isFixed = decided !== undefined || before === null || (input.isPinned?.(path) ?? false);
    const { home, parts: offered } = isFixed
      ? { home: before, parts: proposed }
      : housed(before, proposed, functions);
    const own = before === null ? touched.usesOf(path) : touched.by(path);
    const priceOf = (parts: readonly ServicePart[], at = home): number =>
      priceWith({ path, home: at, parts }, own, index, input);
    const parts = decided ? offered : worthwhile(offered, priceOf);
    const saves = Math.round((priceOf([], before) - priceOf(parts)) * 10) / 10;
    const isWorthwhile =
      decided !== undefined ||
      (before === null ? saves >= 0 : saves >= MIN_SAVING && isLargeEnough(staying(functions, parts)));
    return parts.length > 0 && isWorthwhile ? [{ module: path, home, parts, saves }] : [];
  });
}

/** Where next to nothing stays, the largest part is the rest: the file moves there. */
function housed(
  home: string,
  parts: readonly ServicePart[],
  functions: readonly FunctionFacts[],
): { readonly home: string; readonly parts: readonly ServicePart[] } {
  if (isLargeEnough(staying(functions, parts))) return { home, parts };
  const [largest] = [...parts].sort((a, b) => b.functions.size - a.functions.size);
  return largest
    ? { home: largest.service, parts: parts.filter((part) => part !== largest) }
    : { home, parts };
}

function partsOf(
  module: string,
  functions: readonly FunctionFacts[],
  placed: ReadonlyMap<string, string>,
  taken: ReadonlySet<string>,
  isDecided: boolean,
): ServicePart[] {
  const groups = Map.groupBy(
    functions.filter(({ name }) => placed.has(name)),
    ({ name }) => placed.get(name) as string,
  );
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .filter(([, own]) => isDecided || isLargeEnough(own))
    .map(([service, own]) => ({
      module,
      service,
      functions: new Set(own.map(({ name }) => name)),
      path: freePath(`${module}#${service}`, taken),
    }));
}

function isLargeEnough(functions: readonly FunctionFacts[]): boolean {
  const lines = functions.reduce((sum, { line, endLine }) => sum + endLine - line + 1, 0);
  return functions.length >= MIN_PART.functions && lines >= MIN_PART.lines;
}

/** What stays at home; a module that nothing stays of is moved, not split. */
function staying(functions: readonly FunctionFacts[], parts: readonly ServicePart[]): FunctionFacts[] {
  return functions.filter(({ name }) => !parts.some((part) => part.functions.has(name)));
}

/** A file may be called like the part of another. */
function freePath(path: string, taken: ReadonlySet<string>): string {
  return taken.has(path) ? freePath(`${path}#`, taken) : path;
}

/** Drops parts, the least useful first, while that makes the cut cheaper. */
function worthwhile(
  proposed: readonly ServicePart[],
  priceOf: (parts: readonly ServicePart[]) => number,
): readonly ServicePart[] {
  let parts = proposed;
  let price = priceOf(parts);
  while (parts.length > 0) {
    const kept = parts;
    const [best] = kept
      .map((part) => {
        const rest = kept.filter((other) => other !== part);
        return { rest, price: priceOf(rest) };
      })
      .sort((a, b) => a.price - b.price);
    if (!best || best.price >= price) break;
    ({ rest: parts, price } = best);
  }
  return parts;
}

/** Cost of the seams among the facts that a module touches, with some of its functions in parts. */
function priceWith(
  { path: module, home, parts }: Pick<ModuleSplit, 'home' | 'parts'> & { readonly path: string },
  touched: Facts,
  index: FunctionIndex,
  { serviceOf, decidedOwners }: SplitInput,
): number {
  const expanded = expandFacts(touched, index, parts);
  const services = new Map(parts.map(({ path, service }) => [path, service]));
  const serviceOfPart: ServiceOf = (path) =>
    path === module ? home : (services.get(path) ?? serviceOf(path));
  const owners = tableOwners(expanded, serviceOfPart);
  return costOf(
    findSeams(expanded, serviceOfPart, (table) => decidedOwners?.get(table) ?? owners.get(table) ?? null),
  );
}
