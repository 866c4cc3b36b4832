/** One request of an access log. */
export interface LoggedRequest {
  readonly method: string;
  readonly target: string;
  readonly clientIp: string;
  readonly status: number;
  /** Seconds since 1970; `undefined` where the line has no readable time. */
  readonly atSeconds: number | undefined;
}

// At most so much before the time: without an end, a line of brackets takes time by the square of its length.
const common = /^(\S+) \S+ .{0,512}?\[([^\]]+)\] "([A-Z]+) (\S+)(?: HTTP\/[\d.]+)?" (\d{3})/;
const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/**
 * Reads one line in the common, combined or JSON format; ours, nginx's and pino-http's names are known.
 *
 * @returns `undefined` for a line that is none of them.
 */
export function readLogLine(line: string): LoggedRequest | undefined {
  return line.startsWith('{') ? readJson(line) : readCommon(line);
}

function readCommon(line: string): LoggedRequest | undefined {
  const match = common.exec(line);
  if (!match) return undefined;
  const [, clientIp = '', time = '', method = '', target = '', status] = match;
  return { method, target, clientIp, status: Number(status), atSeconds: readTime(time) };
}

/** `23/Nov/2026:05:00:00 +0000` */
function readTime(text: string): number | undefined {
  const match = /^(\d{2})\/(\w{3})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/.exec(text);
  if (!match) return undefined;
  const [, day, month = '', year, hour, minute, second, sign, zoneHour, zoneMinute] = match;
  const offsetSeconds = (sign === '-' ? -1 : 1) * (Number(zoneHour) * 3_600 + Number(zoneMinute) * 60);
  return (
    Date.UTC(
      Number(year),
      months.indexOf(month) / 3,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
    ) /
      1_000 -
    offsetSeconds
  );
}

function readJson(line: string): LoggedRequest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const field = (...paths: string[]) =>
    paths.map((path) => dig(value, path.split('.'))).find((found) => found !== undefined);
  const method = field('method', 'req.method', 'request_method');
  const target = field('url', 'req.url', 'request_uri', 'path', 'uri');
  if (typeof method !== 'string' || typeof target !== 'string') return undefined;
  const time = field('time', 'timestamp', '@timestamp', 'msec');
  return {
    method,
    target,
    clientIp: String(field('clientIp', 'remote_addr', 'req.remoteAddress', 'ip') ?? ''),
    status: Number(field('status', 'res.statusCode', 'statusCode') ?? 0),
    atSeconds:
      typeof time === 'number'
        ? time > 1e11
          ? time / 1_000
          : time
        : typeof time === 'string'
          ? Date.parse(time) / 1_000 || undefined
          : undefined,
  };
}

function dig(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) return undefined;
    current = (current as Record<string, unknown>)[name];
  }
  return current;
}
