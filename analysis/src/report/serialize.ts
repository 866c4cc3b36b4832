import type { Report } from './schema.ts';

/**
 * `report.json` with one record a line: small, quick to parse, and a diff shows the records that changed.
 *
 * @example await writeFile('report.json', serializeReport(report));
 */
export function serializeReport(report: Report): string {
  const members = Object.entries(report).map(
    ([key, value]) => `${JSON.stringify(key)}: ${serializeMember(value)}`,
  );
  return `{\n${members.join(',\n')}\n}\n`;
}

function serializeMember(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value);
  return `[\n${value.map((record) => JSON.stringify(record)).join(',\n')}\n]`;
}
