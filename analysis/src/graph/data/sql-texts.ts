/**
 * What a value spells as SQL, with a mark for each part that only the running program knows.
 *
 * Functions of the tree that make names and texts are followed: `FROM ${this.table('orders')}`, `query(refillOrders())`. So are the
 * ones of drivers that quote a name: `client.escapeIdentifier('orders')`.
 */

import type { CallFact } from '../../read/file-facts.ts';
import { fillHoles, holeMark } from '../../read/sql/tokens.ts';
import type { Value } from '../../read/value.ts';
import { calledName } from '../call-index.ts';
import { type Frame, parameterBehind, throughFrame } from '../frames.ts';
import type { FunctionRef, Program } from '../program.ts';
import { entryOf, itemsOf, literalOf, OPEN_PART, originOf, type PlacedValue, stringOf } from '../values.ts';

const MAX_DEPTH = 12;
/** Alternatives of one text that are read: `multi ? this.table('a') : this.table('b')`. */
const MAX_CHOICES = 12;
/** Functions of packages that put quotes around a name and leave it: `escapeId`, `quoteIdentifier`, slonik's `sql.identifier`, Knex's `ref`. */
const QUOTING = /^(?:quote|escape|wrap)\w*$|ident(?:ifier)?s?$|^(?:ref|raw|table|id|name|unsafe|sql)$/i;

export class SqlTexts {
  private readonly program: Program;
  /** Which of several alternatives is taken, and how many there were. */
  private choice = 0;
  private widest = 1;
  private next = 0;

  constructor(program: Program) {
    this.program = program;
  }

  /**
   * The text with its open parts marked; null where no text is known at all. Parameters stay open even where all callers of today
   * agree: the statement belongs to whoever names the table.
   */
  textOf(path: string, value: Value): string | null {
    return this.alternativesOf(path, value)[0] ?? null;
  }

  /** The same for each of the names that a part of the text may be. */
  alternativesOf(path: string, value: Value): string[] {
    return this.alternatives(() => this.wholeText(path, value));
  }

  /** The texts for one caller: its arguments stand for the parameters. */
  alternativesThroughFrame(frame: Frame, path: string, value: Value): string[] {
    return this.alternatives(() => {
      const text = this.framedText(frame, path, value, 0);
      return text?.replaceAll(OPEN_PART, holeMark(0)) ?? null;
    });
  }

  private alternatives(spell: () => string | null): string[] {
    const texts: string[] = [];
    this.widest = 1;
    for (this.choice = 0; this.choice < Math.min(this.widest, MAX_CHOICES); this.choice += 1) {
      this.next = 0;
      const text = spell();
      if (text === null && this.choice === 0) break;
      if (text !== null && !texts.includes(text)) texts.push(text);
    }
    this.choice = 0;
    return texts;
  }

  private wholeText(path: string, value: Value): string | null {
    const grown = this.grownText(path, value);
    if (grown !== null) return grown;
    if (this.spellsNothing(path, value)) return null;
    const text = this.spell(path, value, 0);
    return text === null || fillHoles(text, () => '').trim() === '' ? null : text;
  }

  /** A name of something that is known and no text: most arguments are. */
  private spellsNothing(path: string, value: Value): boolean {
    if (value.kind !== 'name') return false;
    const { kind } = this.program.evaluate(path, value);
    return kind !== 'value' && kind !== 'external' && kind !== 'unknown' && kind !== 'parameter';
  }

