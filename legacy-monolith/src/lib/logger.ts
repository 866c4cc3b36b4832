const quiet = process.env['LOG'] === 'off';

export function log(level: 'info' | 'error', message: string, error?: unknown): void {
  if (quiet && level === 'info') return;
  const detail = error instanceof Error ? `: ${error.stack ?? error.message}` : error === undefined ? '' : `: ${String(error)}`;
  process.stderr.write(`[${level}] ${message}${detail}\n`);
}
