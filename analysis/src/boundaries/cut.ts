/** From labels of the modules to a whole cut: refined, named, with god objects shared out, owners and seams. */
import type { Facts } from '../graph/facts.ts';
import type { Seam } from './boundaries.ts';
import type { Constraints } from './constraints.ts';
import type { Doors, LabelOf } from './doors.ts';
import type { Evidence } from './evidence/evidence.ts';
import { costOf, type FileOf, findSeams, type ServiceOf } from './migration-cost.ts';
import type { NameOf, Namer } from './naming.ts';
import { tableOwners } from './ownership.ts';
import { type Partition, UNLINKED } from './partition.ts';
import { type RefinedCut, refineCut } from './refine/refine-cut.ts';
import { expandFacts } from './split/expand-facts.ts';
import type { FunctionIndex } from './split/function-index.ts';
import { type ModuleSplit, splitModules } from './split/split-modules.ts';

/** What every cut of one code base is made from. */
export interface CutSource {
  readonly facts: Facts;
  readonly index: FunctionIndex;
  readonly evidence: Evidence;
  readonly partition: Partition;
  readonly namer: Namer;
  /** Modules outside every service, with the word for why. */
  readonly outside: ReadonlyMap<string, string>;
  /** Those of them that go with the service that they open. */
  readonly doors: Doors;
}

/** Label of each module, doors included; negative: in no service. */
export function placesOf(
  { evidence, outside, doors }: Pick<CutSource, 'evidence' | 'outside' | 'doors'>,
  labels: Int32Array,
): LabelOf {
  const inside = new Map<string, number>();
  evidence.modules.forEach((path, i) => {
    if (!outside.has(path)) inside.set(path, labels[i] as number);
  });
  const labelOf: LabelOf = (path) => inside.get(path) ?? UNLINKED;
  const homes = doors(labelOf);
  return (path) => homes.get(path) ?? labelOf(path);
}

export interface Labels {
  /** One label a module. */
  readonly labels: Int32Array;
  /** Names that people gave, by label. */
  readonly names: ReadonlyMap<number, string>;
}

export interface Cut {
  /** With the parts of split modules as modules of their own. */
  readonly facts: Facts;
  readonly fileOf: FileOf;
  readonly labels: Int32Array;
  readonly nameOf: NameOf;
  readonly serviceOf: ServiceOf;
  readonly ownerOf: ServiceOf;
  readonly owners: ReadonlyMap<string, string>;
  readonly splits: readonly ModuleSplit[];
  readonly seams: readonly Seam[];
  /** In migration cost units. */
  readonly cost: number;
  readonly moves: RefinedCut['moves'];
}

/**
 * The cut after moves that make it cheaper. They are searched for module by module; where the price by function does not
 * agree, the plain cut stays.
 *
 * @param plain the cut as the labels say.
 */
export function refinedCut(source: CutSource, plain: Cut, given: Labels, constraints?: Constraints): Cut {
  const labelOf = new Map([...given.names].map(([label, name]) => [name, label]));
  const refined = refineCut(given.labels, {
    ...source,
    isOutside: (path) => source.outside.has(path),
    constraints,
    labelOf: (service) => labelOf.get(service),
  });
  if (refined.moves.length === 0) return plain;
  const cut = cutOf(source, { ...given, labels: refined.labels }, constraints, refined);
  return cut.cost < plain.cost ? cut : plain;
}

/** The cut as the labels say. */
export function cutOf(
  source: CutSource,
  { labels, names }: Labels,
  constraints?: Constraints,
  refined?: RefinedCut,
): Cut {
  const { facts, index, evidence, outside } = source;
  const nameOf = source.namer(labels, names);
  const homes = new Map<string, string>();
  const placeOf = placesOf(source, labels);
  for (const path of evidence.modules) {
    const name = nameOf(placeOf(path));
    if (name !== null) homes.set(path, name);
  }
  const decidedOwners = ownersDecided(refined, nameOf, constraints);
  const splits = splitModules(
    {
      facts,
      serviceOf: (path) => homes.get(path) ?? null,
      isShared: (path) => outside.get(path) === 'shared-kernel',
      decidedOwners,
      ...(constraints && {
        isPinned: (path: string) => constraints.pinned.has(path),
        isWhole: (path: string) => constraints.whole.has(path),
        decided: constraints.functions,
      }),
    },
    index,
  );
  const services = new Map(homes);
  const files = new Map<string, string>();
  for (const { module, home, parts } of splits) {
    if (home !== null) services.set(module, home);
    for (const { path, service } of parts) {
      services.set(path, service);
      files.set(path, module);
    }
  }
  const serviceOf: ServiceOf = (path) => services.get(path) ?? null;
  const fileOf: FileOf = (module) => files.get(module) ?? module;
  const expanded = expandFacts(
    facts,
    index,
    splits.flatMap((split) => split.parts),
  );
  const owners = tableOwners(expanded, serviceOf);
  for (const [table, service] of decidedOwners) owners.set(table, service);
  const ownerOf: ServiceOf = (table) => owners.get(table) ?? null;
  const seams = findSeams(expanded, serviceOf, ownerOf, fileOf);
  return {
    facts: expanded,
    fileOf,
    labels,
    nameOf,
    serviceOf,
    ownerOf,
    owners,
    splits,
    seams,
    cost: costOf(seams),
    moves: refined?.moves ?? [],
  };
}

/** People's word is stronger than what is cheaper. */
function ownersDecided(
  refined: RefinedCut | undefined,
  nameOf: NameOf,
  constraints: Constraints | undefined,
): Map<string, string> {
  const owners = new Map<string, string>();
  for (const [table, label] of refined?.tables ?? []) {
    const name = nameOf(label);
    if (name !== null) owners.set(table, name);
  }
  for (const [table, service] of constraints?.tables ?? []) owners.set(table, service);
  return owners;
}
