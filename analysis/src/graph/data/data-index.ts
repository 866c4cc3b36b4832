/** Tables, and which call touches which of them: asked once, used by the facts about data and by effects. */

import { readSql } from '../../read/sql/read-sql.ts';
import type { SqlAccess, SqlStatement } from '../../read/sql/reading.ts';
import { holesIn } from '../../read/sql/tokens.ts';
import { CallMap, type CallSite, callIndexOf } from '../call-index.ts';
import type { Access, Happening } from '../effects/happening.ts';
import type { AccessMode } from '../facts.ts';
import type { Program } from '../program.ts';
import { rememberedByName } from '../remembered.ts';
import { Consequences } from './consequences.ts';
import type { DataReader } from './data-reader.ts';
import { dataReaders } from './data-readers.ts';
import { doneAt } from './hooks/done.ts';
import { HooksByTable } from './hooks/hooks-by-table.ts';
import type { Relation } from './model-registry.ts';
import { SchemaTables } from './schema-tables.ts';
import { SqlSites } from './sql-sites.ts';
import { stepsBefore } from './statement.ts';

/** One place that touches tables. */
export interface DataPlace {
  readonly site: CallSite;
  /** In order; what triggers and cascades do beyond is not here but in `happeningsAt`. */
  readonly access: readonly Access[];
  /** Tables of one statement, for joins. */
  readonly together: readonly (readonly string[])[];
  readonly happenings: readonly Happening[];
}

export interface UnreadData {
  readonly path: string;
  readonly line: number;
  readonly what: string;
  readonly because: string;
}

export interface DataIndex {
  readonly schema: SchemaTables;
  /** In path, then evaluation order. */
  readonly places: readonly DataPlace[];
  readonly unread: readonly UnreadData[];
  /** Which models hold which others, in code. */
  readonly relations: readonly Relation[];
  happeningsAt(path: string, call: number): readonly Happening[];
}

const NOTHING: readonly Happening[] = [];

const built = new WeakMap<Program, DataIndex>();

export function dataIndexOf(program: Program): DataIndex {
  const known = built.get(program);
  if (known !== undefined) return known;
  const index = new DataIndexBuilder(program).build();
  built.set(program, index);
  return index;
}

/** A `DataPlace` under construction. */
interface Place {
  readonly site: CallSite;
  readonly access: Access[];
  readonly together: string[][];
  readonly happenings: Happening[];
}

class DataIndexBuilder {
  private readonly program: Program;
  private readonly schema = new SchemaTables();
  private readonly consequences = new Consequences(this.schema);
  private readonly places = new CallMap<Place>();
  private readonly unread: UnreadData[] = [];
  private hooks: ReadonlyMap<DataReader, HooksByTable> = new Map();

  constructor(program: Program) {
    this.program = program;
  }

  build(): DataIndex {
    this.readDocuments();
    const { sites } = callIndexOf(this.program);
    const readers = dataReaders.map((create) => create(this.program, this.schema));
    const sql = new SqlSites(this.program);
    for (const site of sites) sql.visit(site);
    for (const { site, reading } of sql.found) this.applySchema(site, reading);
    for (const reader of readers) reader.defineTables?.();
    this.hooks = new Map(readers.map((reader) => [reader, new HooksByTable(reader.hooks?.() ?? [])]));
    for (const { site, reading, isCertain } of sql.found)
      this.addStatements(site, reading.statements, isCertain);
    for (const { site, because } of sql.unread) {
      this.unread.push({ path: site.path, line: site.call.line, what: 'SQL text', because });
      this.placeOf(site).happenings.push({ kind: 'unknown', because });
    }
    const readersOf = rememberedByName((name) => readers.filter((reader) => reader.mayRead(name)));
    for (const site of sites) {
      const asked = readersOf(site.call.name);
      if (asked.length > 0) this.askReaders(asked, site);
    }
    this.joinSteps();
    const places = [...this.places.values()].sort(bySite);
    const byCall = this.places;
    return {
      schema: this.schema,
      places,
      unread: this.unread,
      relations: readers.flatMap((reader) => reader.relations?.() ?? []),
      happeningsAt: (path, call) => byCall.get(path, call)?.happenings ?? NOTHING,
    };
  }

