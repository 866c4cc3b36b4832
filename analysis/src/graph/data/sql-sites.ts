/** Finds the calls that hand SQL to a database, with the text they hand over. */

import { isPlainlySql, looksLikeSql, statementIn } from '../../read/sql/looks-like-sql.ts';
import { readSql } from '../../read/sql/read-sql.ts';
import type { SqlReading } from '../../read/sql/reading.ts';
import { holesIn } from '../../read/sql/tokens.ts';
import type { Value } from '../../read/value.ts';
import { type CallSite, calledName, callIndexOf, receiverOf } from '../call-index.ts';
import { type Frame, parameterBehind, throughFrame } from '../frames.ts';
import type { FunctionRef, Program } from '../program.ts';
import { entryOf, type PlacedValue } from '../values.ts';
import { isSqlDriver, NO_SQL_CALLS, SQL_METHODS } from './drivers.ts';
import { openParameter, openValue, SqlTexts } from './sql-texts.ts';

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
/**
 * Ways from callers to one statement that are followed. The most seen where they lead anywhere are 584; a statement under
 * `findById` of every store has 840 000, which took nine seconds and named nothing.
 */
const MAX_WAYS = 2_000;
/** A cheap first look: every statement has one of these. */
const SQL_WORD =
  /\b(?:select|insert|update|delete|replace|merge|create|alter|drop|truncate|begin|start|commit|rollback|savepoint|release|pragma|with|join|from|end)\b/i;

export class SqlSites {
  readonly found: SqlSite[] = [];
  readonly unread: UnreadSql[] = [];
  private readonly program: Program;
  private readonly texts: SqlTexts;
  /** Caller and text of statements found through wrappers. */
  private readonly told = new Set<string>();
  private readonly readings = new Map<string, SqlReading>();
  /** Ways to the statement in hand that may still be followed. */
  private waysLeft = 0;

  constructor(program: Program) {
    this.program = program;
    this.texts = new SqlTexts(program);
  }

  visit(site: CallSite): void {
    const name = calledName(site.call);
    if (NO_SQL_CALLS.has(name) && !SQL_METHODS.has(name)) return;
    for (const value of candidateTexts(this.program, site)) {
      const texts = this.texts.alternativesOf(site.path, value).map(statementIn);
      if (texts.length > 0) this.read(site, value, texts);
      else this.reportUnknown(site, value);
    }
  }

  private read(site: CallSite, value: Value, texts: readonly string[]): void {
    if (!texts.some((text) => SQL_WORD.test(text))) return;
    const isCertain = this.isDatabaseCall(site);
    if (!isCertain && !texts.some(looksLikeSql)) return;
    const reading = this.readingOf(texts);
    this.waysLeft = MAX_WAYS;
    if (
      openTables(reading) &&
      openParameter(this.program, site.path, value) !== null &&
      this.readForCallers(site, value, null, 0)
    ) {
      const closed = withoutOpenTables(reading);
      if (closed.statements.some((statement) => statement.access.length > 0))
        this.found.push({ site, reading: closed, isCertain });
      if (this.waysLeft === 0)
        this.unread.push({
          site,
          because: `only the first ${MAX_WAYS} ways to it from its callers were followed`,
        });
      return;
    }
    if (reading.statements.some(isTelling))
      this.found.push({ site, reading, isCertain: isCertain || texts.some(isPlainlySql) });
  }

  /** The table's name is a parameter: what each caller passes decides. False where no caller passes a name. */
  private readForCallers(origin: CallSite, value: Value, frame: Frame | null, depth: number): boolean {
    const callee =
      frame === null
        ? openParameter(this.program, origin.path, value)
        : this.openIn(openValue(this.program, frame, origin.path, value));
    if (callee === null || depth >= MAX_FRAMES) return false;
    const callers = callIndexOf(this.program).callersOf(callee);
    let isNamed = false;
    const open: (() => void)[] = [];
    for (const caller of callers) {
      if (this.waysLeft === 0) break;
      this.waysLeft -= 1;
      const next = stacked(frame, { callee, site: caller, self: null, outer: null });
      const texts = this.texts.alternativesThroughFrame(next, origin.path, value);
      if (texts.length === 0) continue;
      const reading = this.readingOf(texts);
      const isOpen = openTables(reading);
      if (isOpen && this.readForCallers(origin, value, next, depth + 1)) {
        isNamed = true;
        continue;
      }
      isNamed ||= !isOpen;
      if (isOpen) open.push(() => this.addForCaller(caller, texts, reading));
      else this.addForCaller(caller, texts, reading);
    }
    if (isNamed) for (const add of open) add();
    return isNamed;
  }

  /** Several ways from one caller to the same text are one statement. */
  private addForCaller(caller: CallSite, texts: readonly string[], reading: SqlReading): void {
    const key = `${caller.path}\0${caller.index}\0${texts.join('\0')}`;
    if (this.told.has(key) || !reading.statements.some(isTelling)) return;
    this.told.add(key);
    this.found.push({ site: caller, reading, isCertain: true });
  }

  private openIn({ path, value }: PlacedValue): FunctionRef | null {
    return parameterBehind(this.program, path, value);
  }

  /** What the first text says, and what the others touch beside it. */
  private readingOf(texts: readonly string[]): SqlReading {
    const [first, ...others] = texts.map((text) => this.readingOfOne(text));
    if (first === undefined || others.length === 0) return first ?? NOTHING_READ;
    const statements = [...first.statements];
    const known = new Set(statements.flatMap(tablesIn));
    for (const statement of others.flatMap((reading) => reading.statements)) {
      if (tablesIn(statement).every((table) => known.has(table))) continue;
      statements.push(statement);
      for (const table of tablesIn(statement)) known.add(table);
    }
    return { ...first, statements };
  }

  private readingOfOne(text: string): SqlReading {
    const known = this.readings.get(text);
    if (known !== undefined) return known;
    const reading = readSql(text);
    this.readings.set(text, reading);
    return reading;
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
      if (isUnread && this.texts.textOf(passed.path, passed.value) === null)
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

const NOTHING_READ: SqlReading = readSql('');

/** Those of which the whole name is known. */
const tablesIn = ({ access }: SqlReading['statements'][number]): string[] =>
  access.map(({ table }) => table).filter((table) => holesIn(table).length === 0);

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
