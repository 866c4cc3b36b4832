/**
 * Where the result of a call goes, as far as that says something about the call: what is waited for is work that somebody does elsewhere,
 * what is given back may be waited for by whoever called.
 */
import type { FileFacts } from '../../read/file-facts.ts';
import type { Value } from '../../read/value.ts';
import type { CallSite } from '../call-index.ts';
import type { Program } from '../program.ts';

interface Uses {
  readonly waitedFor: ReadonlySet<number>;
  readonly givenBack: ReadonlySet<number>;
}

const CHAINING = new Set(['then', 'catch', 'finally']);
const GATHERING = new Set(['all', 'allSettled', 'any', 'race']);
const MAPPING = new Set(['map', 'flatMap']);
/** Names and branches in a row; real ones stay below 4. */
const MAX_STEPS = 8;

const built = new WeakMap<FileFacts, Uses>();

/** `await f()`, `f().then(…)`, `Promise.all(list.map((one) => f(one)))`, and the same given back by an `async` function. */
export const isWaitedFor = (program: Program, { path, index, call }: CallSite): boolean =>
  call.isAwaited || usesOf(program.file(path)).waitedFor.has(index);

/** `return f()`, `() => f()`. */
export const isGivenBack = (program: Program, { path, index }: CallSite): boolean =>
  usesOf(program.file(path)).givenBack.has(index);

function usesOf(facts: FileFacts): Uses {
  const known = built.get(facts);
  if (known !== undefined) return known;
  const waitedFor = new Set<number>();
  const givenBack = new Set<number>();
  for (const { returns, isAsync } of facts.functions)
    for (const value of returns) {
      collect(facts, value, givenBack);
      if (isAsync) collect(facts, value, waitedFor);
    }
  for (const { callee, args } of facts.calls) {
    if (callee.kind !== 'member') continue;
    if (CHAINING.has(callee.name)) collect(facts, callee.of, waitedFor);
    else if (GATHERING.has(callee.name) && isPromise(callee.of))
      for (const arg of args) collectGathered(facts, arg, waitedFor);
  }
  const uses = { waitedFor, givenBack };
  built.set(facts, uses);
  return uses;
}

const isPromise = (value: Value): boolean =>
  value.kind === 'name' && value.binding < 0 && value.name === 'Promise';

/** The calls that a value may be the result of, also as an element of a literal list. */
function collect(facts: FileFacts, value: Value, into: Set<number>, steps = 0): void {
  if (steps > MAX_STEPS) return;
  if (value.kind === 'call') into.add(value.call);
  else if (value.kind === 'either')
    for (const option of value.options) collect(facts, option, into, steps + 1);
  else if (value.kind === 'array') for (const item of value.items) collect(facts, item, into, steps + 1);
  else if (value.kind === 'spread') collect(facts, value.of, into, steps + 1);
  else if (value.kind === 'name' && value.binding >= 0) {
    const held = facts.bindings[value.binding];
    if (held?.kind === 'const' && held.value?.kind !== 'parameter' && held.value)
      collect(facts, held.value, into, steps + 1);
  }
}

/** What `Promise.all` is given: a list of calls, or a list mapped to what a function gives back. */
function collectGathered(facts: FileFacts, value: Value, into: Set<number>): void {
  const found = new Set<number>();
  collect(facts, value, found);
  for (const index of found) {
    into.add(index);
    const { callee, args } = facts.calls[index] ?? {};
    const mapper = callee?.kind === 'member' && MAPPING.has(callee.name) ? args?.[0] : undefined;
    if (mapper?.kind !== 'function') continue;
    for (const one of facts.functions[mapper.function]?.returns ?? []) collect(facts, one, into);
  }
}
