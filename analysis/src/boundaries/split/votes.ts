/**
 * Which service each function of a candidate works for: by the owners of the tables it touches, by who calls it and by whom it
 * calls. The three count alike, and one that says nothing is left out.
 */
import type { Facts, FunctionFacts } from '../../graph/facts.ts';
import type { ServiceOf } from '../migration-cost.ts';
import type { FunctionIndex } from './function-index.ts';

/** Share of the votes that a service needs for a function to leave its home. */
const DOMINANCE = 2 / 3;
/** In voices: half of what one says when it is sure. A call of one widely used helper is no reason to move. */
const MIN_STRENGTH = 0.5;
/** Functions vote for each other's neighbours too: what a helper is for is known after those that call it. */
const ROUNDS = 4;
/** As in ownership: who writes a table says more than who reads it. */
const TABLE_WEIGHT = { W: 4, R: 1 } as const;

type Votes = Map<string, number>;
type Direction = 'callers' | 'callees';

export class FunctionVotes {
  readonly #index: FunctionIndex;
  readonly #homeOf: ServiceOf;
  readonly #candidates: ReadonlySet<string>;
  readonly #access = new Map<FunctionFacts, Facts['access'][number][]>();
  readonly #foreignAccess: readonly Facts['access'][number][];
  #breadths: Readonly<Record<Direction, Map<FunctionFacts, number>>> = {
    callers: new Map(),
    callees: new Map(),
  };
  #places = new Map<FunctionFacts, string | null>();
  #owners = new Map<string, string>();

  constructor(facts: Facts, index: FunctionIndex, homeOf: ServiceOf, candidates: readonly string[]) {
    this.#index = index;
    this.#homeOf = homeOf;
    this.#candidates = new Set(candidates);
    this.#foreignAccess = facts.access.filter(({ module }) => !this.#candidates.has(module));
    for (const access of facts.access) {
      const own = this.#candidates.has(access.module) ? index.at(access.module, access.line) : undefined;
      if (own) this.#access.set(own, [...(this.#access.get(own) ?? []), access]);
    }
    this.#owners = this.#ownersNow(false);
    for (let round = 0; round < ROUNDS; round += 1) {
      this.#places = this.#judgeAll();
      this.#breadths = { callers: new Map(), callees: new Map() };
      this.#owners = this.#ownersNow(true);
    }
  }

  /** Functions of a module that leave its home: name → service. */
  placesOf(module: string): Map<string, string> {
    const home = this.#homeOf(module);
    const functions = this.#index.byModule.get(module) ?? [];
    const leaving = new Map(
      functions.flatMap((own): [string, string][] => {
        const service = this.#places.get(own) ?? null;
        return service === null || service === home ? [] : [[own.name, service]];
      }),
    );
    for (const [ofClass, methods] of Map.groupBy(functions, ({ name }) => classOf(name))) {
      if (ofClass === null) continue;
      const [service, ...others] = new Set(methods.map(({ name }) => leaving.get(name)));
      const goesWhole = service !== undefined && others.length === 0;
      for (const { name } of methods) {
        // A constructor makes the whole class. And a class that everybody shares is one thing: others may extend it.
        if (!goesWhole && (home === null || name.endsWith('.constructor'))) leaving.delete(name);
      }
    }
    return leaving;
  }

  #judgeAll(): Map<FunctionFacts, string | null> {
    const next = new Map<FunctionFacts, string | null>();
    for (const module of this.#candidates)
      for (const own of this.#index.byModule.get(module) ?? []) next.set(own, this.#judge(own));
    return next;
  }

  /** `null`: home. */
  #judge(own: FunctionFacts): string | null {
    const home = this.#homeOf(own.module);
    const callers = this.#voteOfFunctions(own, 'callers');
    const callees = this.#voteOfFunctions(own, 'callees');
    if (home === null) return this.#onlyUserOf(own, callers);
    const shares: Votes = new Map();
    for (const votes of [this.#voteOfTables(own), callers, callees]) {
      const all = total(votes);
      // A voice of less than one file, as of a registry alone, stays weak.
      for (const [service, vote] of votes) bump(shares, service, vote / Math.max(1, all));
    }
    const [first] = [...shares].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    if (!first) return null;
    const [service, share] = first;
    return share >= DOMINANCE * total(shares) && share >= MIN_STRENGTH ? service : null;
  }

  /** Shared code stays shared unless all that uses it is one service: no start-up, no other shared code. */
  #onlyUserOf(own: FunctionFacts, callers: Votes): string | null {
    const [service] = callers.keys();
    const areAllInServices = this.#index.callersOf(own).every((caller) => this.#serviceOf(caller) !== null);
    return callers.size === 1 && areAllInServices ? (service ?? null) : null;
  }

  /**
   * One vote a file, however many of its functions take part. A helper that five services call, and a registry that calls into
   * five, say a fifth.
   */
  #voteOfFunctions(own: FunctionFacts, direction: Direction): Votes {
    const strongest = new Map<string, { service: string; weight: number }>();
    for (const other of this.#neighbours(own, direction)) {
      const service = this.#serviceOf(other);
      // A neighbour in the same file that has no place of its own yet says nothing but "home".
      if (service === null || (other.module === own.module && !this.#places.get(other))) continue;
      const weight = 1 / Math.max(1, this.#breadth(other, direction === 'callers' ? 'callees' : 'callers'));
      const key = other.module === own.module ? `${service}#` : other.module;
      const known = strongest.get(key);
      if (!known || known.weight < weight) strongest.set(key, { service, weight });
    }
    const votes: Votes = new Map();
    for (const { service, weight } of strongest.values()) bump(votes, service, weight);
    return votes;
  }

  #neighbours(own: FunctionFacts, direction: Direction): readonly FunctionFacts[] {
    return direction === 'callers' ? this.#index.callersOf(own) : this.#index.calleesOf(own);
  }

  /** Number of services among the neighbours of a function. */
  #breadth(own: FunctionFacts, direction: Direction): number {
    const known = this.#breadths[direction].get(own);
    if (known !== undefined) return known;
    const services = new Set(this.#neighbours(own, direction).map((one) => this.#serviceOf(one)));
    services.delete(null);
    this.#breadths[direction].set(own, services.size);
    return services.size;
  }

  #serviceOf(own: FunctionFacts): string | null {
    return this.#places.get(own) ?? this.#homeOf(own.module);
  }

  #voteOfTables(own: FunctionFacts): Votes {
    const votes: Votes = new Map();
    for (const { table, mode } of this.#access.get(own) ?? []) {
      const owner = this.#owners.get(table);
      if (owner !== undefined) bump(votes, owner, TABLE_WEIGHT[mode]);
    }
    return votes;
  }

  /** Owners by what everybody else does with a table, at first; then with what the functions do where they now stand. */
  #ownersNow(withCandidates: boolean): Map<string, string> {
    const scores = new Map<string, Votes>();
    const score = (table: string, service: string | null, mode: 'R' | 'W'): void => {
      if (service === null) return;
      const row = scores.get(table) ?? new Map<string, number>();
      scores.set(table, row);
      bump(row, service, TABLE_WEIGHT[mode]);
    };
    for (const { table, module, mode } of this.#foreignAccess) score(table, this.#homeOf(module), mode);
    if (withCandidates)
      for (const [own, list] of this.#access)
        for (const { table, mode } of list) score(table, this.#serviceOf(own), mode);
    return new Map(
      [...scores].flatMap(([table, row]): [string, string][] => {
        const [first] = [...row].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
        return first ? [[table, first[0]]] : [];
      }),
    );
  }
}

/** `Cart` of `Cart.add`; `null` for functions at the top of a file. */
function classOf(name: string): string | null {
  return /^([\w$]+)\.[\w$#]+$/.exec(name)?.[1] ?? null;
}

function total(votes: Votes): number {
  return [...votes.values()].reduce((sum, vote) => sum + vote, 0);
}

function bump(votes: Votes, service: string, by: number): void {
  votes.set(service, (votes.get(service) ?? 0) + by);
}
