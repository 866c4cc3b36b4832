/**
 * Transactions that begin and end by calls of their own instead of around a callback: `BEGIN` as text, `session.startTransaction()`,
 * `const trx = await knex.transaction()`, and own functions that do so for their callers.
 */
import { CallMap, type CallSite, callIndexOf } from '../call-index.ts';
import { dataIndexOf } from '../data/data-index.ts';
import type { FunctionRef, Program } from '../program.ts';
import { wayOf } from '../values.ts';
import type { Happening } from './happening.ts';

/** Mongoose, TypeORM's query runner, mysql2, Objection, Knex. */
const OPENING = new Set(['startTransaction', 'beginTransaction', 'transactionProvider']);
/** Words of other trades, too (IndexedDB, animations, git): they open where the same function has an end as well. */
const OPENING_WITH_END = new Set(['transaction', 'begin', 'start']);
const CLOSING = new Set([
  'commit',
  'rollback',
  'commitTransaction',
  'rollbackTransaction',
  'abortTransaction',
]);
/** Own functions around the library's call: `startTransaction(connection)` around `connection.query('BEGIN')`. */
const MAX_DEPTH = 3;

export class TransactionBrackets {
  private readonly program: Program;
  private readonly opening = new CallMap<true>();
  /** Functions that leave a transaction open for their callers, by number. */
  private readonly openers = new Set<number>();
  /** Functions that open one, whoever ends it, by number. */
  private readonly beginners = new Set<number>();
  /** Functions that end one, by number. */
  private readonly enders = new Map<number, boolean>();
  /** Calls that open a transaction, those that only do so for their callers included. */
  readonly openings: readonly CallSite[];

  constructor(program: Program) {
    this.program = program;
    const direct = [
      ...callIndexOf(program)
        .named(OPENING)
        .filter((site) => this.isLibrarys(site)),
      ...callIndexOf(program)
        .named(OPENING_WITH_END)
        .filter(
          (site) => this.isLibrarys(site) && this.isWithoutWork(site) && this.endsIn(functionAround(site)),
        ),
      ...dataIndexOf(program)
        .places.filter(({ happenings }) => happenings.some(isBegin))
        .map(({ site }) => site),
    ];
    this.openings = this.withCallers(direct);
  }

  isOpening({ path, index }: CallSite): boolean {
    return this.opening.get(path, index) === true;
  }

  /** The calls from one that opens a transaction up to the last that ends it, both included. */
  regionFrom(site: CallSite): readonly CallSite[] {
    const calls = this.program.callsIn(functionAround(site)).filter(({ index }) => index > site.index);
    const next = calls.findIndex((one) => this.isOpening(one));
    const region = next < 0 ? calls : calls.slice(0, next);
    const end = region.findLastIndex((one) => this.closes(one, 0));
    return [site, ...(end < 0 ? region : region.slice(0, end + 1))];
  }

  /** Does a function begin a transaction itself? */
  isBeginning(ref: FunctionRef): boolean {
    return this.beginners.has(this.program.numberOf(ref));
  }

  /** Whoever calls a function that leaves a transaction open opens one, too. */
  private withCallers(direct: readonly CallSite[]): CallSite[] {
    const found: CallSite[] = [];
    let sites = direct;
    for (let depth = 0; sites.length > 0 && depth <= MAX_DEPTH; depth += 1) {
      const next: CallSite[] = [];
      for (const site of sites) {
        if (this.opening.get(site.path, site.index)) continue;
        this.opening.set(site.path, site.index, true);
        found.push(site);
        const around = functionAround(site);
        const number = this.program.numberOf(around);
        this.beginners.add(number);
        if (around.function === 0 || this.openers.has(number) || this.endsIn(around)) continue;
        this.openers.add(number);
        next.push(...callIndexOf(this.program).callersOf(around));
      }
      sites = next;
    }
    return found;
  }

  private closes(site: CallSite, depth: number): boolean {
    if (dataIndexOf(this.program).happeningsAt(site.path, site.index).some(isEnd)) return true;
    if (site.call.isOutside) return false;
    const callees = this.program.callees(site.path, site.index);
    if (callees.length > 0)
      return depth < MAX_DEPTH && callees.some((callee) => this.ends(callee, depth + 1));
    return CLOSING.has(site.call.name);
  }

  private ends(ref: FunctionRef, depth: number): boolean {
    const key = this.program.numberOf(ref);
    const known = this.enders.get(key);
    if (known !== undefined) return known;
    this.enders.set(key, false);
    const found =
      !this.beginners.has(key) && this.program.callsIn(ref).some((site) => this.closes(site, depth));
    this.enders.set(key, found);
    return found;
  }

  /** Is there an end in a function, or in what is nested in it? */
  private endsIn({ path, function: outer }: FunctionRef): boolean {
    const { functions } = this.program.file(path);
    return this.program.sitesOf(path).some((site) => {
      let at = site.call.within;
      while (at >= 0 && at !== outer) at = functions[at]?.parent ?? -1;
      return at === outer && this.closes(site, 0);
    });
  }

  /** No function of the tree and nothing of the language. */
  private isLibrarys({ path, index, call }: CallSite): boolean {
    if (call.isOutside || this.program.callees(path, index).length > 0) return false;
    return wayOf(this.program.called(path, index))?.package !== 'global';
  }

  /**
   * `knex.transaction()`, but not `sequelize.transaction(work)`, IndexedDB's `db.transaction('orders')` nor what an interface of the tree
   * calls so.
   */
  private isWithoutWork({ path, index, call }: CallSite): boolean {
    if (call.callee.kind !== 'member') return false;
    const called = this.program.called(path, index);
    if (called.kind === 'typed') return false;
    if (call.name === 'start') return /(?:^|\.)transaction\.start$/.test(wayOf(called)?.way ?? '');
    return !call.args.some(({ kind }) => kind === 'function' || kind === 'string');
  }
}

export const isBegin = (happening: Happening): boolean =>
  happening.kind === 'transaction' && happening.step === 'begin';

const isEnd = (happening: Happening): boolean =>
  happening.kind === 'transaction' && (happening.step === 'commit' || happening.step === 'rollback');

const functionAround = ({ path, call }: CallSite): FunctionRef => ({ path, function: call.within });
