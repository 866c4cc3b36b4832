import { getOrCreate } from '../../get-or-create.ts';
import type { Difference, DifferenceKind } from '../diff/difference.ts';
import { typeOf } from '../lift/tree.ts';
import type { NoiseReason, Peculiarity } from '../noise/classify.ts';
import { distanceOf, shapeOf } from '../noise/shape.ts';
import { keepSample } from './reservoir.ts';

/**
 * Counters of comparisons by endpoint, field and shape of difference. Plain data: it can be stored as JSON and ledgers of
 * several processes or days merge by adding.
 */
export interface Ledger {
  readonly endpoints: Map<string, EndpointCounts>;
}

export interface EndpointCounts {
  compared: number;
  /** How often the monolith was set against itself, on a sample drawn blindly. */
  pairs: number;
  /** How often a difference was looked at again. */
  looks: number;
  /** Comparisons in which nothing could be compared (no answer on both sides, or a budget ran out). */
  uncompared: number;
  readonly fields: Map<string, FieldCounts>;
  /** Comparisons by the exact set of differences they had: tells in the end how many of them match. */
  readonly combinations: Map<string, number>;
}

export interface FieldCounts {
  readonly path: string;
  readonly kind: DifferenceKind;
  /** Differences that their values alone explain, by reason. */
  readonly explained: Map<NoiseReason, number>;
  readonly shapes: Map<string, ShapeCounts>;
}

/** Of two answers set against a third, the monolith's, only one differed in some way: the service's, or the monolith's own repeat. */
export interface Discordance {
  serviceOnly: number;
  monolithOnly: number;
}

export interface ShapeCounts {
  /** Comparisons that showed this difference. */
  seen: number;
  /** Of pairs and second looks. */
  readonly repeats: Discordance;
  /** Of second looks at requests where this difference had come again the time before. */
  readonly persistent: Discordance;
  /** How often the monolith's own repeat differed in this way, whatever the service did. */
  own: number;
  /** Second looks that showed the same difference, with a monolith that agreed with itself. */
  reproduced: number;
  /** Second looks in which it was gone. */
  gone: number;
  /** Differences that could not be asked for again (writes, recordings, no budget left). */
  final: number;
  readonly examples: Example[];
}

/** One stored difference, redacted. */
export interface Example {
  readonly request: string;
  readonly left: string;
  readonly right: string;
  /** A command that asks for it again, where secrets stand as placeholders. */
  readonly curl?: string;
  /** When it was seen, in milliseconds since 1970, and by whom (a hash): what retention and erasing go by. */
  readonly atMs?: number;
  readonly caller?: string;
}

/** A difference that values alone did not explain, or why they did. */
export interface Finding {
  readonly difference: Difference;
  readonly because?: NoiseReason | undefined;
  readonly peculiarity?: Peculiarity;
}

/** Ends the shape of texts that have the form of the field's ids but do not look random. */
export const ODD = '?';
const PECULIAR: Readonly<Record<Peculiarity, string>> = { contradiction: '!', odd: ODD };

const EXAMPLES_PER_SHAPE = 3;
/**
 * Shapes kept apart per field, fields and combinations per endpoint; later ones share one last entry, as do combinations of
 * very many differences. Names of fields come from outside, so their length is bounded too.
 */
const MAX_SHAPES = 40;
const MAX_FIELDS = 1_000;
const MAX_COMBINATIONS = 2_000;
const LONGEST_PATH = 500;
const LONGEST_COMBINATION = 8_192;
export const OTHER_SHAPES = 'other';
export const OTHER_FIELDS = '(other fields)';
export const OTHER_COMBINATIONS = '*';

export function emptyLedger(): Ledger {
  return { endpoints: new Map() };
}

export function endpointCounts(ledger: Ledger, endpoint: string): EndpointCounts {
  let counts = ledger.endpoints.get(endpoint);
  if (!counts) {
    counts = { compared: 0, pairs: 0, looks: 0, uncompared: 0, fields: new Map(), combinations: new Map() };
    ledger.endpoints.set(endpoint, counts);
  }
  return counts;
}

export function fieldKey(path: string, kind: DifferenceKind): string {
  return `${kind} ${path}`;
}

/**
 * Groups differences that would have the same cause: by what came, and for numbers by how far off. Where a thing is gone,
 * new or of another type, its form says nothing of the cause.
 */
function differenceShape(difference: Difference): string {
  const { left, right, kind } = difference;
  if (kind === 'order') return kind;
  if (kind !== 'value') return `${typeOfSide(left)}>${typeOfSide(right)}`;
  const distance = distanceOf(left, right);
  return distance === undefined ? shapeOf(right) : `${shapeOf(right)}~${distance}`;
}

function typeOfSide(side: Difference['left']): string {
  return 'scalar' in side ? typeOf(side.scalar) : side.type;
}

function shapeCounts(
  counts: EndpointCounts,
  { difference, peculiarity }: Finding,
): { field: FieldCounts; shape: ShapeCounts; id: string } {
  const field = fieldCounts(counts, difference);
  let name = `${differenceShape(difference)}${peculiarity ? PECULIAR[peculiarity] : ''}`;
  if (!field.shapes.has(name) && field.shapes.size >= MAX_SHAPES) name = OTHER_SHAPES;
  let shape = field.shapes.get(name);
  if (!shape) {
    shape = {
      seen: 0,
      repeats: { serviceOnly: 0, monolithOnly: 0 },
      persistent: { serviceOnly: 0, monolithOnly: 0 },
      own: 0,
      reproduced: 0,
      gone: 0,
      final: 0,
      examples: [],
    };
    field.shapes.set(name, shape);
  }
  return { field, shape, id: `${fieldKey(field.path, field.kind)} ${name}` };
}

