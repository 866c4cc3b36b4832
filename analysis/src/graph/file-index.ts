/** Look-ups over the facts of one file, made when first needed. */
import type { AssignmentFact, ExportFact, TypeFact } from '../read/file-facts.ts';
import type { KnownFacts } from '../read/packed/unpack-facts.ts';
import type { Value } from '../read/value.ts';
import type { CallSite } from './call-index.ts';
import type { FileMemo } from './file-memo.ts';
import type { Resolution } from './import-resolver.ts';
import type { Entity, FunctionRef } from './program.ts';

const nothing: readonly never[] = [];

type FunctionEntity = Extract<Entity, { kind: 'function' }>;

export class FileIndex {
  readonly facts: KnownFacts;
  readonly firstFunction: number;
  memo: FileMemo;
  readonly #functions: (FunctionEntity | undefined)[] = [];
  readonly #alone: (readonly FunctionEntity[] | undefined)[] = [];
  readonly #instances: (Entity | undefined)[] = [];
  #exports: Map<string, ExportFact> | null = null;
  #assigned: Map<string, AssignmentFact[]> | null = null;
  readonly #path: string;
  /** Where import specifiers lead. */
  readonly resolutions = new Map<string, Resolution>();
  #sites: readonly CallSite[] | null = null;
  /** By function. */
  #calls: (CallSite[] | undefined)[] | null = null;
  #types: Map<string, TypeFact> | null = null;
  #enums: Map<string, number> | null = null;
  #holders: Map<number, number> | null = null;
  #classHolders: Map<number, number> | null = null;
  #handedOver: Map<number, { call: number; position: number }> | null = null;

  /** @param firstFunction The number of the file's top level among all functions of the program. */
  constructor(path: string, facts: KnownFacts, firstFunction: number, memo: FileMemo) {
    this.#path = path;
    this.facts = facts;
    this.firstFunction = firstFunction;
    this.memo = memo;
  }

  /** A function of the file: one object for all who ask. */
  functionEntity(index: number): FunctionEntity {
    const known = this.#functions[index];
    if (known !== undefined) return known;
    const made: FunctionEntity = { kind: 'function', path: this.#path, function: index };
    this.#functions[index] = made;
    return made;
  }

  /** The same as a list of it alone: what most calls run, and what they are handed. */
  functionAlone(index: number): readonly FunctionRef[] {
    const known = this.#alone[index];
    if (known !== undefined) return known;
    const made = [this.functionEntity(index)];
    this.#alone[index] = made;
    return made;
  }

  /** What `this` is in a class of the file. */
  instanceOf(index: number): Entity {
    const known = this.#instances[index];
    if (known !== undefined) return known;
    const made: Entity = { kind: 'instance', path: this.#path, class: index };
    this.#instances[index] = made;
    return made;
  }

  /** The export of a name; of several (`module.exports` assigned twice) the last. */
  exportOf(name: string): ExportFact | undefined {
    if (this.#exports === null) {
      this.#exports = new Map();
      for (const one of this.facts.exports) if (one.kind !== 'all') this.#exports.set(one.name, one);
    }
    return this.#exports.get(name);
  }

  /** What was assigned to a variable (`b3`), to a member of one (`b3.name`) or of `this` in a class (`c0.name`). */
  assignedTo(key: string): readonly AssignmentFact[] {
    if (this.#assigned === null) {
      this.#assigned = new Map();
      for (const one of this.facts.assignments) {
        const target = assignmentKey(one.target);
        if (target !== null) append(this.#assigned, target, one);
      }
    }
    return this.#assigned.get(key) ?? nothing;
  }

  /** All calls of the file, in order. */
  get sites(): readonly CallSite[] {
    const path = this.#path;
    this.#sites ??= this.facts.calls.map((call, index) => ({ path, index, call }));
    return this.#sites;
  }

  callsIn(functionIndex: number): readonly CallSite[] {
    if (this.#calls === null) {
      this.#calls = [];
      for (const site of this.sites) {
        const known = this.#calls[site.call.within];
        if (known === undefined) this.#calls[site.call.within] = [site];
        else known.push(site);
      }
    }
    return this.#calls[functionIndex] ?? nothing;
  }

  /** Calls of a function and of the functions in it. */
  callsBelow(functionIndex: number): readonly CallSite[] {
    const { functions } = this.facts;
    const isBelow = (index: number): boolean => {
      for (let at = index; at > 0; at = functions[at]?.parent ?? 0) if (at === functionIndex) return true;
      return false;
    };
    const nested = functions.keys().filter((index) => isBelow(index));
    return [...nested].flatMap((index) => this.callsIn(index));
  }

  /** The variable or declaration that holds a function, or -1. */
  bindingOfFunction(functionIndex: number): number {
    if (this.#holders === null) {
      this.#holders = new Map();
      let index = 0;
      for (const { value } of this.facts.bindings) {
        if (value?.kind === 'function') this.#holders.set(value.function, index);
        index += 1;
      }
    }
    return this.#holders.get(functionIndex) ?? -1;
  }

  /** The declaration that holds a class, or -1. */
  bindingOfClass(classIndex: number): number {
    if (this.#classHolders === null) {
      this.#classHolders = new Map();
      for (const [index, { value }] of this.facts.bindings.entries())
        if (value?.kind === 'class') this.#classHolders.set(value.class, index);
    }
    return this.#classHolders.get(classIndex) ?? -1;
  }

  typeNamed(name: string): TypeFact | undefined {
    if (this.#types === null) {
      this.#types = new Map();
      // Declarations of one interface merge; the first with members stands for all.
      for (const one of this.facts.types) {
        const known = this.#types.get(one.name);
        if (known === undefined || known.members.length === 0) this.#types.set(one.name, one);
      }
    }
    return this.#types.get(name);
  }

  enumNamed(name: string): number {
    this.#enums ??= new Map(this.facts.enums.map((one, index) => [one.name, index]));
    return this.#enums.get(name) ?? -1;
  }

  /** The call that a function literal is an argument of. */
  handedOver(functionIndex: number): { call: number; position: number } | undefined {
    if (this.#handedOver === null) {
      this.#handedOver = new Map();
      for (const {
        index: call,
        call: { args },
      } of this.sites) {
        let position = 0;
        for (const arg of args) {
          if (arg.kind === 'function') this.#handedOver.set(arg.function, { call, position });
          position += 1;
        }
      }
    }
    return this.#handedOver.get(functionIndex);
  }
}

function assignmentKey(target: Value): string | null {
  if (target.kind === 'name') return target.binding < 0 ? null : `b${target.binding}`;
  if (target.kind !== 'member') return null;
  const { of } = target;
  if (of.kind === 'name' && of.binding >= 0) return `b${of.binding}.${target.name}`;
  if (of.kind === 'this') return `c${of.class}.${target.name}`;
  // `Topics.prototype.create = …` is a member of what `new Topics()` gives.
  if (of.kind === 'member' && of.name === 'prototype' && of.of.kind === 'name' && of.of.binding >= 0) {
    return `p${of.of.binding}.${target.name}`;
  }
  return null;
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