  private askReaders(readers: readonly DataReader[], site: CallSite): void {
    for (const reader of readers) {
      const read = reader.read(site);
      if (read === null) continue;
      const access = read.access.map((one) => ({
        ...one,
        table: this.schema.canonical(one.table) ?? one.table,
      }));
      this.addAccess(site, access, access.length > 1 ? [access.map(({ table }) => table)] : []);
      const place = this.placeOf(site);
      for (const { table, mode, columns, isIdempotent } of access)
        place.happenings.push(
          { kind: 'access', table, mode, columns, isIdempotent },
          ...this.along(reader, site, table, mode),
        );
      for (const happening of read.happenings)
        place.happenings.push(
          happening.kind === 'own-access'
            ? { ...happening, along: (table) => this.along(reader, site, table, happening.mode) }
            : happening,
        );
      for (const because of read.unknown) {
        this.unread.push({ path: site.path, line: site.call.line, what: 'table', because });
        place.happenings.push({ kind: 'unknown', because });
      }
    }
  }

  /** What the database and the library do by themselves when rows are touched. */
  private along(reader: DataReader, site: CallSite, table: string, mode: AccessMode): readonly Happening[] {
    const done = doneAt(this.program, site, mode);
    return [
      ...this.consequences.of(table, mode, done.verbs),
      ...(this.hooks.get(reader)?.around(table, done) ?? []),
    ];
  }

  /** A builder's query touches its tables in several calls: all of them are joined where the first stands. */
  private joinSteps(): void {
    const steps = new Map<Place, Place[]>();
    for (const place of this.places.values()) {
      if (place.access.length === 0) continue;
      const first = stepsBefore(this.program, place.site)
        .map(({ path, index }) => this.places.get(path, index))
        .findLast((under) => under !== undefined && under.access.length > 0);
      if (first !== undefined) steps.set(first, [...(steps.get(first) ?? [first]), place]);
    }
    for (const [first, touching] of steps) {
      const tables = [...new Set(touching.flatMap(({ access }) => access.map(({ table }) => table)))].sort();
      if (tables.length < 2) continue;
      // What a single step joins by itself is part of the whole.
      for (const step of touching) step.together.length = 0;
      first.together.push(tables);
    }
  }