function fieldCounts(counts: EndpointCounts, { path: whole, kind }: Difference): FieldCounts {
  const path = whole.length > LONGEST_PATH ? `${whole.slice(0, LONGEST_PATH)}…` : whole;
  const known = counts.fields.get(fieldKey(path, kind));
  if (known) return known;
  const isFull = counts.fields.size >= MAX_FIELDS;
  const key = fieldKey(isFull ? OTHER_FIELDS : path, kind);
  return getOrCreate(counts.fields, key, () => ({
    path: isFull ? OTHER_FIELDS : path,
    kind,
    explained: new Map(),
    shapes: new Map(),
  }));
}

/** What one comparison adds. `canRepeat`: a second look may follow, so a difference is not final yet. */
export interface Observation {
  readonly findings: readonly Finding[];
  readonly canRepeat: boolean;
  readonly example: (difference: Difference) => Example;
  readonly random: () => number;
}

/** Adds one comparison of the service with the monolith. A path that differs several times in one answer counts once. */
export function addComparison(counts: EndpointCounts, observation: Observation): void {
  counts.compared += 1;
  const open = new Set<string>();
  const explained = new Set<string>();
  for (const finding of observation.findings) {
    const { difference, because } = finding;
    if (difference.kind === 'uncompared') {
      counts.uncompared += 1;
      continue;
    }
    if (because !== undefined) {
      const key = `${fieldKey(difference.path, difference.kind)} ${because}`;
      if (explained.has(key)) continue;
      explained.add(key);
      const field = fieldCounts(counts, difference);
      field.explained.set(because, (field.explained.get(because) ?? 0) + 1);
      continue;
    }
    const { shape, id } = shapeCounts(counts, finding);
    if (open.has(id)) continue;
    open.add(id);
    shape.seen += 1;
    if (!observation.canRepeat) shape.final += 1;
    keepSample(
      shape.examples,
      shape.seen,
      () => observation.example(difference),
      EXAMPLES_PER_SHAPE,
      observation.random,
    );
  }
  addCombination(counts, [...open].sort().join('\n'));
}

function addCombination(counts: EndpointCounts, combination: string): void {
  const isKept =
    counts.combinations.has(combination) ||
    (counts.combinations.size < MAX_COMBINATIONS && combination.length <= LONGEST_COMBINATION);
  const key = isKept ? combination : OTHER_COMBINATIONS;
  counts.combinations.set(key, (counts.combinations.get(key) ?? 0) + 1);
}

/**
 * Adds what the monolith's own repeat showed beside a comparison: per shape, who differed from the first answer.
 * Only unexplained differences take part.
 */
export function addPair(
  counts: EndpointCounts,
  service: readonly Finding[],
  monolith: readonly Finding[],
): void {
  counts.pairs += 1;
  countDiscordance(counts, service, monolith);
}

/** A second look: both sides asked afresh for a request that had shown `suspects`. */
export interface Look {
  readonly suspects: readonly Finding[];
  readonly service: readonly Finding[];
  readonly monolith: readonly Finding[];
  /** The suspects came again the time before as well. */
  readonly isFurther: boolean;
}

/** Adds a second look. Gives the suspects that came again while the monolith agreed with itself. */
export function addLook(counts: EndpointCounts, { suspects, service, monolith, isFurther }: Look): Finding[] {
  counts.looks += 1;
  countDiscordance(counts, service, monolith);
  const ofService = openDifferences(counts, service);
  const ofMonolith = openDifferences(counts, monolith);
  const cameAgain = new Set<string>();
  for (const [id, shape] of openDifferences(counts, suspects)) {
    const inService = ofService.has(id);
    const inMonolith = ofMonolith.has(id);
    if (!inService) shape.gone += 1;
    else if (!inMonolith) {
      shape.reproduced += 1;
      cameAgain.add(id);
    }
    if (isFurther && inService !== inMonolith) {
      if (inService) shape.persistent.serviceOnly += 1;
      else shape.persistent.monolithOnly += 1;
    }
  }
  return suspects.filter(
    (finding) => finding.because === undefined && cameAgain.has(shapeCounts(counts, finding).id),
  );
}

function countDiscordance(
  counts: EndpointCounts,
  service: readonly Finding[],
  monolith: readonly Finding[],
): void {
  const ofService = openDifferences(counts, service);
  const ofMonolith = openDifferences(counts, monolith);
  for (const [id, shape] of ofService) if (!ofMonolith.has(id)) shape.repeats.serviceOnly += 1;
  for (const [id, shape] of ofMonolith) {
    shape.own += 1;
    if (!ofService.has(id)) shape.repeats.monolithOnly += 1;
  }
}

/** The unexplained differences of one answer, each shape once. */
export function openDifferences(
  counts: EndpointCounts,
  findings: readonly Finding[],
): ReadonlyMap<string, ShapeCounts> {
  const open = new Map<string, ShapeCounts>();
  for (const finding of findings) {
    if (finding.because !== undefined || finding.difference.kind === 'uncompared') continue;
    const { id, shape } = shapeCounts(counts, finding);
    open.set(id, shape);
  }
  return open;
}