  private spell(path: string, value: Value, depth: number): string | null {
    if (value.kind === 'member' && depth < MAX_DEPTH) {
      const one = this.chosen(this.membersOfEach({ path, value }));
      const text = one === undefined ? null : this.spell(one.path, one.value, depth + 1);
      if (text !== null) return text;
    }
    if (
      parameterBehind(this.program, path, value) !== null ||
      value.kind === 'template' ||
      value.kind === 'concat'
    )
      return this.spellParts(path, value, depth);
    const origin = originOf(this.program, path, value);
    if ((origin.value.kind === 'template' || origin.value.kind === 'concat') && depth < MAX_DEPTH)
      return this.spellParts(origin.path, origin.value, depth + 1);
    if (origin.value.kind === 'either') {
      const option = this.chosen(origin.value.options.filter(({ kind }) => kind !== 'other'));
      const text = option === undefined ? null : this.spell(origin.path, option, depth + 1);
      if (text !== null) return text;
    }
    if (origin.value.kind === 'call') {
      const text = this.calledText(null, origin.path, origin.value.call, depth);
      if (text !== null) return text.replaceAll(OPEN_PART, () => this.openHole());
    }
    const folded = this.program.text(path, value);
    if (folded === null) return null;
    return folded.texts.reduce((all, next, index) => all + (index > 0 ? this.openHole() : '') + next, '');
  }

  /** `QUERIES[kind].text`: what each entry of a literal has under the name. */
  private membersOfEach({ path, value }: PlacedValue): PlacedValue[] {
    const holder = value.kind === 'member' ? originOf(this.program, path, value.of) : null;
    if (value.kind !== 'member' || holder?.value.kind !== 'index') return [];
    const table = literalOf(this.program, holder.path, holder.value.of);
    if (table.value.kind !== 'object') return [];
    return table.value.entries.flatMap(
      (entry) => entryOf(this.program, table.path, entry.value, value.name) ?? [],
    );
  }

  private spellParts(path: string, value: Value, depth: number): string | null {
    const origin = originOf(this.program, path, value);
    const inner = origin.value;
    const part = (one: Value): string =>
      (depth > MAX_DEPTH ? null : this.spell(origin.path, one, depth + 1)) ?? this.openHole();
    if (inner.kind === 'concat') return inner.parts.map(part).join('');
    if (inner.kind !== 'template') return null;
    return inner.texts.reduce(
      (all, text, index) =>
        all + text + (index < inner.holes.length ? part(inner.holes[index] as Value) : ''),
      '',
    );
  }

  private openHole(): string {
    const mark = holeMark(this.next);
    this.next += 1;
    return mark;
  }

  private chosen<T>(options: readonly T[]): T | undefined {
    this.widest = Math.max(this.widest, options.length);
    return options[this.choice % Math.max(1, options.length)];
  }

  /** `let sql = 'SELECT …'; if (x) sql += ' JOIN …'`: everything that is assigned to the variable. */
  private grownText(path: string, value: Value): string | null {
    if (value.kind !== 'name' || value.binding < 0) return null;
    const file = this.program.file(path);
    const binding = file.bindings[value.binding];
    if (binding?.kind !== 'let' && binding?.kind !== 'var') return null;
    const assigned = file.assignments.filter(
      ({ target }) => target.kind === 'name' && target.binding === value.binding,
    );
    const texts = [binding.value, ...assigned.map((one) => one.value)].map((one) =>
      one === null ? null : this.spell(path, one, 0),
    );
    const known = texts.filter((text) => text !== null && text !== '');
    return known.length === 0 ? null : known.join(' ');
  }

  /** What a function of the tree puts together for this call, or the name that a driver's function quotes; open parts as `OPEN_PART`. */
  private calledText(frame: Frame | null, path: string, index: number, depth: number): string | null {
    const call = this.program.file(path).calls[index];
    if (call === undefined || call.kind !== 'call' || depth > MAX_DEPTH) return null;
    const [callee, ...others] = this.program.callees(path, index);
    if (others.length > 0) return null;
    if (callee === undefined)
      return depth > 0 && QUOTING.test(calledName(call)) ? this.argumentText(frame, path, call, depth) : null;
    const made = this.returnedText(
      { callee, site: { path, index, call }, self: null, outer: frame },
      callee,
      depth,
    );
    if (made === null || !isOnlyQuotes(made)) return made;
    // A qualified name that was taken apart and quoted part by part.
    const handed = this.argumentText(frame, path, call, depth);
    return handed !== null && /^\w+\.\w+$/.test(handed) ? handed : made;
  }

