/** Finds the calls that hand SQL to a database, with the text they hand over. */

import { looksLikeSql } from '../../read/sql/looks-like-sql.ts';
import { readSql } from '../../read/sql/read-sql.ts';
import type { SqlReading } from '../../read/sql/reading.ts';
import { fillHoles, holeMark, holesIn } from '../../read/sql/tokens.ts';
import type { Value } from '../../read/value.ts';
import { type CallSite, calledName, callIndexOf, receiverOf } from '../call-index.ts';
import { type Frame, parameterBehind, textThroughFrame, throughFrame } from '../frames.ts';
import type { Program } from '../program.ts';
import { entryOf, OPEN_PART, originOf } from '../values.ts';
import { isSqlDriver, NO_SQL_CALLS, SQL_METHODS } from './drivers.ts';

export interface SqlSite {
  /** The call to which the statement belongs: where the last unknown part of the text became known. */
  readonly site: CallSite;
  readonly reading: SqlReading;
  /** False for a text of which only its looks say that it is SQL. */
  readonly isCertain: boolean;
}

export interface UnreadSql {
  readonly site: CallSite;
  readonly because: string;
}

/** How far up its callers a table name is looked for. */
const MAX_FRAMES = 3;
const MAX_DEPTH = 12;
/** A cheap first look: every statement has one of these. */
const SQL_WORD =
  /\b(?:select|insert|update|delete|replace|merge|create|alter|drop|truncate|begin|start|commit|rollback|savepoint|release|pragma|with|join|from|end)\b/i;

export class SqlSites {
  readonly found: SqlSite[] = [];
  readonly unread: UnreadSql[] = [];
  private readonly program: Program;
  private readonly readings = new Map<string, SqlReading>();

  constructor(program: Program) {
    this.program = program;
  }

  visit(site: CallSite): void {
    const name = calledName(site.call);
    if (NO_SQL_CALLS.has(name) && !SQL_METHODS.has(name)) return;
    for (const value of candidateTexts(this.program, site)) {
      const text = this.textOf(site.path, value);
      if (text !== null) this.read(site, site, value, text);
      else this.reportUnknown(site, value);
    }
  }

  private read(origin: CallSite, site: CallSite, value: Value, text: string): void {
    if (!SQL_WORD.test(text)) return;
    const isCertain = this.isDatabaseCall(origin);
    if (!looksLikeSql(text) && !isCertain) return;
    const reading = this.readingOf(text);
    const open = openTables(reading);
    if (
      open &&
      parameterBehind(this.program, origin.path, value) !== null &&
      this.readForCallers(origin, value, null, 0)
    ) {
      const closed = withoutOpenTables(reading);
      if (closed.statements.some((statement) => statement.access.length > 0))
        this.found.push({ site, reading: closed, isCertain });
      return;
    }
    if (reading.statements.some(isTelling)) this.found.push({ site, reading, isCertain });
  }

  /** The table's name is a parameter: what each caller passes decides. */
  private readForCallers(origin: CallSite, value: Value, frame: Frame | null, depth: number): boolean {
    const at =
      frame === null ? { path: origin.path, value } : openValue(this.program, frame, origin.path, value);
    const callee = parameterBehind(this.program, at.path, at.value);
    if (callee === null || depth >= MAX_FRAMES) return false;
    const callers = callIndexOf(this.program).callersOf(callee);
    for (const caller of callers) {
      const next = stacked(frame, { callee, site: caller, self: null, outer: null });
      const text = textThroughFrame(this.program, next, origin.path, value);
      const marked = text?.replaceAll(OPEN_PART, holeMark(0)) ?? null;
      if (marked === null) continue;
      const reading = this.readingOf(marked);
      if (openTables(reading) && this.readForCallers(origin, value, next, depth + 1)) continue;
      if (reading.statements.some(isTelling)) this.found.push({ site: caller, reading, isCertain: true });
    }
    return callers.length > 0;
  }

  private readingOf(text: string): SqlReading {
    const known = this.readings.get(text);
    if (known !== undefined) return known;
    const reading = readSql(text);
    this.readings.set(text, reading);
    return reading;
  }

