import { type CallSite, calledName, callIndexOf } from '../call-index.ts';
import { dataIndexOf } from '../data/data-index.ts';
import { entryIndexOf, type FoundRoute } from '../entry-index.ts';
import type { TableStep, TransactionFacts } from '../facts.ts';
import type { Linker } from '../linker.ts';
import { isMigration } from '../migrations.ts';
import type { FunctionRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { functionsIn, itemsOf, wayOf } from '../values.ts';
import type { CallPlan } from './call-plans.ts';
import { effectSourcesOf } from './effect-sources.ts';
import { EffectWalk } from './effect-walk.ts';
import type { Happening } from './happening.ts';
import { isBegin, TransactionBrackets } from './transaction-brackets.ts';

/** Methods of data libraries that run a callback (or a list of operations) in one transaction. */
const TRANSACTION_METHODS = new Set([
  '$transaction',
  'transaction',
  'transactional',
  'withTransaction',
  'inTransaction',
  'runInTransaction',
  'immediate',
  'exclusive',
  'tx',
  'task',
  'begin',
  'atomicPhase_',
  'execute',
  'executeTransaction',
]);
/** Of those, the ones that say nothing alone: `execute` is Kysely's behind `transaction()`, `begin` postgres.js's. */
const NEEDS_PACKAGE = new Set(['immediate', 'exclusive', 'tx', 'task', 'begin', 'execute']);
const MAX_DEPTH = 4;

/** Regions that commit or roll back as one, with the tables they touch in order; those of migrations are no business of a service. */
export const transactionsLinker: Linker = {
  name: 'transactions',
  link(program, draft) {
    const finder = new TransactionFinder(program);
    for (const site of finder.isPossible ? callIndexOf(program).sites : []) {
      const found = finder.at(site);
      if (found !== null && !isMigration(program, found.module)) draft.transactions.push(found);
    }
    draft.transactions.push(...finder.bracketed().filter(({ module }) => !isMigration(program, module)));
    draft.transactions.push(...finder.decorated(), ...finder.around(entryIndexOf(program).routes));
  },
};

class TransactionFinder {
  private readonly program: Program;
  /** By the number of the function. */
  private readonly beginning = new Map<number, boolean>();
  private readonly runningTheRest = new Map<number, boolean>();
  private readonly brackets: TransactionBrackets;
  /** False where nothing in the tree begins a transaction. */
  readonly isPossible: boolean;

  constructor(program: Program) {
    this.program = program;
    this.brackets = new TransactionBrackets(program);
    this.isPossible =
      callIndexOf(program).named(TRANSACTION_METHODS).length > 0 || this.brackets.openings.length > 0;
  }

  at(site: CallSite): TransactionFacts | null {
    const mayHandWork = site.call.args.some((arg) => MAY_BE_WORK.has(arg.kind));
    if (mayHandWork && this.isTransactional(site)) {
      const callbacks = site.call.args.flatMap((arg) =>
        MAY_BE_WORK.has(arg.kind) ? functionsIn(this.program, site.path, arg) : [],
      );
      if (callbacks.length > 0)
        return this.facts(
          site,
          this.stepsOf((walk) => walk.call(site), callbacks),
        );
    }
    const batch = this.batch(site);
    return batch === null ? null : this.facts(site, batch);
  }

  /** What runs between begin and end in one function. Not in a wrapper that runs others' work: there the caller is told. */
  bracketed(): TransactionFacts[] {
    return this.brackets.openings.flatMap((site) => {
      const steps = this.stepsOf((walk) => {
        for (const one of this.brackets.regionFrom(site)) walk.call(one);
      }, []);
      return steps.length === 0 ? [] : [this.facts(site, steps)];
    });
  }

  /** `@Transactional()` on methods. */
  decorated(): TransactionFacts[] {
    const found: TransactionFacts[] = [];
    for (const path of this.program.paths) {
      if (isTestPath(path)) continue;
      for (const { members } of this.program.file(path).classes) {
        for (const member of members) {
          const mark = member.decorators.find(({ name }) =>
            /^(?:Transactional|Transaction|UseTransaction)$/.test(name),
          );
          if (mark === undefined || member.function < 0) continue;
          const ref = { path, function: member.function };
          found.push({
            module: path,
            line: mark.line,
            function: this.program.nameOf(ref),
            steps: this.stepsOf((walk) => walk.function(ref), []),
          });
        }
      }
    }
    return found;
  }

  /** Routes with a middleware that runs whatever comes after it in a transaction. */
  around(routes: readonly FoundRoute[]): TransactionFacts[] {
    if (!this.isPossible) return [];
    return routes.flatMap(({ module, line, handler, functions }) => {
      const first = functions.findIndex(
        (ref, index) => index < functions.length - 1 && this.runsTheRest(ref),
      );
      if (first < 0) return [];
      const steps = this.stepsOf(() => {}, functions.slice(first + 1));
      return steps.length === 0 ? [] : [{ module, line, function: handler.name, steps }];
    });
  }

  /** `(ctx, next) => sequelize.transaction(() => next())`. */
  private runsTheRest(ref: FunctionRef): boolean {
    const key = this.program.numberOf(ref);
    const known = this.runningTheRest.get(key);
    if (known !== undefined) return known;
    const next = this.program.functionOf(ref).parameters.length - 1;
    const found = next > 0 && this.regionsIn(ref).some((region) => this.isCalledIn(region, ref, next));
    this.runningTheRest.set(key, found);
    return found;
  }

  /** The calls that stand in each transaction of a function. */
  private regionsIn(ref: FunctionRef): (readonly CallSite[])[] {
    return this.program.callsIn(ref).flatMap((site) => {
      if (this.brackets.isOpening(site)) return [this.brackets.regionFrom(site)];
      if (!this.isTransactional(site)) return [];
      return this.program
        .callbacks(site.path, site.index)
        .flatMap(({ refs }) => refs.map((work) => this.program.callsIn(work)));
    });
  }

  private isCalledIn(
    region: readonly CallSite[],
    { path, function: owner }: FunctionRef,
    position: number,
  ): boolean {
    const { bindings } = this.program.file(path);
    return region.some(({ call: { callee } }) => {
      const held =
        callee.kind === 'name' && callee.binding >= 0 ? bindings[callee.binding]?.value : undefined;
      return held?.kind === 'parameter' && held.function === owner && held.position === position;
    });
  }

  /** A library's transaction method, or an own function that begins a transaction and is handed the work. */
  private isTransactional(site: CallSite): boolean {
    const name = calledName(site.call);
    const callees = this.program.callees(site.path, site.index);
    if (callees.length > 0) return this.isPossible && callees.some((callee) => this.begins(callee, 0));
    if (!TRANSACTION_METHODS.has(name)) return false;
    const entity = wayOf(this.program.called(site.path, site.index));
    if (!NEEDS_PACKAGE.has(name)) return entity === null || entity.package !== 'global';
    return (
      entity !== null &&
      /(?:^|\.)(?:transaction|tx|begin)(?:\.|$)/.test(entity.way) &&
      entity.package !== 'global'
    );
  }

  /** Does a function begin a transaction, by text or by a library's method, itself or through what it calls? */
  private begins(ref: FunctionRef, depth: number): boolean {
    const key = this.program.numberOf(ref);
    const known = this.beginning.get(key);
    if (known !== undefined) return known;
    if (depth > MAX_DEPTH) return false;
    if (this.brackets.isBeginning(ref)) {
      this.beginning.set(key, true);
      return true;
    }
    this.beginning.set(key, false);
    const { path } = ref;
    const data = dataIndexOf(this.program);
    const isBeginning = this.program.callsIn(ref).some(({ index, call }) => {
      if (data.happeningsAt(path, index).some(isBegin)) return true;
      const site = { path, index, call };
      const isMethod =
        TRANSACTION_METHODS.has(calledName(call)) &&
        this.program.callees(path, index).length === 0 &&
        call.args.length > 0 &&
        this.isTransactional(site);
      if (isMethod) return true;
      return (
        this.program
          .callbacks(path, index)
          .some(({ refs }) => refs.some((one) => one.path === path && this.begins(one, depth + 1))) ||
        this.program.callees(path, index).some((callee) => this.begins(callee, depth + 1))
      );
    });
    this.beginning.set(key, isBeginning);
    return isBeginning;
  }

  /** Prisma's `$transaction([a(), b()])`: the operations are calls among the arguments, already evaluated. */
  private batch(site: CallSite): readonly TableStep[] | null {
    const [first] = site.call.args;
    if (calledName(site.call) !== '$transaction' || first === undefined) return null;
    const sources = effectSourcesOf(this.program);
    const happenings = itemsOf(this.program, site.path, first).flatMap(({ path, value }) =>
      value.kind === 'call' ? [...sources.happeningsAt(path, value.call)] : [],
    );
    return tableSteps(happenings);
  }

  private stepsOf(run: (walk: EffectWalk) => void, callbacks: readonly FunctionRef[]): readonly TableStep[] {
    const walk = new EffectWalk(this.program, effectSourcesOf(this.program), isWaitedFor);
    run(walk);
    for (const ref of callbacks) walk.function(ref);
    return tableSteps(walk.trail.happenings);
  }

  private facts(site: CallSite, steps: readonly TableStep[]): TransactionFacts {
    return {
      module: site.path,
      line: site.call.line,
      function: this.program.nameOf({ path: site.path, function: site.call.within }),
      steps,
    };
  }
}

/** What listens to an event that nobody waits for has its own connection, and is not undone with the transaction. */
const isWaitedFor = ({ site: { call } }: CallPlan): boolean => call.isAwaited || /Async$/.test(call.name);

/** Kinds of values that can be a function to run. */
const MAY_BE_WORK = new Set(['function', 'name', 'member', 'call', 'either']);

/** Tables in order of first touch; once for each mode. */
function tableSteps(happenings: readonly Happening[]): TableStep[] {
  const steps = new Map<string, TableStep>();
  for (const happening of happenings) {
    if (happening.kind !== 'access') continue;
    const key = `${happening.table}\0${happening.mode}`;
    if (!steps.has(key)) steps.set(key, [happening.table, happening.mode]);
  }
  return [...steps.values()];
}
