/** Answers about one file that were given once. */
import type { Callback, Entity, FunctionRef } from './program.ts';

/**
 * Whether answers can be kept for good. While callers and registrations are still being found, an answer that rests on them (or on
 * itself, over a detour) is provisional: it is good enough to go on with, and dropped when they are known.
 */
export class Settling {
  /** Provisional answers given so far: one that made it grow rests on one of them. */
  #given = 0;
  /** Everything is provisional: what any answer may rest on is still being collected. */
  isCollecting = true;
  isUnderWay = true;

  /** Said wherever something was asked that is not known for good. */
  note(): void {
    this.#given += 1;
  }

  get mark(): number {
    return this.#given;
  }

  isProvisional(mark: number): boolean {
    return this.isUnderWay && (this.isCollecting || mark !== this.#given);
  }
}

/** Answers to one question, by the number of a binding, call or the like. */
export class Answers<T> {
  readonly #settling: Settling;
  readonly #settled: (T | undefined)[] = [];
  #provisional: (T | undefined)[] = [];

  constructor(settling: Settling) {
    this.#settling = settling;
  }

  get(index: number): T | undefined {
    const settled = this.#settled[index];
    if (settled !== undefined || !this.#settling.isUnderWay) return settled;
    const provisional = this.#provisional[index];
    if (provisional !== undefined) this.#settling.note();
    return provisional;
  }

  /** What is answered to whoever asks while the answer is being looked for. */
  expect(index: number, meanwhile: T): void {
    if (this.#settling.isUnderWay) this.#provisional[index] = meanwhile;
    else this.#settled[index] = meanwhile;
  }

  /** @param mark what `settling.mark` was before the answer was looked for */
  set(index: number, answer: T, mark: number): void {
    if (this.#settling.isProvisional(mark)) this.#provisional[index] = answer;
    else this.#settled[index] = answer;
  }

  dropProvisional(): void {
    this.#provisional = [];
  }
}

/** The same by name. */
export class NamedAnswers<T> {
  readonly #settling: Settling;
  readonly #settled = new Map<string, T>();
  readonly #provisional = new Map<string, T>();

  constructor(settling: Settling) {
    this.#settling = settling;
  }

  get(name: string): T | undefined {
    const settled = this.#settled.get(name);
    if (settled !== undefined || !this.#settling.isUnderWay) return settled;
    const provisional = this.#provisional.get(name);
    if (provisional !== undefined) this.#settling.note();
    return provisional;
  }

  expect(name: string, meanwhile: T): void {
    if (this.#settling.isUnderWay) this.#provisional.set(name, meanwhile);
    else this.#settled.set(name, meanwhile);
  }

  set(name: string, answer: T, mark: number): void {
    if (this.#settling.isProvisional(mark)) this.#provisional.set(name, answer);
    else this.#settled.set(name, answer);
  }

  dropProvisional(): void {
    this.#provisional.clear();
  }
}

export class FileMemo {
  readonly settling: Settling;
  readonly bindings: Answers<Entity>;
  /** What calls give, what they run, what is called, which functions they are handed: by call. */
  readonly results: Answers<Entity>;
  readonly callees: Answers<readonly FunctionRef[]>;
  readonly called: Answers<Entity>;
  /** What it is called on. */
  readonly receivers: Answers<Entity>;
  readonly callbacks: Answers<readonly Callback[]>;
  /** What callers hand on from their own rest parameters, by function and position. */
  readonly handedOn: Answers<Entity>;
  /** By exported name. */
  readonly exported: NamedAnswers<Entity>;
  readonly #members: (NamedAnswers<Entity> | undefined)[] = [];

  constructor(settling: Settling) {
    this.settling = settling;
    this.bindings = new Answers(settling);
    this.results = new Answers(settling);
    this.callees = new Answers(settling);
    this.called = new Answers(settling);
    this.receivers = new Answers(settling);
    this.callbacks = new Answers(settling);
    this.handedOn = new Answers(settling);
    this.exported = new NamedAnswers(settling);
  }

  /** Members of a class by name; static ones apart. */
  membersOf(index: number, isStatic: boolean): NamedAnswers<Entity> {
    const place = index * 2 + (isStatic ? 1 : 0);
    const known = this.#members[place];
    if (known !== undefined) return known;
    const made = new NamedAnswers<Entity>(this.settling);
    this.#members[place] = made;
    return made;
  }

  dropProvisional(): void {
    const { bindings, results, callees, called, receivers, callbacks, handedOn } = this;
    for (const answers of [bindings, results, callees, called, receivers, callbacks, handedOn])
      answers.dropProvisional();
    this.exported.dropProvisional();
    for (const members of this.#members) members?.dropProvisional();
  }
}
