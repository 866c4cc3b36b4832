/** A plain text table; columns that hold only numbers are set flush right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const isNumeric = header.map((_, column) => rows.every((row) => /^[\d .,%-]*$/.test(row[column] ?? '')));
  return all
    .map((row) =>
      widths
        .map((width, column) =>
          isNumeric[column] ? (row[column] ?? '').padStart(width) : (row[column] ?? '').padEnd(width),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
