/** Finds the calls that hand SQL to a database, with the text they hand over. */

import { looksLikeSql } from '../../read/sql/looks-like-sql.ts';
import { readSql } from '../../read/sql/read-sql.ts';
import type { SqlReading } from '../../read/sql/reading.ts';
import { holeMark, holesIn } from '../../read/sql/tokens.ts';
import type { Value } from '../../read/value.ts';
import { type CallSite, calledName, callIndexOf, receiverOf } from '../call-index.ts';
import { type Frame, parameterBehind, textThroughFrame, throughFrame } from '../frames.ts';
import type { Program } from '../program.ts';
import { entryOf, OPEN_PART } from '../values.ts';
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

  /** The text with a mark for each part that is not known; null where no text is known at all. */
  private textOf(path: string, value: Value): string | null {
    const folded = this.program.text(path, value);
    const own =
      folded === null
        ? null
        : folded.texts.reduce((all, next, index) => all + (index > 0 ? holeMark(index - 1) : '') + next, '');
    const grown = this.grownText(path, value);
    if (own === null || folded?.texts.every((text) => text === '')) return grown;
    return grown === null ? own : `${own} ${grown}`;
  }

  /** `let sql = 'SELECT …'; if (x) sql += ' JOIN …'`: everything that is assigned to the variable. */
  private grownText(path: string, value: Value): string | null {
    if (value.kind !== 'name' || value.binding < 0) return null;
    const file = this.program.file(path);
    const binding = file.bindings[value.binding];
    if (binding?.kind !== 'let' && binding?.kind !== 'var') return null;
    const assigned = file.assignments
      .filter(({ target }) => target.kind === 'name' && target.binding === value.binding)
      .map((assignment) => this.program.text(path, assignment.value)?.texts.join(' ') ?? '');
    const initial =
      binding.value === null ? '' : (this.program.text(path, binding.value)?.texts.join(holeMark(0)) ?? '');
    const all = [initial, ...assigned].filter((text) => text !== '');
    return all.length === 0 ? null : all.join(' ');
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

  /** A database is asked something that nobody can read here, and it is no wrapper that passes its callers' text on. */
  private reportUnknown(site: CallSite, value: Value): void {
    if (
      value.kind === 'object' ||
      value.kind === 'array' ||
      value.kind === 'function' ||
      value.kind === 'call'
    )
      return;
    if (!this.isDatabaseCall(site) || parameterBehind(this.program, site.path, value) !== null) return;
    if (['number', 'boolean', 'regexp'].includes(value.kind)) return;
    if (['get', 'all', 'run', 'each'].includes(calledName(site.call)) && value !== site.call.args[0]) return;
    const receiver = receiverOf(site.call);
    const entity = receiver === null ? null : this.program.evaluate(site.path, receiver);
    // A prepared statement's `get(id)` takes values.
    if (entity?.kind === 'external' && entity.way.includes('prepare')) return;
    this.unread.push({ site, because: 'the SQL text is known only at run time' });
  }
}

/** Arguments that may be SQL: the first two, or the text inside an options object. */
function candidateTexts(program: Program, site: CallSite): Value[] {
  const { call, path } = site;
  if (call.kind === 'tag') return call.args.slice(0, 1);
  const [first, second] = call.args;
  const values = [first, second].filter((value) => value !== undefined && couldBeText(value)) as Value[];
  if (first?.kind !== 'object') return values.slice(0, SQL_METHODS.has(calledName(call)) ? 1 : 2);
  for (const key of ['text', 'sql', 'query']) {
    const entry = entryOf(program, path, first, key);
    if (entry !== null && entry.path === path) values.push(entry.value);
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