  /**
   * The text with a mark for each part that is not known; null where no text is known at all. Parameters stay open even where all
   * callers of today agree: the statement belongs to whoever names the table.
   */
  private textOf(path: string, value: Value): string | null {
    const grown = this.grownText(path, value);
    if (grown !== null) return grown;
    if (this.spellsNothing(path, value)) return null;
    const holes = { next: 0 };
    const text = this.spell(path, value, holes, 0);
    return text === null || fillHoles(text, () => '').trim() === '' ? null : text;
  }

  /** A name of something that is known and no text: most arguments are. */
  private spellsNothing(path: string, value: Value): boolean {
    if (value.kind !== 'name') return false;
    const { kind } = this.program.evaluate(path, value);
    return kind !== 'value' && kind !== 'external' && kind !== 'unknown' && kind !== 'parameter';
  }

  private spell(path: string, value: Value, holes: { next: number }, depth: number): string | null {
    if (
      parameterBehind(this.program, path, value) !== null ||
      value.kind === 'template' ||
      value.kind === 'concat'
    ) {
      return this.spellParts(path, value, holes, depth);
    }
    const origin = originOf(this.program, path, value);
    if ((origin.value.kind === 'template' || origin.value.kind === 'concat') && depth < MAX_DEPTH) {
      return this.spellParts(origin.path, origin.value, holes, depth + 1);
    }
    const folded = this.program.text(path, value);
    if (folded === null) return null;
    return folded.texts.reduce((all, next, index) => all + (index > 0 ? openHole(holes) : '') + next, '');
  }

  private spellParts(path: string, value: Value, holes: { next: number }, depth: number): string | null {
    const origin = originOf(this.program, path, value);
    const inner = origin.value;
    const part = (one: Value): string =>
      (depth > MAX_DEPTH ? null : this.spell(origin.path, one, holes, depth + 1)) ?? openHole(holes);
    if (inner.kind === 'concat') return inner.parts.map(part).join('');
    if (inner.kind !== 'template') return null;
    return inner.texts.reduce(
      (all, text, index) =>
        all + text + (index < inner.holes.length ? part(inner.holes[index] as Value) : ''),
      '',
    );
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
    const holes = { next: 0 };
    const texts = [binding.value, ...assigned.map((one) => one.value)].map((one) =>
      one === null ? null : this.spell(path, one, holes, 0),
    );
    const known = texts.filter((text) => text !== null && text !== '');
    return known.length === 0 ? null : known.join(' ');
  }

  private isDatabaseCall(site: CallSite): boolean {
    const { call, path } = site;
    if (call.kind === 'tag')
      return /sql$|^\$(?:query|execute)Raw$/i.test(calledName(call)) || this.isDriver(path, call.callee);
    const receiver = receiverOf(call);
    return SQL_METHODS.has(calledName(call)) && receiver !== null && this.isDriver(path, receiver);
  }

  private isDriver(path: string, value: Value): boolean {
    const entity = this.program.evaluate(path, value);
    return entity.kind === 'external' && isSqlDriver(entity.package);
  }

  /** A database is asked something that nobody can read here. Where it is a parameter, the callers are asked. */
  private reportUnknown(site: CallSite, value: Value): void {
    if (NEVER_TEXT.has(value.kind) || !this.isDatabaseCall(site) || value !== site.call.args[0]) return;
    const receiver = receiverOf(site.call);
    const entity = receiver === null ? null : this.program.evaluate(site.path, receiver);
    // A prepared statement's `get(id)` takes values.
    if (entity?.kind === 'external' && entity.way.includes('prepare')) return;
    if (value.kind === 'call' && this.isBuilt(site.path, value.call)) return;
    this.reportOrAsk(site, value, 0);
  }

  private reportOrAsk(site: CallSite, value: Value, depth: number): void {
    const callee = parameterBehind(this.program, site.path, value);
    const callers = callee === null ? [] : callIndexOf(this.program).callersOf(callee);
    // A wrapper that nobody calls asks nothing; but a handler's `req.body.sql` comes from outside the program.
    const isFromOutside = callers.length === 0 && (depth > 0 || value.kind === 'member');
    if (callee === null || isFromOutside || depth >= MAX_FRAMES) {
      this.unread.push({ site, because: 'the SQL text is known only at run time' });
      return;
    }
    for (const caller of callers) {
      const passed = throughFrame(
        this.program,
        { callee, site: caller, self: null, outer: null },
        site.path,
        value,
      );
      const isUnread =
        passed.path === caller.path && !NEVER_TEXT.has(passed.value.kind) && passed.value !== value;
      if (isUnread && this.textOf(passed.path, passed.value) === null)
        this.reportOrAsk(caller, passed.value, depth + 1);
    }
  }

