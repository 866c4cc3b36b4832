/**
 * Which service each function of a candidate works for: by the owners of the tables it touches, by who calls it and by whom it
 * calls. The three count alike, and one that says nothing is left out.
 *
 * Functions, modules and services are numbers here: large trees have 40 000 functions, and each is judged in every round.
 */
import type { AccessMode, Facts } from '../../graph/facts.ts';
import type { ServiceOf } from '../migration-cost.ts';
import { Ballot } from './ballot.ts';
import type { FunctionIndex } from './function-index.ts';

/** Share of the votes that a service needs for a function to leave its home. */
const DOMINANCE = 2 / 3;
/** In voices: half of what one says when it is sure. A call of one widely used helper is no reason to move. */
const MIN_STRENGTH = 0.5;
/** Functions vote for each other's neighbours too: what a helper is for is known after those that call it. */
const ROUNDS = 4;
/** As in ownership: who writes a table says more than who reads it. */
const TABLE_WEIGHT = { W: 4, R: 1 } as const;

/** In place of a service: shared code, or a place that is not known yet. */
const NONE = -1;

type Direction = 'callers' | 'callees';

interface TableUse {
  readonly table: number;
  readonly mode: AccessMode;
}

export class FunctionVotes {
  readonly #index: FunctionIndex;
  readonly #homes: Homes;
  /** By function: its module's number, and whether its place is asked for. */
  readonly #moduleOf: Int32Array;
  readonly #isJudged: Uint8Array;
  /** Table uses of the functions that are judged, and what all other code does with each table: service, mode. */
  readonly #uses = new Map<number, TableUse[]>();
  readonly #foreignUses: readonly (TableUse & { readonly service: number })[];
  readonly #tableCount: number;
  /** By function: where it goes, `NONE` for home; and the service that it works for now. */
  #places: Int32Array;
  #services: Int32Array;
  #owners: Int32Array;
  /** By function: how many services there are among its neighbours; −1 until somebody asks. */
  readonly #breadths: Readonly<Record<Direction, Int32Array>>;
  readonly #tables: Ballot;
  readonly #callers: Ballot;
  readonly #callees: Ballot;
  readonly #shares: Ballot;
  readonly #strongest: StrongestVotes;

