/**
 * Is this string SQL? Strict on purpose: it is asked for strings whose use is not known, and English has "select one from the list"
 * and "update your profile" too.
 */
const STATEMENT = [
  /^insert\s+(?:or\s+\w+\s+|ignore\s+)?into\s+\S/i,
  /^replace\s+into\s+\S/i,
  /^merge\s+into\s+\S/i,
  /^update\s+(?:or\s+\w+\s+|only\s+)?\S+(?:\s+(?:as\s+)?\w+)?\s+set\b[^=]*=/i,
  /^delete\s+from\s+\S/i,
  /^with\s+(?:recursive\s+)?\S+\s*(?:\([^)]*\)\s*)?as\s+(?:not\s+)?(?:materialized\s*)?\(/i,
  /^create\s+(?:(?:or\s+replace|temp|temporary|unique|virtual|unlogged|materialized)\s+)*(?:table|index|view|trigger|function|extension|schema|type)\s+\S/i,
  /^alter\s+table\s+\S+(?:\s+\S+)*?\s+(?:add|drop|rename|alter|modify)\b/i,
  /^drop\s+(?:table|index|view|trigger)\s+\S/i,
  /^truncate\s+(?:table\s+)?["`\w]+(?:\s*,\s*["`\w]+)*\s*(?:restart identity\s*)?(?:cascade\s*)?;?$/i,
  /^pragma\s+\w+/i,
  /^begin(?:\s+(?:transaction|immediate|exclusive|deferred|work)\b.*)?;?$/i,
  /^start\s+transaction\b/i,
  /^(?:commit|rollback)(?:\s+transaction)?;?$/i,
  /^rollback\s+to\b/i,
  /^(?:savepoint|release)\s+(?:savepoint\s+)?\S+;?$/i,
];
const SELECT = /^\(?\s*select\b[\s\S]*?\bfrom\s+\S/i;
/** Marks of a machine's SELECT: a star, a comma list, an operator, a placeholder, upper-case keywords, a function. */
const SELECT_MARKS =
  /\bSELECT\b[\s\S]*\bFROM\b|\*|=|\?|\$\d|\uE000|\w+\(|^\(?\s*select\s+[\w."]+(?:\s*,\s*[\w."]+)+\s+from\b|^\(?\s*select\s+\w+\s+from\s+\w+(?:\s+(?:where|order|group|limit)\b|\s*;?\s*$)/;

const LEADING_COMMENTS = /^(?:\s+|--[^\n]*\n|\/\*[\s\S]*?\*\/)+/;

export function looksLikeSql(text: string): boolean {
  const body = text.replace(LEADING_COMMENTS, '').trimEnd();
  if (SELECT.test(body)) return SELECT_MARKS.test(body);
  return STATEMENT.some((pattern) => pattern.test(body));
}

/** `id IN (SELECT …)`, `(NOT EXISTS (SELECT …))`, `total > (SELECT …)`: a condition that asks other tables. */
const CONDITION =
  /^\(?\s*(?:(?:not\s+)?exists|[\w."`]+\s+(?:not\s+)?in|[\w."`]+\s*[<>=]+)\s*\((?=\s*select\b[\s\S]*\bfrom\s)/i;

/** The text from its first statement on: a condition begins with one inside. */
export function statementIn(text: string): string {
  const before = CONDITION.exec(text.trimStart());
  return before === null ? text : text.trimStart().slice(before[0].length);
}

/** Upper-case keyword before a lower-case or quoted name, and a placeholder or assignment somewhere: no sentence looks like that. */
export function isPlainlySql(text: string): boolean {
  return (
    /\b(?:FROM|INTO|UPDATE|JOIN)\s+(?:ONLY\s+)?["`[]?[a-z]/.test(text) || /\$\d|=\s*(?:\?|:\w)/.test(text)
  );
}