  /** A builder's or tag's result: what it says was read where it was made. */
  private isBuilt(path: string, index: number): boolean {
    const call = this.program.file(path).calls[index];
    return (
      call === undefined ||
      call.kind === 'tag' ||
      /^(?:sql|raw|format|SQL|toSQL|toNative|build|compile|prepare)$/.test(calledName(call))
    );
  }
}

const openHole = (holes: { next: number }): string => holeMark(holes.next++);

/** Kinds of values that show at once whether they are SQL. */
const IS_WRITTEN = new Set(['string', 'template', 'concat']);

/** Kinds of values that are no text to be known later. */
const NEVER_TEXT = new Set(['object', 'array', 'function', 'number', 'boolean', 'regexp']);

const NO_TEXTS: readonly Value[] = [];
/** Keys of options under which a text may stand. */
const TEXT_KEYS = ['text', 'sql', 'query'];

/** Arguments that may be SQL: the first two, or the text inside an options object. */
function candidateTexts(program: Program, site: CallSite): readonly Value[] {
  const { call, path } = site;
  if (call.kind === 'tag') return call.args.slice(0, 1);
  const first = call.args[0];
  if (first === undefined) return NO_TEXTS;
  const second = call.args[1];
  const isMethod = SQL_METHODS.has(calledName(call));
  const mayBe = (value: Value): boolean =>
    couldBeText(value) &&
    (isMethod || IS_WRITTEN.has(value.kind) || program.callees(path, site.index).length > 0);
  const values: Value[] = [];
  if (mayBe(first)) values.push(first);
  if (second !== undefined && mayBe(second) && (values.length === 0 || !isMethod || first.kind === 'object'))
    values.push(second);
  // `pool.query({ text, values })`, and own wrappers that are told the connection first.
  for (const options of [first, second]) {
    if (options?.kind !== 'object') continue;
    for (const key of TEXT_KEYS) {
      const entry = entryOf(program, path, options, key);
      if (entry !== null && entry.path === path && couldBeText(entry.value)) values.push(entry.value);
    }
  }
  return values;
}

function couldBeText(value: Value): boolean {
  switch (value.kind) {
    case 'string':
      return SQL_WORD.test(value.text);
    case 'template':
      return value.texts.some((text) => SQL_WORD.test(text)) || value.holes.length > 0;
    case 'concat':
    case 'name':
    case 'member':
    case 'either':
    case 'index':
    case 'call':
      return true;
    default:
      return false;
  }
}

const isTelling = (statement: SqlReading['statements'][number]): boolean =>
  statement.access.length > 0 || statement.schema.length > 0 || statement.transaction !== null;

const openTables = (reading: SqlReading): boolean =>
  reading.statements.some(({ access }) => access.some(({ table }) => holesIn(table).length > 0));

function withoutOpenTables(reading: SqlReading): SqlReading {
  const statements = reading.statements.map((statement) => ({
    ...statement,
    access: statement.access.filter(({ table }) => holesIn(table).length === 0),
  }));
  return { ...reading, statements };
}

/** Puts a frame under the ones already known: it explains the parameters of the outermost caller. */
function stacked(frame: Frame | null, outermost: Frame): Frame {
  return frame === null ? outermost : { ...frame, outer: stacked(frame.outer, outermost) };
}

/** The part of a text that is still a parameter, seen through the frames. */
function openValue(
  program: Program,
  frame: Frame,
  path: string,
  value: Value,
): { path: string; value: Value } {
  const parts = value.kind === 'template' ? value.holes : value.kind === 'concat' ? value.parts : [value];
  for (const part of parts) {
    const seen = throughFrame(program, frame, path, part);
    if (parameterBehind(program, seen.path, seen.value) !== null) return seen;
  }
  return { path, value: { kind: 'other', syntax: '' } };
}