  constructor(facts: Facts, index: FunctionIndex, homeOf: ServiceOf, candidates: ReadonlySet<string>) {
    const { functions } = index;
    this.#index = index;
    this.#homes = new Homes(
      [...functions.map(({ module }) => module), ...facts.access.map(({ module }) => module)],
      homeOf,
    );
    this.#moduleOf = Int32Array.from(functions, ({ module }) => this.#homes.module(module));
    this.#isJudged = Uint8Array.from(functions, ({ module, name }) =>
      Number(name !== '' && candidates.has(module)),
    );
    const tables = new Map<string, number>();
    const foreignUses: (TableUse & { service: number })[] = [];
    for (const access of facts.access) {
      const table = tables.get(access.table) ?? tables.size;
      tables.set(access.table, table);
      const use = { table, mode: access.mode };
      if (!candidates.has(access.module)) {
        foreignUses.push({ ...use, service: this.#homes.of(this.#homes.module(access.module)) });
        continue;
      }
      const own = index.at(access.module, access.line);
      const number = own && index.number(own.module, own.name);
      if (number === undefined) continue;
      const uses = this.#uses.get(number);
      if (uses) uses.push(use);
      else this.#uses.set(number, [use]);
    }
    this.#foreignUses = foreignUses;
    this.#tableCount = tables.size;
    this.#places = new Int32Array(functions.length).fill(NONE);
    this.#services = this.#servicesNow();
    this.#breadths = { callers: new Int32Array(functions.length), callees: new Int32Array(functions.length) };
    const services = this.#homes.services.length;
    this.#tables = new Ballot(services);
    this.#callers = new Ballot(services);
    this.#callees = new Ballot(services);
    this.#shares = new Ballot(services);
    this.#strongest = new StrongestVotes(this.#homes.count, services);
    this.#owners = this.#ownersNow('of others');
    for (let round = 0; round < ROUNDS; round += 1) {
      const places = this.#judgeAll();
      const owners = this.#owners;
      const isSettled = places.every((place, own) => place === this.#places[own]);
      this.#places = places;
      this.#services = this.#servicesNow();
      this.#owners = this.#ownersNow('of all');
      if (isSettled && this.#owners.every((owner, table) => owner === owners[table])) break;
    }
  }

  /** Functions of a module that leave its home: name → service. */
  placesOf(module: string): Map<string, string> {
    const home = this.#homes.of(this.#homes.module(module));
    const functions = this.#index.byModule.get(module) ?? [];
    const leaving = new Map(
      functions.flatMap(({ name }): [string, string][] => {
        const place = this.#places[this.#index.number(module, name) ?? -1] ?? NONE;
        const service = this.#homes.services[place];
        return service === undefined || place === home ? [] : [[name, service]];
      }),
    );
    for (const [ofClass, methods] of Map.groupBy(functions, ({ name }) => classOf(name))) {
      if (ofClass === null) continue;
      const [service, ...others] = new Set(methods.map(({ name }) => leaving.get(name)));
      const goesWhole = service !== undefined && others.length === 0;
      for (const { name } of methods) {
        // A constructor makes the whole class. And a class that everybody shares is one thing: others may extend it.
        if (!goesWhole && (home === NONE || name.endsWith('.constructor'))) leaving.delete(name);
      }
    }
    return leaving;
  }

  #judgeAll(): Int32Array {
    this.#breadths.callers.fill(-1);
    this.#breadths.callees.fill(-1);
    return this.#places.map((_, own) => (this.#isJudged[own] ? this.#judge(own) : NONE));
  }

  #judge(own: number): number {
    this.#countFunctions(own, 'callers', this.#callers);
    if (this.#homes.of(this.#moduleOf[own]) === NONE) return this.#onlyUserOf(own);
    this.#countTables(own);
    this.#countFunctions(own, 'callees', this.#callees);
    const shares = this.#shares;
    shares.clear();
    for (const votes of [this.#tables, this.#callers, this.#callees]) {
      // A voice of less than one file, as of a registry alone, stays weak.
      const all = Math.max(1, votes.total);
      for (const service of votes.services) shares.add(service, votes.of(service) / all);
    }
    const { first } = shares;
    if (first < 0) return NONE;
    const share = shares.of(first);
    return share >= DOMINANCE * shares.total && share >= MIN_STRENGTH ? first : NONE;
  }

  /** Shared code stays shared unless all that uses it is one service: no start-up, no other shared code. */
  #onlyUserOf(own: number): number {
    const [service = NONE, ...others] = this.#callers.services;
    const areAllInServices = this.#neighbours(own, 'callers').every(
      (caller) => this.#services[caller] !== NONE,
    );
    return others.length === 0 && areAllInServices ? service : NONE;
  }

  /**
   * One vote a file, however many of its functions take part. A helper that five services call, and a registry that calls into
   * five, say a fifth.
   */
  #countFunctions(own: number, direction: Direction, ballot: Ballot): void {
    const module = this.#moduleOf[own] as number;
    const back = direction === 'callers' ? 'callees' : 'callers';
    this.#strongest.clear();
    for (const other of this.#neighbours(own, direction)) {
      const service = this.#services[other] as number;
      if (service === NONE) continue;
      const isInside = this.#moduleOf[other] === module;
      // A neighbour in the same file that has no place of its own yet says nothing but "home".
      if (isInside && this.#places[other] === NONE) continue;
      const weight = 1 / Math.max(1, this.#breadth(other, back));
      if (isInside) this.#strongest.ofPart(service, weight);
      else this.#strongest.ofModule(this.#moduleOf[other] as number, service, weight);
    }
    this.#strongest.count(ballot);
  }

  #countTables(own: number): void {
    this.#tables.clear();
    for (const { table, mode } of this.#uses.get(own) ?? []) {
      const owner = this.#owners[table] as number;
      if (owner !== NONE) this.#tables.add(owner, TABLE_WEIGHT[mode]);
    }
  }

  #neighbours(own: number, direction: Direction): readonly number[] {
    return this.#index[direction][own] ?? [];
  }

  #breadth(own: number, direction: Direction): number {
    const known = this.#breadths[direction][own] as number;
    if (known >= 0) return known;
    const services = new Set<number>();
    for (const other of this.#neighbours(own, direction)) services.add(this.#services[other] as number);
    services.delete(NONE);
    this.#breadths[direction][own] = services.size;
    return services.size;
  }

  #servicesNow(): Int32Array {
    return this.#places.map((place, own) => (place === NONE ? this.#homes.of(this.#moduleOf[own]) : place));
  }

  /** Owners by what everybody else does with a table, at first; then with what the functions do where they now stand. */
  #ownersNow(uses: 'of others' | 'of all'): Int32Array {
    const scores = Array.from({ length: this.#tableCount }, () => new Map<number, number>());
    const score = (service: number, { table, mode }: TableUse): void => {
      const row = scores[table];
      if (row && service !== NONE) row.set(service, (row.get(service) ?? 0) + TABLE_WEIGHT[mode]);
    };
    for (const use of this.#foreignUses) score(use.service, use);
    if (uses === 'of all')
      for (const [own, list] of this.#uses) for (const use of list) score(this.#services[own] as number, use);
    return Int32Array.from(scores, (row) => {
      const [first] = [...row].sort(([a, x], [b, y]) => y - x || a - b);
      return first?.[0] ?? NONE;
    });
  }
}

/** Numbers of modules and of the services that they are in; services in the order of their names. */
class Homes {
  readonly services: readonly string[];
  readonly #modules: ReadonlyMap<string, number>;
  readonly #homes: Int32Array;

  constructor(modules: readonly string[], homeOf: ServiceOf) {
    const distinct = [...new Set(modules)];
    const homes = distinct.map(homeOf);
    this.services = [...new Set(homes)].filter((home) => home !== null).sort();
    const numbers = new Map(this.services.map((service, number) => [service, number]));
    this.#modules = new Map(distinct.map((module, number) => [module, number]));
    this.#homes = Int32Array.from(homes, (home) => (home === null ? NONE : (numbers.get(home) as number)));
  }

  get count(): number {
    return this.#homes.length;
  }

  module(path: string): number {
    return this.#modules.get(path) ?? NONE;
  }

  of(module = NONE): number {
    return this.#homes[module] ?? NONE;
  }
}

/** Each file's strongest vote, and each part's of the file itself, in the order in which they first spoke. */
class StrongestVotes {
  /** Voters: modules, then the services that parts of the file go to. */
  readonly #voters: number[] = [];
  readonly #weights: Float64Array;
  readonly #services: Int32Array;
  readonly #modules: number;

  constructor(modules: number, services: number) {
    this.#modules = modules;
    this.#weights = new Float64Array(modules + services);
    this.#services = new Int32Array(modules + services);
  }

  clear(): void {
    for (const voter of this.#voters) this.#weights[voter] = 0;
    this.#voters.length = 0;
  }

  ofModule(module: number, service: number, weight: number): void {
    const known = this.#weights[module] as number;
    if (known === 0) this.#voters.push(module);
    if (weight <= known) return;
    this.#weights[module] = weight;
    this.#services[module] = service;
  }

  ofPart(service: number, weight: number): void {
    this.ofModule(this.#modules + service, service, weight);
  }

  count(ballot: Ballot): void {
    ballot.clear();
    for (const voter of this.#voters)
      ballot.add(this.#services[voter] as number, this.#weights[voter] as number);
  }
}

/** `Cart` of `Cart.add`; `null` for functions at the top of a file. */
function classOf(name: string): string | null {
  return /^([\w$]+)\.[\w$#]+$/.exec(name)?.[1] ?? null;
}