  /** Schema files and migrations in path order: their names begin with a number or a date. */
  private readDocuments(): void {
    for (const [path, text] of [...this.program.documents].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!path.endsWith('.sql') || isDownMigration(path)) continue;
      this.schema.apply(readSql(upPart(text)), (change) => ({ path, line: lineOfTable(text, change.table) }));
    }
  }

  private applySchema(site: CallSite, reading: { statements: readonly SqlStatement[] }): void {
    if (isDownFunction(this.program, site)) return;
    this.schema.apply({ statements: reading.statements, holes: new Map() }, () => ({
      path: site.path,
      line: site.call.line,
    }));
  }

  private addStatements(site: CallSite, statements: readonly SqlStatement[], isCertain: boolean): void {
    const place = this.placeOf(site);
    for (const statement of statements) {
      if (statement.transaction !== null)
        place.happenings.push({ kind: 'transaction', step: statement.transaction });
      // `CREATE TABLE … AS SELECT` asks; views and triggers only say what will be asked.
      if (statement.kind === 'schema' && statement.schema[0]?.change !== 'create-table') continue;
      const access = statement.access.flatMap((one) => this.resolve(site, one, isCertain));
      this.addAccess(site, access, [access.map(({ table }) => table)]);
      for (const one of access) {
        const isIdempotent =
          one.verb === 'update' ? !isRelative(statement) : one.verb !== 'insert' && one.verb !== 'merge';
        place.happenings.push({
          kind: 'access',
          table: one.table,
          mode: one.mode,
          columns: one.columns,
          isIdempotent,
        });
        place.happenings.push(...this.consequences.of(one.table, one.mode, verbsOfSql(one.verb)));
      }
    }
  }

  /** Views open into what they read; a call in FROM is a table only if the schema has one of that name; guesses need the schema's word. */
  private resolve(site: CallSite, access: SqlAccess, isCertain: boolean): SqlAccess[] {
    if (holesIn(access.table).length > 0) {
      this.unread.push({
        path: site.path,
        line: site.call.line,
        what: 'table name',
        because: 'the name is put together at run time',
      });
      // Whichever table it is, reading it changes nothing; a function in the place of a table may do anything.
      const because = 'a table name is put together at run time';
      this.placeOf(site).happenings.push(
        access.mode === 'R' && !access.isCall
          ? { kind: 'open', because, isRead: true }
          : { kind: 'unknown', because },
      );
      return [];
    }
    const viewed = this.schema.viewAccess(access.table);
    if (viewed !== null) return viewed.flatMap((inner) => this.resolve(site, inner, isCertain));
    if (this.schema.isTemporary(access.table)) return [];
    const canonical = this.schema.canonical(access.table);
    if (
      canonical === null &&
      (access.isCall || (!isCertain && this.schema.isKnown && !looksLikeTable(access.table)))
    )
      return [];
    return [{ ...access, table: canonical ?? access.table }];
  }

  private addAccess(
    site: CallSite,
    access: readonly Access[],
    together: readonly (readonly string[])[],
  ): void {
    const place = this.placeOf(site);
    for (const { table, mode, columns } of access) place.access.push({ table, mode, columns });
    for (const tables of together) {
      const distinct = [...new Set(tables)].sort();
      if (distinct.length > 1) place.together.push(distinct);
    }
  }

  private placeOf(site: CallSite): Place {
    const known = this.places.get(site.path, site.index);
    if (known !== undefined) return known;
    const place: Place = { site, access: [], together: [], happenings: [] };
    this.places.set(site.path, site.index, place);
    return place;
  }
}

const verbsOfSql = (verb: string): readonly string[] =>
  verb === 'upsert' || verb === 'replace' || verb === 'merge' ? ['insert', 'update', 'delete'] : [verb];

function bySite(a: DataPlace, b: DataPlace): number {
  if (a.site.path !== b.site.path) return a.site.path < b.site.path ? -1 : 1;
  return a.site.index - b.site.index;
}

/** `SET left = left - 1` gives another value each time. */
function isRelative(statement: SqlStatement): boolean {
  return statement.isRelative;
}

const looksLikeTable = (name: string): boolean => /[_$.]/.test(name) || /^[A-Z]/.test(name);

const isDownMigration = (path: string): boolean => /(?:^|[./_-])(?:down|rollback|undo)\.sql$/i.test(path);

/** Migration files with both directions in one: `-- migrate:down`, `-- +goose Down`, `-- Down Migration`. */
function upPart(text: string): string {
  const down = /^--\s*(?:migrate:down|\+goose\s+down|down\b).*$/im.exec(text);
  return down === null ? text : text.slice(0, down.index);
}

/** A migration's way back is no part of the schema. */
function isDownFunction(program: Program, site: CallSite): boolean {
  const name = program.nameOf({ path: site.path, function: site.call.within });
  return /(?:^|\.)(?:down|revert|rollback)$/i.test(name);
}

function lineOfTable(text: string, table: string): number {
  const name = (table.split('.').at(-1) ?? table).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const found = new RegExp(
    `\\btable\\s+(?:if\\s+not\\s+exists\\s+)?(?:["\`\\[]?\\w+["\`\\]]?\\.)?["\`\\[]?${name}["\`\\]]?(?![\\w$])`,
    'i',
  ).exec(text);
  return found === null ? 1 : text.slice(0, found.index).split('\n').length;
}
