/**
 * What PostgreSQL's own parser says a text touches: exact where it parses, silent elsewhere (other dialects, holes, fragments).
 *
 * A second opinion, never the default: loading it costs about 100 ms and a statement about 13 times the scanner's time (167 µs against 13), which
 * would be most of the time that all facts of a large tree may take. Loaded when first asked.
 */

export type TouchedTable = readonly [table: string, mode: 'R' | 'W'];

/** Statements whose `relation` (or `relations`) is what they write. */
const WRITING = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'TruncateStmt']);

/** Tables by first mention, once for each mode; null where PostgreSQL can't parse the text. */
export async function postgresOpinion(text: string): Promise<TouchedTable[] | null> {
  const { loadModule, parseSync } = await import('libpg-query');
  await loadModule();
  try {
    const found = new Map<string, TouchedTable>();
    visit(parseSync(text), new Set(), found);
    return [...found.values()];
  } catch {
    return null;
  }
}

function visit(node: unknown, queryNames: ReadonlySet<string>, found: Map<string, TouchedTable>): void {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, queryNames, found);
    return;
  }
  if (!isRecord(node)) return;
  const inner =
    node['withClause'] === undefined ? queryNames : visitWith(node['withClause'], queryNames, found);
  for (const [key, value] of Object.entries(node)) {
    if (key === 'withClause') continue;
    if (WRITING.has(key) && isRecord(value)) visitWrite(value, inner, found);
    else if (key === 'RangeVar' && isRecord(value)) note(value, 'R', inner, found);
    else visit(value, inner, found);
  }
}

/** A name hides a table after its own query; in a recursive list also inside it. */
function visitWith(
  clause: unknown,
  outer: ReadonlySet<string>,
  found: Map<string, TouchedTable>,
): ReadonlySet<string> {
  if (!isRecord(clause) || !Array.isArray(clause['ctes'])) return outer;
  const names = new Set(outer);
  for (const item of clause['ctes']) {
    const expression: unknown = isRecord(item) ? item['CommonTableExpr'] : null;
    if (!isRecord(expression)) continue;
    const name = String(expression['ctename']);
    if (clause['recursive'] === true) names.add(name);
    visit(expression['ctequery'], names, found);
    names.add(name);
  }
  return names;
}

function visitWrite(
  statement: Record<string, unknown>,
  outer: ReadonlySet<string>,
  found: Map<string, TouchedTable>,
): void {
  const names = visitWith(statement['withClause'], outer, found);
  const relations = [
    statement['relation'],
    ...(Array.isArray(statement['relations']) ? statement['relations'] : []),
  ];
  for (const relation of relations) {
    const range: unknown = isRecord(relation) ? (relation['RangeVar'] ?? relation) : null;
    // What is written is never a name given by WITH.
    if (isRecord(range)) note(range, 'W', new Set(), found);
  }
  const { relation: _written, relations: _all, withClause: _names, ...rest } = statement;
  visit(rest, names, found);
}

function note(
  range: Record<string, unknown>,
  mode: 'R' | 'W',
  queryNames: ReadonlySet<string>,
  found: Map<string, TouchedTable>,
): void {
  const schema = range['schemaname'];
  const name = String(range['relname']);
  if (schema === undefined && queryNames.has(name)) return;
  const table = schema === undefined || schema === 'public' ? name : `${String(schema)}.${name}`;
  const key = `${table} ${mode}`;
  if (!found.has(key)) found.set(key, [table, mode]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