  private returnedText(frame: Frame, callee: FunctionRef, depth: number): string | null {
    const { returns } = this.program.functionOf(callee);
    const value = this.chosen(returns.filter(({ kind }) => kind !== 'other'));
    return value === undefined ? null : this.framedText(frame, callee.path, value, depth + 1);
  }

  /** `escapeIdentifier('orders')`, `identifier(['shop', 'orders'])`. */
  private argumentText(frame: Frame | null, path: string, call: CallFact, depth: number): string | null {
    const [first] = call.args;
    if (first === undefined) return null;
    const names = itemsOf(this.program, path, first).map((item) =>
      this.framedText(frame, item.path, item.value, depth + 1),
    );
    return names.includes(null) ? null : names.join('.');
  }

  /** The value for the callers of all frames, and behind its name. */
  private seenThrough(frame: Frame | null, path: string, value: Value): PlacedValue {
    for (let at = frame; at !== null; at = at.outer) {
      const found = throughFrame(this.program, at, path, value);
      if (found.value !== value) return originOf(this.program, found.path, found.value);
    }
    return originOf(this.program, path, value);
  }

  private framedText(frame: Frame | null, path: string, value: Value, depth: number): string | null {
    if (depth > MAX_DEPTH) return null;
    const found = this.seenThrough(frame, path, value);
    const inner = found.value;
    const piece = (one: Value): string => this.framedText(frame, found.path, one, depth + 1) ?? OPEN_PART;
    switch (inner.kind) {
      case 'template':
        return inner.texts.reduce((all, text, index) => {
          const hole = inner.holes[index];
          return all + text + (hole === undefined ? '' : piece(hole));
        }, '');
      case 'concat':
        return inner.parts.map(piece).join('');
      case 'either': {
        const option = this.chosen(inner.options.filter(({ kind }) => kind !== 'other'));
        return option === undefined ? null : this.framedText(frame, found.path, option, depth + 1);
      }
      case 'call': {
        // A tag's text was read where it stands, unless it is a part of this one.
        const isTag = this.program.file(found.path).calls[inner.call]?.kind === 'tag';
        if (isTag && depth <= 1) return null;
        return (
          this.calledText(frame, found.path, inner.call, depth + 1) ??
          stringOf(this.program, found.path, inner)
        );
      }
      default:
        return stringOf(this.program, found.path, inner);
    }
  }
}

const isOnlyQuotes = (text: string): boolean =>
  /["`[]/.test(text) && text.replaceAll(OPEN_PART, '').replace(/[\s"`.[\]]/g, '') === '';

/** The parameter that a text, or a function that makes a part of it, leaves open; null where there is none. */
export function openParameter(program: Program, path: string, value: Value): FunctionRef | null {
  const behind = parameterBehind(program, path, value);
  if (behind !== null) return behind;
  for (const part of partsOf(program, originOf(program, path, value))) {
    const found = parameterBehind(program, part.path, part.value);
    if (found !== null) return found;
  }
  return null;
}

/** The part of a text that is still a parameter, seen through the frames. */
export function openValue(program: Program, frame: Frame, path: string, value: Value): PlacedValue {
  for (const part of [{ path, value }, ...partsOf(program, originOf(program, path, value))]) {
    const seen = throughFrame(program, frame, part.path, part.value);
    if (parameterBehind(program, seen.path, seen.value) !== null) return seen;
  }
  return { path, value: { kind: 'other', syntax: '' } };
}

/** Holes of a text, and what the calls among them are handed. */
function partsOf(program: Program, { path, value }: PlacedValue): PlacedValue[] {
  const parts = value.kind === 'template' ? value.holes : value.kind === 'concat' ? value.parts : [];
  return parts.flatMap((part) => {
    const origin = originOf(program, path, part);
    const call =
      origin.value.kind === 'call' ? program.file(origin.path).calls[origin.value.call] : undefined;
    const handed = (call?.args ?? []).map((arg) => ({ path: origin.path, value: arg }));
    return [{ path, value: part }, ...handed];
  });
}
